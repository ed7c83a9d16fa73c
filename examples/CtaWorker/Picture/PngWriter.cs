using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CtaWorker.Picture;

/// <summary>A small writer of PNG images, 8 bits of red, green and blue (PNG, third edition, §5 and §11).</summary>
internal static class PngWriter
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <param name="stream">where to write</param>
    /// <param name="canvas">the image</param>
    /// <param name="texts">keyword and text of tEXt chunks, such as "Title"</param>
    public static void Write(Stream stream, Canvas canvas, IEnumerable<KeyValuePair<string, string>> texts)
    {
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], canvas.Height);
        // 8 bits, true colour, then the only compression, the only filter set, not interlaced.
        ((ReadOnlySpan<byte>)[8, 2, 0, 0, 0]).CopyTo(header[8..]);
        Chunk(stream, "IHDR", header);

        foreach (var (keyword, text) in texts)
        {
            Chunk(stream, "tEXt", Encoding.Latin1.GetBytes($"{keyword}\0{text.Replace('\0', ' ')}"));
        }

        Chunk(stream, "IDAT", Compress(canvas));
        Chunk(stream, "IEND", []);
    }

    private static byte[] Compress(Canvas canvas)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            var stride = canvas.Width * 3;
            var line = new byte[stride + 1];
            for (var y = 0; y < canvas.Height; y++)
            {
                // Filter 2 (Up) keeps the difference to the row above: smooth pictures become small.
                line[0] = 2;
                for (var i = 0; i < stride; i++)
                {
                    var above = y == 0 ? 0 : canvas.Rgb[(y - 1) * stride + i];
                    line[i + 1] = (byte)(canvas.Rgb[y * stride + i] - above);
                }

                zlib.Write(line);
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc(chunk.AsSpan(4, data.Length + 4)));
        stream.Write(chunk);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
            {
                c = (c & 1) == 1 ? 0xedb88320 ^ (c >> 1) : c >> 1;
            }

            table[n] = c;
        }

        return table;
    }
}
