using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// The one way to change a stored job: read, apply a pure function, compare-and-swap, repeat. After a change it logs the phase, counts, and
/// tells whoever waits. Thread-safe.
/// </summary>
internal sealed class JobRecords(IStorage storage, JobQuotas quotas, JobHints hints, UwsMeter meter, TimeProvider time, ILogger<JobRecords> log)
{
    /// <summary>Stores a new job.</summary>
    public async ValueTask CreateAsync(Job job, CancellationToken ct)
    {
        // From here on the answer is worth more than the client's patience: a cancelled write would leave it unknown.
        ct.ThrowIfCancellationRequested();
        if (!await quotas.TryCreateAsync(job).ConfigureAwait(false))
        {
            throw new UwsException(UwsErrorKind.Invalid, $"Job id {job.Id} is taken.");
        }

        meter.Created(job);
        Log.Created(log, job.Id, job.JobList, Owner(job), job.Phase.ToWord(), job.RunId is null ? "none" : ParameterText.Show(job.RunId));
        Tell(null, job);
    }

    /// <summary>Reads a job, tombstones included.</summary>
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => storage.GetAsync(id, ct);

    /// <summary>
    /// Changes a job. The function sees the newest record and returns the new one, the same instance for "leave it", or throws to refuse. It
    /// may be called several times.
    /// </summary>
    /// <returns>The record as it stands after the call; null when there is none.</returns>
    public async ValueTask<Job?> ChangeAsync(JobId id, string cause, Func<Job, Job> change, CancellationToken ct)
    {
        while (true)
        {
            var job = await storage.GetAsync(id, ct).ConfigureAwait(false);
            if (job is null)
            {
                return null;
            }

            var changed = change(job);
            if (ReferenceEquals(changed, job))
            {
                return job;
            }

            if (PhaseRules.Final.Contains(changed.Phase) && !PhaseRules.Final.Contains(job.Phase))
            {
                // In the one update that sets the last phase: from here on the record tells how its results came to be.
                changed = changed with { Ran = ProvenanceKeeper.RunOf(changed) };
            }

            ct.ThrowIfCancellationRequested();
            if (await quotas.TryUpdateAsync(job, changed).ConfigureAwait(false))
            {
                changed = changed with { Version = changed.Version + 1 };
                Note(job, changed, cause);
                Tell(job, changed);
                return changed;
            }

            meter.Conflict();
        }
    }

    /// <summary>Removes a tombstone whose back end and files are gone.</summary>
    public async ValueTask RemoveAsync(JobId id, CancellationToken ct)
    {
        await storage.DeleteAsync(id, ct).ConfigureAwait(false);
        hints.Changed(id, long.MaxValue);
    }

    private void Note(Job from, Job to, string cause)
    {
        if (from.Phase != to.Phase)
        {
            Log.Phase(log, to.Id, to.JobList, Owner(to), from.Phase.ToWord(), to.Phase.ToWord(), cause, to.Error is { } error ? $": {error.Message}" : "");
            meter.Moved(from, to, time.Now());
        }

        if (to.Deleted && !from.Deleted)
        {
            Log.Deleted(log, to.Id, to.JobList, Owner(to), cause);
        }
    }

    private static string Owner(Job job) => job.OwnerId ?? "nobody";

    private void Tell(Job? from, Job to)
    {
        hints.Changed(to.Id, to.Version);
        // A phase that changes while the job is being forgotten, as by a DELETE, makes the round that goes on leave it: another must follow.
        if (to.Placement is { } placement && (placement.State != from?.Placement?.State || to.Phase != from.Phase || to.Deleted != from.Deleted))
        {
            hints.Placed(placement);
        }

        if (to.DueAt is { } due && due != from?.DueAt)
        {
            hints.Due(due);
        }
    }
}
