using System.Runtime.CompilerServices;

namespace UwsKit;

/// <summary>Reads a copy line by line; the memory is that of its longest line.</summary>
internal static class CopyLines
{
    /// <summary>No record is longer: what is, is no copy.</summary>
    private const int MaxLength = 256 << 20;

    /// <summary>One line.</summary>
    /// <param name="Number">Counted from one.</param>
    /// <param name="Bytes">Without its end; null when it is too long.</param>
    public readonly record struct Line(long Number, byte[]? Bytes);

    /// <summary>The lines that are not blank.</summary>
    public static async IAsyncEnumerable<Line> ReadAsync(Stream copy, [EnumeratorCancellation] CancellationToken ct, int maxLength = MaxLength)
    {
        var buffer = new byte[64 * 1024];
        var (start, end, tooLong) = (0, 0, false);
        for (long number = 1; ;)
        {
            var searched = start;
            int at;
            while ((at = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n')) < 0)
            {
                searched = end;
                if (end - start > maxLength)
                {
                    (start, end, searched, tooLong) = (0, 0, 0, true);
                }
                else if (end == buffer.Length)
                {
                    // The unfinished line moves to the front, of a larger buffer when it fills this one.
                    var larger = start > 0 ? buffer : new byte[buffer.Length * 2];
                    buffer.AsSpan(start, end - start).CopyTo(larger);
                    (buffer, searched, end, start) = (larger, searched - start, end - start, 0);
                }

                var count = await copy.ReadAsync(buffer.AsMemory(end), ct).ConfigureAwait(false);
                if (count == 0)
                {
                    if (Cut(buffer, start, end, tooLong) is { Blank: false } last)
                    {
                        yield return new(number, last.Bytes);
                    }

                    yield break;
                }

                end += count;
            }

            if (Cut(buffer, start, searched + at, tooLong) is { Blank: false } line)
            {
                yield return new(number, line.Bytes);
            }

            (start, tooLong) = (searched + at + 1, false);
            number++;
        }
    }

    private static (bool Blank, byte[]? Bytes) Cut(byte[] buffer, int start, int end, bool tooLong)
    {
        var line = buffer.AsSpan(start, end - start);
        return tooLong ? (false, null) : line.Trim(" \t\r"u8).IsEmpty ? (true, null) : (false, line.ToArray());
    }
}
