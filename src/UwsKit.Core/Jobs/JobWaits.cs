using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>WAIT (UWS 1.1 §2.2.1.2). Thread-safe; a blocked request is one timer and one task, no thread and no database connection.</summary>
internal sealed class JobWaits(JobWaiters waiters, IOptions<UwsOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Shed = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="JobService.WaitAsync"/>
    public async Task<Job?> WaitAsync(
        Job job, TimeSpan wait, PhaseSet? phases, Func<JobId, CancellationToken, ValueTask<Job?>> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        var atMost = Capped(wait);
        if (atMost == TimeSpan.Zero || !PhaseRules.Blocking.Contains(job.Phase) || phases?.Contains(job.Phase) == false)
        {
            return job;
        }

        using var place = waiters.TryEnter(job.OwnerId);
        if (place is null)
        {
            // Too many wait already. Clients come back at once, so even this answer is not given at once.
            await DelayAsync(time.GetTimestamp(), Shed < atMost ? Shed : atMost, Task.Delay(Timeout.Infinite, ct), ct).ConfigureAwait(false);
            return (await TryReadAsync(job, read, ct).ConfigureAwait(false)).Job;
        }

        return await BlockAsync(job, atMost, now => now.Phase != job.Phase, read, ct).ConfigureAwait(false);
    }

    /// <summary>A place among the waiters, whose number is limited; null = there is none left.</summary>
    public IDisposable? TryEnter(string? owner) => waiters.TryEnter(owner);

    /// <summary>Answers when the job is over or gone (null), after so long (negative or more = the cap), or when the host stops. The caller has a place.</summary>
    public async Task<Job?> UntilOverAsync(Job job, TimeSpan wait, Func<JobId, CancellationToken, ValueTask<Job?>> read, CancellationToken ct)
        => await BlockAsync(job, Capped(wait), now => PhaseRules.Final.Contains(now.Phase), read, ct).ConfigureAwait(false);

    private TimeSpan Capped(TimeSpan wait)
    {
        var cap = options.Value.Limits.MaxWait;
        return wait < TimeSpan.Zero || wait > cap ? cap : wait;
    }

    private async Task<Job?> BlockAsync(Job job, TimeSpan atMost, Func<Job, bool> isOver, Func<JobId, CancellationToken, ValueTask<Job?>> read, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            // First the registration, then the read: a change in between is not missed.
            var (changed, ticket) = waiters.Register(job.Id);
            using (ticket)
            {
                var (found, now) = await TryReadAsync(job, read, ct).ConfigureAwait(false);
                if (now is null || isOver(now) || waiters.Stopping.IsCancellationRequested || time.GetElapsedTime(start) >= atMost)
                {
                    return now;
                }

                // The change that was signalled could not be read, and need not be signalled again.
                var patience = !found && time.GetElapsedTime(start) + Again < atMost ? time.GetElapsedTime(start) + Again : atMost;
                await DelayAsync(start, patience, changed, ct).ConfigureAwait(false);
            }
        }
    }

    // A storage that is away ends no wait: the job as the client knows it is an answer, and the storage may be back in time for a better one.
    private static async ValueTask<(bool Found, Job? Job)> TryReadAsync(Job known, Func<JobId, CancellationToken, ValueTask<Job?>> read, CancellationToken ct)
    {
        try
        {
            return (true, await read(known.Id, ct).ConfigureAwait(false));
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            return (false, known);
        }
    }

    private async Task DelayAsync(long start, TimeSpan atMost, Task orUntil, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, waiters.Stopping);

        // Rounded up to a whole millisecond: a timer must never end a wait early.
        var left = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((atMost - time.GetElapsedTime(start)).TotalMilliseconds)));
        await Task.WhenAny(Task.Delay(left, time, stop.Token), orUntil).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
    }
}
