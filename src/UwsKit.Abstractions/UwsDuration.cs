using System.Globalization;

namespace UwsKit;

/// <summary>
/// Durations as operators write them: <c>90s</c>, <c>10m</c>, <c>48h</c>, <c>7d</c> or <c>hh:mm:ss</c> with hh ≤ 23
/// (because <c>TimeSpan.Parse("24:00:00")</c> is 24 days). Thread-safe.
/// </summary>
public static class UwsDuration
{
    /// <summary>What is allowed, for fault messages.</summary>
    public const string Allowed = "a duration such as 90s, 10m, 48h, 7d or hh:mm:ss (hh up to 23)";

    /// <summary>Reads a duration of zero or more.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParseExact(text, ["hh\\:mm\\:ss", "h\\:mm\\:ss", "hh\\:mm\\:ss\\.FFF", "h\\:mm\\:ss\\.FFF"], CultureInfo.InvariantCulture, out duration);
        }

        var unit = text[^1] switch
        {
            's' => TimeSpan.TicksPerSecond, 'm' => TimeSpan.TicksPerMinute, 'h' => TimeSpan.TicksPerHour, 'd' => TimeSpan.TicksPerDay, _ => 0,
        };
        if (unit == 0
            || !decimal.TryParse(text.AsSpan(..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > TimeSpan.MaxValue.Ticks / unit)
        {
            return false;
        }

        duration = new TimeSpan((long)(number * unit));
        return true;
    }

    /// <summary>Writes a duration in the longest unit that divides it, e.g. <c>48h</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = duration.Ticks / (decimal)TimeSpan.TicksPerSecond;
        var (divisor, unit) = seconds switch
        {
            0 => (1, "s"), var s when s % 86400 == 0 => (86400, "d"), var s when s % 3600 == 0 => (3600, "h"), var s when s % 60 == 0 => (60, "m"), _ => (1, "s"),
        };
        return (seconds / divisor).ToString("0.#######", CultureInfo.InvariantCulture) + unit;
    }
}
