using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Tells the waiters of this node, and those who look for work, what other nodes changed: from the change feed where the storage has one, and by reading the versions of
/// the jobs that are waited for (every 5 s, 30 s with a feed) in any case.
/// </summary>
internal sealed class WaiterPump(
    IStorage storage, JobWaiters waiters, JobHints hints, TimeProvider time, ILogger<WaiterPump> log, IChangeFeed? feed = null, IHostApplicationLifetime? lifetime = null)
    : BackgroundService
{
    private const int AtOnce = 1000;
    private readonly Signal _news = new(time);
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
        => Task.WhenAll(feed is null ? Task.CompletedTask : Task.WhenAll(FollowAsync(feed, stoppingToken), PassOnAsync(stoppingToken)), LookAsync(stoppingToken));

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

    // A feed does not say what a change was. However many there are, a node looks for work once a second at most.
    private async Task PassOnAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await _news.WaitAsync(_interval, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            hints.ChangedElsewhere();
            await Task.Delay(TimeSpan.FromSeconds(1), time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(JobChange change)
    {
        _news.Set();
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
                foreach (var watched in waiters.Watched.Chunk(AtOnce))
                {
                    await CompareAsync(watched, ct).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.LoopStopped(log, e, "waiters");
            }
        }
    }

    private async Task CompareAsync((JobId Id, long Version)[] watched, CancellationToken ct)
    {
        var known = storage is IJobVersions versions ? await versions.GetVersionsAsync([.. watched.Select(w => w.Id)], ct).ConfigureAwait(false) : null;
        foreach (var (id, version) in watched)
        {
            var stored = known is not null ? known.GetValueOrDefault(id, long.MaxValue)
                : (await storage.GetAsync(id, ct).ConfigureAwait(false))?.Version ?? long.MaxValue;
            if (stored > version)
            {
                waiters.Changed(id, stored);
            }
        }
    }
}
