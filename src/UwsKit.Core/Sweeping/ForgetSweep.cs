using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Lets go of jobs that are over or not wanted: cancels what may still run, removes the manager's traces, and for deleted and archived
/// jobs the files and the record. Repeats until it succeeds.
/// </summary>
internal sealed class ForgetSweep(
    IStorage storage, IFileStorage files, JobRecords records, Managers managers, ManagerStatus status, SubmissionWork submissions, JobResults results, ProvenanceKeeper provenance,
    IOptions<UwsOptions> options, TimeProvider time, ILogger<ForgetSweep> log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(50);
    private const int ManyFailures = 8;
    private readonly ConcurrentDictionary<JobId, long> _failed = new();

    /// <summary>One round over all that is to be forgotten.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var query = new JobQuery
        {
            Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = int.MaxValue, Placement = new(PlacementState.Forgetting),
        };
        // All of them: the oldest thousand may be another node's, or of a manager that is away.
        var all = await storage.ListAsync(query, ct).ConfigureAwait(false);
        var known = all.Select(e => e.Id).ToHashSet();
        foreach (var gone in _failed.Keys.Where(id => !known.Contains(id)))
        {
            _failed.TryRemove(gone, out _);
        }

        // Each manager by itself: one that hangs must not keep the aborts of the others.
        await Task.WhenAll(all.GroupBy(e => e.Placement!.Manager, StringComparer.Ordinal).Select(group => RunAsync(group, ct))).ConfigureAwait(false);
    }

    private Task RunAsync(IEnumerable<JobSummary> entries, CancellationToken ct)
    {
        var failures = 0;
        return Parallel.ForEachAsync(entries.Where(Ours), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (entry, token) =>
        {
            if (Volatile.Read(ref failures) >= ManyFailures)
            {
                // The manager or the files are away: the rest waits for the next round.
                return;
            }

            try
            {
                await ForgetAsync(entry, token).ConfigureAwait(false);
                _failed.TryRemove(entry.Id, out _);
                Interlocked.Exchange(ref failures, 0);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _failed[entry.Id] = time.GetTimestamp();
                Interlocked.Increment(ref failures);
                Log.ForgetFailed(log, entry.Id, e.Message);
            }
        });
    }

    // A node-scoped job can be forgotten by its own node only; one that is being submitted at this moment waits for the outcome.
    private bool Ours(JobSummary entry)
        => !submissions.IsUnderWay(entry.Id)
            && (!_failed.TryGetValue(entry.Id, out var at) || time.GetElapsedTime(at) >= RetryAfter)
            && (managers.Find(entry.Placement!.Manager) is not { Scope: ManagerScope.Node } || entry.Placement.Node is null || entry.Placement.Node == options.Value.Node);

    private async ValueTask ForgetAsync(JobSummary entry, CancellationToken ct)
    {
        // Read anew: the list may be older than the outcome of the submission, and without the back end's id nothing can be cancelled.
        var job = await storage.GetAsync(entry.Id, ct).ConfigureAwait(false);
        if (job?.Placement is not { State: PlacementState.Forgetting } placement)
        {
            return;
        }

        await LetGoAsync(job.Id, placement, ct).ConfigureAwait(false);
        // What an aborted job had produced stays readable (UWS 1.1 §2.1.4): it is listed now that nothing writes any more.
        var found = !job.Deleted && job.Phase is ExecutionPhase.Aborted or ExecutionPhase.Error && job.Results.All(r => r.Size is null) ? await results.CollectAsync(job, ct).ConfigureAwait(false) : null;

        // Before anything of it is given up: the placement here, files and record below. What is cut in between is done again.
        await provenance.KeepAsync(job with { Results = found ?? job.Results }, goes: job.Deleted || job.Phase is ExecutionPhase.Archived, ct).ConfigureAwait(false);
        if (job.Deleted)
        {
            await files.DeleteAsync(entry.Id, null, ct).ConfigureAwait(false);
            await records.RemoveAsync(entry.Id, ct).ConfigureAwait(false);
            return;
        }

        if (job.Phase is ExecutionPhase.Archived)
        {
            await files.DeleteAsync(entry.Id, null, ct).ConfigureAwait(false);
        }

        await records.ChangeAsync(
            entry.Id, "forgotten",
            // Only what was let go of here: another node may have recorded the back end's id just now.
            now => now.Placement == placement && !now.Deleted && now.Phase == job.Phase
                ? now with { Placement = null, Ran = ProvenanceKeeper.RunOf(now), Results = found ?? now.Results }
                : now,
            ct).ConfigureAwait(false);
    }

    private async ValueTask LetGoAsync(JobId id, Placement placement, CancellationToken ct)
    {
        if (placement.Attempt == 0)
        {
            return;
        }

        if (managers.Find(placement.Manager) is not { } manager)
        {
            Log.ForgottenWithoutManager(log, id, placement.Manager, placement.BackendId);
            return;
        }

        try
        {
            var placed = new PlacedJob(id, placement.Attempt, placement.Node, placement.BackendId);
            await manager.CancelAsync(placed, ct).ConfigureAwait(false);
            await manager.ForgetAsync(placed, ct).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            status.Failed(placement.Manager, e.Message);
            throw;
        }
    }
}
