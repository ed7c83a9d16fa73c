using System.Buffers.Binary;

namespace CtaWorker.Fits;

/// <summary>The ones'-complement sum of the FITS checksum convention (FITS 4.0 appendix J), fed piece by piece.</summary>
internal sealed class FitsChecksum
{
    private ulong _sum;
    private long _length;

    public uint Value => (uint)Fold(_sum);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _length % 4 != 0)
        {
            AddByte(bytes[0]);
            bytes = bytes[1..];
        }

        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            _sum = Fold(_sum + BinaryPrimitives.ReadUInt32BigEndian(bytes));
            _length += 4;
        }

        foreach (var last in bytes)
        {
            AddByte(last);
        }
    }

    /// <summary>The 16 characters that, as the value of CHECKSUM, bring the sum of the whole unit to minus zero.</summary>
    public static string Encode(uint sum)
    {
        var value = ~sum;
        Span<char> text = stackalloc char[16];
        Span<int> four = stackalloc int[4];
        for (var i = 0; i < 4; i++)
        {
            var part = (int)(value >> (24 - 8 * i)) & 0xff;
            four.Fill(part / 4 + '0');
            four[0] += part % 4;
            StayAlphanumeric(four);
            for (var j = 0; j < 4; j++)
            {
                // One place to the right: the value starts at the second byte of a word, behind its quote.
                text[(4 * j + i + 1) % 16] = (char)four[j];
            }
        }

        return new string(text);
    }

    private static void StayAlphanumeric(Span<int> four)
    {
        for (var j = 0; j < 4; j += 2)
        {
            while (!char.IsAsciiLetterOrDigit((char)four[j]) || !char.IsAsciiLetterOrDigit((char)four[j + 1]))
            {
                four[j]++;
                four[j + 1]--;
            }
        }
    }

    private void AddByte(byte value) => _sum = Fold(_sum + ((ulong)value << (24 - 8 * (int)(_length++ % 4))));

    private static ulong Fold(ulong sum) => (sum & 0xffff_ffff) + (sum >> 32);
}
