using System.Text;

namespace UwsKit.Work;

/// <summary>The end of what the work wrote, as text that can be shown: for messages to the user.</summary>
internal static class OutputTail
{
    public const int DetailBytes = 16 * 1024;
    public const int MessageLines = 4;
    public const int MessageCharacters = 500;

    /// <summary>The last 16 KiB of a file; empty when there is none.</summary>
    public static string Read(string path)
    {
        try
        {
            using var file = RegularFile.TryOpen(path);
            if (file is null)
            {
                return "";
            }

            file.Seek(-Math.Min(file.Length, DetailBytes), SeekOrigin.End);
            var buffer = new byte[DetailBytes];
            var count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            // A character cut at the start would show as a replacement character.
            var start = 0;
            while (start < Math.Min(count, 3) && (buffer[start] & 0xC0) == 0x80)
            {
                start++;
            }

            return Shown(Encoding.UTF8.GetString(buffer, start, count - start), keepLines: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The last lines that hold something, as one line.</summary>
    public static string Message(string tail)
    {
        var lines = tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(MessageLines);
        var line = string.Join(" | ", lines.Select(l => Shown(l, keepLines: false)));
        return line.Length <= MessageCharacters ? line : "…" + line[^(MessageCharacters - 1)..];
    }

    /// <summary>A text as one line of limited length.</summary>
    public static string OneLine(string text, int length)
    {
        var line = Shown(text, keepLines: false).Trim();
        return line.Length <= length ? line : line[..(length - 1)] + "…";
    }

    /// <summary>Control characters and broken bytes out: illegal in XML, and they move a terminal's cursor.</summary>
    private static string Shown(string text, bool keepLines)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t')
            {
                shown.Append(keepLines ? (char)rune.Value : ' ');
            }
            else if (!Rune.IsControl(rune) && rune.Value is not (0xFFFD or 0xFFFE or 0xFFFF))
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }
}
