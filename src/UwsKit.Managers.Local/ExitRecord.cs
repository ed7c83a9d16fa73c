using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>How the work of an attempt ended, from the file <c>exit.ATTEMPT</c> that its supervisor wrote.</summary>
/// <param name="Status">As a shell says it: 128 + n for signal n.</param>
/// <param name="Reason">Whether it was stopped.</param>
/// <param name="At">When.</param>
internal sealed record ExitRecord(int Status, StopReason Reason, DateTimeOffset At)
{
    public static ExitRecord? Parse(string text, DateTimeOffset at)
    {
        var parts = text.Split(' ', StringSplitOptions.TrimEntries);
        return text.EndsWith('\n') && parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new(status, parts[1] switch { "timeout" => StopReason.Timeout, "cancelled" => StopReason.Cancelled, _ => StopReason.None }, at)
            : null;
    }
}

/// <summary>Why work was stopped.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,
    /// <summary>Its execution duration was used up.</summary>
    Timeout,
    /// <summary>It was cancelled, or the machine's administrator ended its supervisor.</summary>
    Cancelled,
}
