using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Lets go of jobs that are over or not wanted: cancels what may still run, removes the manager's traces, and for deleted and archived
/// jobs the files and the record. Repeats until it succeeds.
/// </summary>
internal sealed class ForgetSweep(
    IStorage storage, IFileStorage files, JobRecords records, Managers managers, ManagerStatus status, SubmissionWork submissions, JobResults results, ProgressReports progress,
    IOptions<UwsOptions> options, TimeProvider time, ILogger<ForgetSweep> log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(50);
    private readonly ConcurrentDictionary<JobId, long> _failed = new();

    /// <summary>One round over all that is to be forgotten.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var query = new JobQuery
        {
            Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = 1000, Placement = new(PlacementState.Forgetting),
        };
        var page = await storage.ListAsync(query, ct).ConfigureAwait(false);
        await Parallel.ForEachAsync(page.Where(Ours), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (entry, token) =>
        {
            try
            {
                await ForgetAsync(entry, token).ConfigureAwait(false);
                _failed.TryRemove(entry.Id, out _);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _failed[entry.Id] = time.GetTimestamp();
                Log.ForgetFailed(log, entry.Id, e.Message);
                if (e is UwsException { Kind: UwsErrorKind.Unavailable } && entry.Placement!.Manager.Length > 0)
                {
                    status.Failed(entry.Placement.Manager, e.Message);
                }
            }
        }).ConfigureAwait(false);
    }

    // A node-scoped job can be forgotten by its own node only; one that is being submitted at this moment waits for the outcome.
    private bool Ours(JobSummary entry)
        => !submissions.IsUnderWay(entry.Id)
            && (!_failed.TryGetValue(entry.Id, out var at) || time.GetElapsedTime(at) >= RetryAfter)
            && (managers.Find(entry.Placement!.Manager) is not { Scope: ManagerScope.Node } || entry.Placement.Node is null || entry.Placement.Node == options.Value.Node);

    private async ValueTask ForgetAsync(JobSummary entry, CancellationToken ct)
    {
        var placement = entry.Placement!;
        if (placement.Attempt > 0 && managers.Find(placement.Manager) is { } manager)
        {
            var placed = new PlacedJob(entry.Id, placement.Attempt, placement.Node, placement.BackendId);
            await manager.CancelAsync(placed, ct).ConfigureAwait(false);
            await manager.ForgetAsync(placed, ct).ConfigureAwait(false);
        }

        progress.Forget(entry.Id);
        if (entry.Deleted)
        {
            await files.DeleteAsync(entry.Id, null, ct).ConfigureAwait(false);
            await records.RemoveAsync(entry.Id, ct).ConfigureAwait(false);
            return;
        }

        if (entry.Phase is ExecutionPhase.Archived)
        {
            await files.DeleteAsync(entry.Id, null, ct).ConfigureAwait(false);
        }

        // What an aborted job had produced stays readable (UWS 1.1 §2.1.4): it is listed now that nothing writes any more.
        var job = entry.Phase is ExecutionPhase.Aborted or ExecutionPhase.Error ? await storage.GetAsync(entry.Id, ct).ConfigureAwait(false) : null;
        var found = job?.Results.All(r => r.Size is null) == true ? await results.CollectAsync(job, ct).ConfigureAwait(false) : null;
        await records.ChangeAsync(
            entry.Id, "forgotten",
            now => now.Placement?.State is PlacementState.Forgetting && !now.Deleted && now.Phase == entry.Phase
                ? now with { Placement = null, Results = found ?? now.Results }
                : now,
            ct).ConfigureAwait(false);
    }
}
