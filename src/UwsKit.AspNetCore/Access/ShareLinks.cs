using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UwsKit;

/// <summary>
/// Signed links: a token that lets its bearer read one job until an instant. The record knows the links (<see cref="Job.SharedWith"/>), so that they can be
/// taken back; the token is their HMAC under the host's event keys, of which the first signs and all are accepted. Thread-safe.
/// </summary>
internal sealed class ShareLinks(IList<string> keys, TimeProvider time)
{
    /// <summary>The name of the query's parameter, in any case.</summary>
    public const string Parameter = "SHARE";

    private const string Entry = "link:";

    private readonly byte[][] _keys = [.. keys.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether links can be made: with a random key they would end at the next restart.</summary>
    public bool IsOffered => _keys.Length > 0;

    /// <summary>A new link: the entry for the record and the token for its bearer.</summary>
    public (string Entry, string Token) Make(JobId job, DateTimeOffset expires)
    {
        var id = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var entry = string.Create(CultureInfo.InvariantCulture, $"{Entry}{id}/{expires.ToUnixTimeSeconds()}");
        return (entry, $"{id}-{Sign(_keys[0], job, entry)}");
    }

    /// <summary>Whether a token opens the job now; compared in constant time.</summary>
    public bool Opens(string? token, Job job)
    {
        if (token is null || token.IndexOf('-', StringComparison.Ordinal) is not (> 0 and var dash)
            || job.SharedWith.FirstOrDefault(e => IdOf(e) is { } id && id == token[..dash]) is not { } entry || ExpiryOf(entry) <= time.GetUtcNow())
        {
            return false;
        }

        var given = Encoding.UTF8.GetBytes(token[(dash + 1)..]);
        var good = false;
        foreach (var key in _keys)
        {
            good |= CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Sign(key, job.Id, entry)));
        }

        return good;
    }

    /// <summary>The id of a link's entry; null = it is another entry.</summary>
    public static string? IdOf(string entry)
        => entry.StartsWith(Entry, StringComparison.Ordinal) && entry.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? entry[Entry.Length..slash] : null;

    /// <summary>When a link's entry ends.</summary>
    public static DateTimeOffset ExpiryOf(string entry)
        => long.TryParse(entry.AsSpan(entry.IndexOf('/', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MinValue;

    // No event token is signed like this: those begin with a job's id.
    private static string Sign(byte[] key, JobId job, string entry)
        => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"share/{job.Value}/{entry}")));
}
