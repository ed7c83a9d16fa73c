using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>How the work of an attempt ended, from the file <c>exit.ATTEMPT</c> that its supervisor wrote.</summary>
/// <param name="Status">As a shell says it: 128 + n for signal n.</param>
/// <param name="Reason">Whether the supervisor was told to stop, as at the machine's end.</param>
/// <param name="At">When.</param>
internal sealed record ExitRecord(int Status, StopReason Reason, DateTimeOffset At)
{
    public static ExitRecord? Parse(string text, DateTimeOffset at)
    {
        var parts = text.Split(' ', StringSplitOptions.TrimEntries);
        return text.EndsWith('\n') && parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new(status, StopReasons.Of(parts[1]), at)
            : null;
    }
}
