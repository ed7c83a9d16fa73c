using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Asks every manager how its jobs stand, in bulk: the safety net behind events, and what takes up the jobs again after a restart. Submissions
/// whose outcome is not known are looked for here before they are tried again.
/// </summary>
internal sealed class ProbeSweep(
    IStorage storage, JobRecords records, Managers managers, ManagerPresence presence, SubmissionWork submissions, ProbeTurn turn, IJobEventSink events,
    IOptions<UwsOptions> options, TimeProvider time, ILogger<ProbeSweep> log)
{
    private const int Bulk = 500;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Probes all managers once; one that is away does not keep the others.</summary>
    public Task RunAsync(CancellationToken ct) => Task.WhenAll(managers.Names.Where(managers.Has).Select(name => RunAsync(name, ct)));

    private async Task RunAsync(string name, CancellationToken ct)
    {
        var manager = managers.Find(name)!;
        var submitting = await OursAsync(name, manager, PlacementState.Submitting, ct).ConfigureAwait(false);
        // What this node is submitting it settles itself; what the back end has, one node asks for on behalf of all.
        var placed = await turn.IsOursAsync(name, manager, ct).ConfigureAwait(false) ? await OursAsync(name, manager, PlacementState.Placed, ct).ConfigureAwait(false) : [];
        var first = false;
        lock (_seen)
        {
            first = _seen.Add(name);
        }

        if (first && submitting.Count + placed.Count > 0)
        {
            Log.Recovered(log, name, submitting.Count, placed.Count);
        }

        try
        {
            // A job that was placed between the two lists is in both.
            foreach (var bulk in placed.Concat(submitting).DistinctBy(j => j.Id).Chunk(Bulk))
            {
                await ProbeAsync(name, manager, bulk, ct).ConfigureAwait(false);
            }
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            presence.Away(name, e.Message);
            await turn.GiveUpAsync(name, manager, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.LoopFailed(log, e, $"probe of {name}");
            await turn.GiveUpAsync(name, manager, ct).ConfigureAwait(false);
        }
    }

    private async Task ProbeAsync(string name, IManager manager, JobSummary[] jobs, CancellationToken ct)
    {
        var answers = await manager.ProbeAsync([.. jobs.Select(Placed)], ct).ConfigureAwait(false);
        presence.Answered(name);
        var byId = jobs.ToDictionary(j => j.Id);
        foreach (var answer in answers)
        {
            try
            {
                await TakeAsync(byId.GetValueOrDefault(answer.Job), answer, ct).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One job whose results cannot be read must not keep the others.
                Log.EventFailed(log, answer.Job, answer.State, e.Message);
            }
        }
    }

    private async Task TakeAsync(JobSummary? job, JobEvent answer, CancellationToken ct)
    {
        if (job?.Placement?.State is PlacementState.Submitting)
        {
            await SettleAsync(job, answer, ct).ConfigureAwait(false);
        }

        if (answer.State is not BackendState.Lost || job?.Placement?.State is PlacementState.Placed)
        {
            await events.PostAsync(answer, ct).ConfigureAwait(false);
        }
    }

    // The outcome of this submission was not known. Lost: it never started and will not start, so the job waits for its next attempt; but a job
    // that was seen at the back end meanwhile is no longer QUEUED, and is lost like any other.
    private ValueTask<Job?> SettleAsync(JobSummary job, JobEvent answer, CancellationToken ct) => records.ChangeAsync(job.Id, "recovered", now =>
    {
        if (now.Placement is not { State: PlacementState.Submitting } p || p.Attempt != answer.Attempt || submissions.IsUnderWay(job.Id))
        {
            return now;
        }

        var state = answer.State is BackendState.Lost && now.Phase is ExecutionPhase.Queued ? PlacementState.Waiting : PlacementState.Placed;
        return now with { Placement = p with { State = state, BackendId = answer.BackendId ?? p.BackendId, Since = time.Now() } };
    }, ct);

    private async Task<List<JobSummary>> OursAsync(string name, IManager manager, PlacementState state, CancellationToken ct)
    {
        var node = manager.Scope is ManagerScope.Node ? options.Value.Node : null;
        var query = new JobQuery
        {
            Visibility = Visibility.Everybody, Phases = PhaseSet.All, Placement = new(state, name, node), Take = int.MaxValue,
        };
        var jobs = await storage.ListAsync(query, ct).ConfigureAwait(false);
        return [.. jobs.Where(j => !submissions.IsUnderWay(j.Id) && (state is not PlacementState.Submitting || IsOurs(j.Placement!)))];
    }

    // Another node's submission is settled by that node, unless it has had time enough: it is gone, or was renamed.
    private bool IsOurs(Placement placement) => placement.Node == options.Value.Node
        || time.GetUtcNow() - placement.Since > options.Value.Inputs.Timeout + TimeSpan.FromMinutes(5);

    private static PlacedJob Placed(JobSummary job) => new(job.Id, job.Placement!.Attempt, job.Placement.Node, job.Placement.BackendId);
}
