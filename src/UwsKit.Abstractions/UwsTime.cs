using System.Globalization;

namespace UwsKit;

/// <summary>The one formatter and parser of instants: UTC, milliseconds, <c>yyyy-MM-ddTHH:mm:ss.fffZ</c> (UWS 1.1 §2.2.1). Thread-safe.</summary>
public static class UwsTime
{
    private const string Canonical = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Accepted =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm'Z'", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'Z'", "yyyy-MM-dd", "yyyyMMdd", "yyyy-MM", "yyyy",
    ];

    /// <summary>Writes an instant as it appears in documents, plain text and storages alike.</summary>
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString(Canonical, CultureInfo.InvariantCulture);

    /// <summary>Cuts an instant to UTC milliseconds, the precision of the record.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset instant)
        => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <summary>The present instant at the precision of the record.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return Truncate(time.GetUtcNow());
    }

    /// <summary>
    /// Reads an ISO 8601 instant: <c>Z</c> or no zone (taken as UTC), up to seven decimals, a bare date, month or year. Decimals beyond
    /// milliseconds are cut. Any other zone is refused.
    /// </summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        // The form that storages and well-behaved clients write comes first: it is read at every GET.
        var good = DateTimeOffset.TryParseExact(text, Canonical, CultureInfo.InvariantCulture, utc, out instant)
            || DateTimeOffset.TryParseExact(text?.Trim(), Accepted, CultureInfo.InvariantCulture, utc, out instant);
        instant = good ? Truncate(instant) : default;
        return good;
    }
}
