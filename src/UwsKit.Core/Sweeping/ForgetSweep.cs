using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Lets go of jobs that are over or not wanted: cancels what may still run, removes the manager's traces, and for deleted and archived
/// jobs the files and the record. Repeats until it succeeds. What an aborted job left is listed only when its back end says that it is over: work that is
/// told to stop may write for as long as its grace is.
/// </summary>
internal sealed class ForgetSweep(
    IStorage storage, IFileStorage files, JobRecords records, Managers managers, ManagerPresence presence, SubmissionWork submissions, JobResults results, ProvenanceKeeper provenance,
    IOptions<UwsOptions> options, TimeProvider time, ILogger<ForgetSweep> log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastLook = TimeSpan.FromMinutes(1);
    // Processes that cannot be killed: the record is not kept waiting for them.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private const int ManyFailures = 8;
    private readonly ConcurrentDictionary<JobId, long> _failed = new(), _stopping = new();

    /// <summary>One round over all that is to be forgotten.</summary>
    /// <returns>When to come back: sooner while jobs are being stopped.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken ct)
    {
        var query = new JobQuery
        {
            Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = int.MaxValue, Placement = new(PlacementState.Forgetting),
        };
        // All of them: the oldest thousand may be another node's, or of a manager that is away.
        var all = await storage.ListAsync(query, ct).ConfigureAwait(false);
        var known = all.Select(e => e.Id).ToHashSet();
        foreach (var gone in _failed.Keys.Concat(_stopping.Keys).Where(id => !known.Contains(id)))
        {
            _failed.TryRemove(gone, out _);
            _stopping.TryRemove(gone, out _);
        }

        // Each manager by itself: one that hangs must not keep the aborts of the others.
        await Task.WhenAll(all.GroupBy(e => e.Placement!.Manager, StringComparer.Ordinal).Select(group => RunAsync(group.Key, [.. group.Where(Ours)], ct))).ConfigureAwait(false);
        // Half of the time that has passed since the last one was told to stop.
        var youngest = _stopping.Values.Select(at => time.GetElapsedTime(at)).DefaultIfEmpty(LastLook * 2).Min();
        return TimeSpan.FromTicks(Math.Clamp((youngest / 2).Ticks, FirstLook.Ticks, LastLook.Ticks));
    }

    private async Task RunAsync(string manager, IReadOnlyList<JobSummary> entries, CancellationToken ct)
    {
        ConcurrentDictionary<JobId, (JobSummary Entry, PlacedJob Job)> stopping = new();
        await EachAsync(
            entries,
            async (entry, token) =>
            {
                if (await ForgetAsync(entry, isOver: false, token).ConfigureAwait(false) is { } placed)
                {
                    stopping[entry.Id] = (entry, placed);
                }
            },
            ct).ConfigureAwait(false);
        if (!stopping.IsEmpty)
        {
            var over = await OverAsync(manager, [.. stopping.Values.Select(s => s.Job)], ct).ConfigureAwait(false);
            await EachAsync(stopping.Values.Select(s => s.Entry).Where(e => over.Contains(e.Id)), async (entry, token) => await ForgetAsync(entry, isOver: true, token).ConfigureAwait(false), ct)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Which jobs the back end says are over, in one question for all.</summary>
    private async Task<HashSet<JobId>> OverAsync(string manager, IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
    {
        HashSet<JobId> over = [.. jobs.Select(j => j.Id).Where(id => _stopping.TryGetValue(id, out var at) && time.GetElapsedTime(at) >= Patience)];
        try
        {
            var answers = await managers.Find(manager)!.ProbeAsync([.. jobs.Where(j => !over.Contains(j.Id))], ct).ConfigureAwait(false);
            over.UnionWith(answers.Where(a => a.State is not (BackendState.Queued or BackendState.Held or BackendState.Running or BackendState.Suspended or BackendState.Unknown)).Select(a => a.Job));
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            presence.Away(manager, e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LoopFailed(log, e, $"probe of what is stopped at {manager}");
        }

        return over;
    }

    private Task EachAsync(IEnumerable<JobSummary> entries, Func<JobSummary, CancellationToken, Task> forget, CancellationToken ct)
    {
        var failures = 0;
        return Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (entry, token) =>
        {
            if (Volatile.Read(ref failures) >= ManyFailures)
            {
                // The manager or the files are away: the rest waits for the next round.
                return;
            }

            try
            {
                await forget(entry, token).ConfigureAwait(false);
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

    /// <returns>A job that was told to stop, and may not be over: to be asked for.</returns>
    private async ValueTask<PlacedJob?> ForgetAsync(JobSummary entry, bool isOver, CancellationToken ct)
    {
        // Read anew: the list may be older than the outcome of the submission, and without the back end's id nothing can be cancelled.
        var job = await storage.GetAsync(entry.Id, ct).ConfigureAwait(false);
        if (job?.Placement is not { State: PlacementState.Forgetting } placement)
        {
            return null;
        }

        // What an aborted job had produced stays readable (UWS 1.1 §2.1.4): it is listed when nothing writes any more.
        var isToList = job is { Deleted: false, Phase: ExecutionPhase.Aborted or ExecutionPhase.Error } && job.Results.All(r => r.Size is null);
        if (await LetGoAsync(job.Id, placement, isToList && placement.ExitCode is null ? isOver : null, ct).ConfigureAwait(false) is { } stopping)
        {
            return stopping;
        }

        var found = isToList ? await results.CollectAsync(job, ct).ConfigureAwait(false) : null;

        // Before anything of it is given up: the placement here, files and record below. What is cut in between is done again.
        await provenance.KeepAsync(job with { Results = found ?? job.Results }, goes: job.Deleted || job.Phase is ExecutionPhase.Archived, ct).ConfigureAwait(false);
        if (job.Deleted)
        {
            await files.DeleteAsync(entry.Id, null, ct).ConfigureAwait(false);
            await records.RemoveAsync(entry.Id, ct).ConfigureAwait(false);
            return null;
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
        _stopping.TryRemove(entry.Id, out _);
        return null;
    }

    /// <param name="id">The job.</param>
    /// <param name="placement">Where it is.</param>
    /// <param name="isOver">Whether the back end says so; null where that is known, or does not matter.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>The job when it was only told to stop.</returns>
    private async ValueTask<PlacedJob?> LetGoAsync(JobId id, Placement placement, bool? isOver, CancellationToken ct)
    {
        if (placement.Attempt == 0)
        {
            return null;
        }

        if (managers.Find(placement.Manager) is not { } manager)
        {
            Log.ForgottenWithoutManager(log, id, placement.Manager, placement.BackendId);
            return null;
        }

        try
        {
            var placed = new PlacedJob(id, placement.Attempt, placement.Node, placement.BackendId);
            if (isOver is null || !_stopping.ContainsKey(id))
            {
                await manager.CancelAsync(placed, ct).ConfigureAwait(false);
            }

            if (isOver is false)
            {
                _stopping.TryAdd(id, time.GetTimestamp());
                return placed;
            }

            await manager.ForgetAsync(placed, ct).ConfigureAwait(false);
            return null;
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            presence.Away(placement.Manager, e.Message);
            throw;
        }
    }
}
