using System.Globalization;

namespace UwsKit.Work;

/// <summary>Reads what <c>uws-progress</c> wrote: percent on the first line, text after it. What the work writes is not trusted.</summary>
internal static class ProgressFile
{
    private const int MaxText = 200;
    private const int MaxBytes = 64 * 1024;

    public static JobProgress? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MaxBytes || UnixFiles.TryRead(file.FullName) is not { } content)
        {
            return null;
        }

        var (first, rest) = content.Split('\n', 2) is [var a, var b] ? (a, b) : (content, "");
        var percent = double.TryParse(first.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var p) && double.IsFinite(p) ? Math.Clamp(p, 0, 100) : (double?)null;
        var text = OutputTail.OneLine(rest, MaxText);
        return percent is null && text.Length == 0 ? null
            : new(percent, text.Length == 0 ? null : text, UwsTime.Truncate(new DateTimeOffset(file.LastWriteTimeUtc)));
    }
}
