namespace UwsKit;

/// <summary>Destroys jobs past their destruction time and aborts those past their execution duration (UWS 1.1 §2.1.4, §2.1.5).</summary>
internal sealed class DueSweep(IStorage storage, JobRecords records, JobService jobs, JobHints hints, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <summary>Does what is due.</summary>
    /// <returns>How long until the next job falls due, at most a minute.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken ct)
    {
        // Until the look below is over every due instant wakes the loop: none falls between look and sleep.
        hints.SleepUntil(DateTimeOffset.MaxValue);
        List<Exception> failures = [];
        while (failures.Count == 0)
        {
            var page = await storage.ListAsync(Query(time.GetUtcNow()), ct).ConfigureAwait(false);
            foreach (var entry in page)
            {
                try
                {
                    await HandleAsync(entry.Id, ct).ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // One job that cannot be changed must not keep those that are due after it.
                    failures.Add(e);
                }
            }

            if (page.Count < Query(default).Take)
            {
                break;
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }

        var next = await storage.ListAsync(Query(DateTimeOffset.MaxValue) with { Take = 1 }, ct).ConfigureAwait(false);
        var pause = next.Count == 0 || next[0].DueAt is not { } due ? Look : due - time.GetUtcNow();
        pause = pause > Look ? Look : pause < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : pause;
        hints.SleepUntil(time.GetUtcNow() + pause);
        return pause;
    }

    private static JobQuery Query(DateTimeOffset due)
        => new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, DueBefore = due, Take = 200 };

    private async Task HandleAsync(JobId id, CancellationToken ct)
    {
        await records.ChangeAsync(id, "execution duration exceeded", job => job.ExecutionDeadline <= time.GetUtcNow() && !job.Deleted
            ? JobMoves.Abort(job, time.Now(), JobEvents.DurationExceeded(job))
            : job, ct).ConfigureAwait(false);
        await jobs.DestroyAsync(id, "destruction time", clientAsked: false, ct).ConfigureAwait(false);
    }
}
