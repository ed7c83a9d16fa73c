using System.Net;
using System.Threading.RateLimiting;

namespace UwsKit;

/// <summary>
/// How many requests one caller may make at this node: a bucket for each owner, and for callers without a login one for each address (of IPv6 the network of 64
/// bits, which is what one subscriber gets). Buckets that nobody uses go by themselves. Thread-safe.
/// </summary>
internal sealed class RequestRate : IDisposable
{
    private readonly int? _perMinute;
    private readonly PartitionedRateLimiter<string>? _buckets;

    /// <param name="perMinute">Null = no limit.</param>
    public RequestRate(int? perMinute)
    {
        _perMinute = perMinute;
        if (perMinute is { } limit)
        {
            var period = TimeSpan.FromMinutes(1) / Math.Min(limit, 600);
            var options = new TokenBucketRateLimiterOptions
            {
                TokenLimit = limit, TokensPerPeriod = Math.Max(1, limit / 600), ReplenishmentPeriod = period, AutoReplenishment = false, QueueLimit = 0,
            };
            _buckets = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => options));
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="owner">Who makes it; null = nobody is authenticated.</param>
    /// <param name="address">From where.</param>
    /// <exception cref="UwsException">The caller's bucket is empty: 429 with Retry-After.</exception>
    public void Count(string? owner, IPAddress? address)
    {
        if (_buckets is null)
        {
            return;
        }

        using var lease = _buckets.AttemptAcquire(owner is null ? $"address {ClientNetwork.Of(address)}" : $"owner {owner}");
        if (!lease.IsAcquired)
        {
            throw new UwsException(UwsErrorKind.TooMany, $"More than {_perMinute} requests a minute; wait a little. WAIT tells of a job's changes without asking again and again.")
            {
                RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
            };
        }
    }

    public void Dispose() => _buckets?.Dispose();
}
