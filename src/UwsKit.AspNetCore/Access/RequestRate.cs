using System.Net;
using System.Threading.RateLimiting;

namespace UwsKit;

/// <summary>
/// How many requests one caller may make at this node: a bucket for each owner, and for callers without a login one for each address (of IPv6 the network of 64
/// bits, which is what one subscriber gets). Buckets that nobody uses go by themselves. Thread-safe.
/// </summary>
internal sealed class RequestRate : IDisposable
{
    // So many refusals a second come at once; of the others so many are held for so long.
    private const int QuickRefusals = 10, MaxHeld = 1_000;

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    private readonly int? _perMinute;
    private readonly PartitionedRateLimiter<string>? _buckets, _quick;
    private int _held;

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
            var refusals = new TokenBucketRateLimiterOptions
            {
                TokenLimit = QuickRefusals, TokensPerPeriod = 1, ReplenishmentPeriod = Hold / QuickRefusals, AutoReplenishment = false, QueueLimit = 0,
            };
            _buckets = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => options));
            _quick = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => refusals));
        }
    }

    /// <summary>Counts a request.</summary>
    /// <param name="owner">Who makes it; null = nobody is authenticated.</param>
    /// <param name="address">From where.</param>
    /// <param name="ct">The caller went away.</param>
    /// <exception cref="UwsException">The caller's bucket is empty: 429 with Retry-After.</exception>
    public async ValueTask CountAsync(string? owner, IPAddress? address, CancellationToken ct)
    {
        if (_buckets is null)
        {
            return;
        }

        var caller = owner is null ? $"address {ClientNetwork.Of(address)}" : $"owner {owner}";
        using var lease = _buckets.AttemptAcquire(caller);
        if (!lease.IsAcquired)
        {
            await HoldAsync(caller, ct).ConfigureAwait(false);
            throw new UwsException(UwsErrorKind.TooMany, $"More than {_perMinute} requests a minute; wait a little. WAIT tells of a job's changes without asking again and again.")
            {
                RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
            };
        }
    }

    // A refusal, too, is work that others wait for: who takes no notice of refusals gets them slowly.
    private async ValueTask HoldAsync(string caller, CancellationToken ct)
    {
        using var quick = _quick!.AttemptAcquire(caller);
        if (quick.IsAcquired)
        {
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _held) <= MaxHeld)
            {
                await Task.Delay(Hold, TimeProvider.System, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buckets?.Dispose();
        _quick?.Dispose();
    }
}
