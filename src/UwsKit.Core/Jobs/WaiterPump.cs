using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Tells the waiters of this node what other nodes changed: from the change feed where the storage has one, and by reading the versions of
/// the jobs that are waited for (every 5 s, 30 s with a feed) in any case.
/// </summary>
internal sealed class WaiterPump(IStorage storage, JobWaiters waiters, TimeProvider time, ILogger<WaiterPump> log, IChangeFeed? feed = null, IHostApplicationLifetime? lifetime = null)
    : BackgroundService
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(feed is null ? 5 : 30);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // The web server stops before this service does, and it waits for its requests: they must end at the first word of the stop.
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

    private async Task FollowAsync(IChangeFeed source, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in source.WatchAsync(ct).ConfigureAwait(false))
                {
                    Tell(change);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // A feed should not throw; one that does must not take the host with it.
                Log.LoopFailed(log, e, "change feed");
            }

            await Task.Delay(_interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            waiters.WakeAll();
        }
    }

    private void Tell(JobChange change)
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

    private async Task LookAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false))
        {
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
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.LoopFailed(log, e, "waiters");
            }
        }
    }
}
