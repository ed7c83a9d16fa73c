using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Tells the waiters of this node what other nodes changed: from the change feed where the storage has one, and by reading the versions of
/// the jobs that are waited for (every 5 s, 30 s with a feed) in any case.
/// </summary>
internal sealed class WaiterPump(
    IStorage storage, JobWaiters waiters, TimeProvider time, ILogger<WaiterPump> log, IHostApplicationLifetime? lifetime = null, IChangeFeed? feed = null)
    : BackgroundService
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(feed is null ? 5 : 30);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Not only in StopAsync: the web server stops before this service, and would wait for its blocked requests until its patience ends.
        lifetime?.ApplicationStopping.Register(waiters.Stop);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        waiters.Stop();
        return base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(feed is null ? Task.CompletedTask : FollowAsync(feed, stoppingToken), LookAsync(stoppingToken));

    // A feed that fails or ends is taken up again: until then the regular look at the versions does its work.
    private async Task FollowAsync(IChangeFeed source, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(source, ct).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                if (ct.IsCancellationRequested)
                {
                    return;
                }

                Log.LoopFailed(log, e, "change feed");
            }

            await Task.Delay(_interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            waiters.WakeAll();
        }
    }

    private async Task WatchAsync(IChangeFeed source, CancellationToken ct)
    {
        await foreach (var change in source.WatchAsync(ct).ConfigureAwait(false))
        {
            if (change.IsGap)
            {
                waiters.WakeAll();
            }
            else
            {
                waiters.Changed(change.Id, change.Version);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(_interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ct.IsCancellationRequested)
            {
                return;
            }

            try
            {
                foreach (var (id, version) in waiters.Watched)
                {
                    var stored = (await storage.GetAsync(id, ct).ConfigureAwait(false))?.Version ?? long.MaxValue;
                    if (stored > version)
                    {
                        waiters.Changed(id, stored);
                    }
                }
            }
            catch (Exception e)
            {
                if (ct.IsCancellationRequested)
                {
                    return;
                }

                // Left to itself it would stop the host.
                Log.LoopFailed(log, e, "waiters");
            }
        }
    }
}
