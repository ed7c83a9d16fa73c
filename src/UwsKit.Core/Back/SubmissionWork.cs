using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// The steps of one submission. A node first makes the job its own by compare-and-swap, and only the winner submits; an end that is not known is
/// asked for at the back end before anything else. Thread-safe.
/// </summary>
internal sealed class SubmissionWork(
    IStorage storage, JobRecords records, Managers managers, ManagerPresence presence, JobLists lists, JobDescriptions descriptions, JobHints hints, InputFetcher inputs,
    ICallbackAddresses callbacks, Acceptance acceptance, UwsMeter meter, IOptions<UwsOptions> options, TimeProvider time, ILogger<SubmissionWork> log)
{
    private const int LookAhead = 100;
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(5);
    /// <summary>How long a manager, or a storage, that is away is left alone.</summary>
    public static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(15);
    private static readonly PriorityLevel[] EveryList = [new(int.MinValue, [null])];
    private readonly ConcurrentDictionary<JobId, int> _underWay = new();

    /// <summary>Whether this node is submitting the job at this moment.</summary>
    public bool IsUnderWay(JobId id) => _underWay.ContainsKey(id);

    /// <summary>The job lists of a manager by their priority, the highest first. The last level is every list, so that no waiting job is left out, and mostly the only one.</summary>
    public IReadOnlyList<PriorityLevel> Levels(string manager)
    {
        var numbered = lists.All.Where(l => l.Managers.Contains(manager)).ToLookup(l => l.Options.Priority ?? 0, l => (string?)l.Name);
        return numbered.Count < 2 ? EveryList
            : [.. numbered.OrderByDescending(l => l.Key).Take(numbered.Count - 1).Select(l => new PriorityLevel(l.Key, [.. l])), .. EveryList];
    }

    /// <summary>The first waiting job of so many owners, in the order of owners, from the one after <paramref name="after"/> on.</summary>
    public async ValueTask<IReadOnlyList<JobSummary>> FirstWaitingAsync(string manager, PriorityLevel level, OwnerCursor? after, int owners, CancellationToken ct)
    {
        List<JobSummary> first = [];
        foreach (var list in level.Lists)
        {
            first.AddRange(await storage.ListAsync(new()
            {
                JobList = list, Visibility = Visibility.Everybody, Phases = PhaseSet.All,
                Placement = new(PlacementState.Waiting, manager, OldestPerOwner: true, AfterOwner: after), Take = owners,
            }, ct).ConfigureAwait(false));
        }

        if (level.Lists.Count == 1)
        {
            return first;
        }

        first.Sort(new JobQuery { Visibility = Visibility.Everybody, Placement = new(PlacementState.Waiting, manager, OldestPerOwner: true) }.Compare);
        return [.. first.DistinctBy(j => j.OwnerId).Take(owners)];
    }

    /// <summary>The first in line of those owners, leaving out jobs set aside.</summary>
    public async ValueTask<IReadOnlyList<JobSummary>> NotSetAsideAsync(
        string manager, PriorityLevel level, IReadOnlyList<JobSummary> heads, IReadOnlySet<JobId> setAside, CancellationToken ct)
    {
        if (setAside.Count == 0)
        {
            return heads;
        }

        List<JobSummary> first = [];
        foreach (var head in heads)
        {
            // Further down this owner's queue; one with a hundred jobs set aside waits until the first of them is tried again.
            if (!setAside.Contains(head.Id))
            {
                first.Add(head);
                continue;
            }

            first.AddRange((await LineAsync(manager, level, head.OwnerId, Math.Min(setAside.Count + 1, LookAhead), ct).ConfigureAwait(false))
                .Where(j => !setAside.Contains(j.Id)).Take(1));
        }

        return first;
    }

    /// <summary>The first so many jobs in the line of one owner.</summary>
    public async ValueTask<IReadOnlyList<JobSummary>> LineAsync(string manager, PriorityLevel level, string? ownerId, int take, CancellationToken ct)
    {
        List<JobSummary> line = [];
        foreach (var list in level.Lists)
        {
            line.AddRange(await storage.ListAsync(new()
            {
                JobList = list, Visibility = ownerId is { Length: > 0 } ? Visibility.Of(ownerId) : Visibility.Anonymous, Phases = PhaseSet.All,
                Placement = new(PlacementState.Waiting, manager), Take = take,
            }, ct).ConfigureAwait(false));
        }

        return [.. line.OrderBy(j => j.QueuedAt).ThenBy(j => j.Id).Take(take)];
    }

    /// <summary>Makes a waiting job this node's own; null when somebody else was quicker, or the job is gone.</summary>
    public async ValueTask<Job?> ClaimAsync(JobId id, string manager, CancellationToken ct)
    {
        Begin(id);
        Job? claimed = null;
        try
        {
            return claimed = await TryClaimAsync(id, manager, ct).ConfigureAwait(false);
        }
        catch
        {
            // The claim may be stored although the answer was lost: then it is settled as one whose outcome is not known.
            hints.Probe.Set();
            throw;
        }
        finally
        {
            if (claimed is null)
            {
                End(id);
            }
        }
    }

    private async ValueTask<Job?> TryClaimAsync(JobId id, string manager, CancellationToken ct)
    {
        var mine = false;
        var job = await records.ChangeAsync(id, "claimed", now =>
        {
            mine = now is { Deleted: false, Phase: ExecutionPhase.Queued, Placement: { State: PlacementState.Waiting } p } && p.Manager == manager;
            return mine ? now with { Placement = now.Placement! with
            {
                State = PlacementState.Submitting, Attempt = now.Placement.Attempt + 1, Node = options.Value.Node, Since = time.Now(), BackendId = null, LostSince = null,
                TellDuration = false, TellRelease = false,
            } } : now;
        }, ct).ConfigureAwait(false);
        return mine ? job : null;
    }

    // Counted: a job that is claimed again must not lose its mark to the end of the submission before.
    private void Begin(JobId id) => _underWay.AddOrUpdate(id, 1, (_, n) => n + 1);

    private void End(JobId id)
    {
        if (_underWay.AddOrUpdate(id, 0, (_, n) => n - 1) <= 0)
        {
            _underWay.TryRemove(new(id, 0));
        }
    }

    /// <summary>Submits a claimed job and records the outcome.</summary>
    /// <param name="job">The job as claimed.</param>
    /// <param name="accepted">Called when the manager has taken the job: from then on it counts it itself.</param>
    /// <param name="ct">The host stops.</param>
    public async Task<SubmissionEnd> SubmitAsync(Job job, Action accepted, CancellationToken ct)
    {
        var placement = job.Placement!;
        using var activity = UwsMeter.Activities.StartActivity("uws.submit", ActivityKind.Internal, job.TraceParent);
        activity?.SetTag("uws.job.id", job.Id.Value).SetTag("uws.job.list", job.JobList).SetTag("uws.manager", placement.Manager);
        var start = time.GetTimestamp();
        var unknown = true;
        try
        {
            var outcome = await TrySubmitAsync(job, placement, ct).ConfigureAwait(false);
            if (outcome is SubmitOutcome.Accepted)
            {
                accepted();
            }

            meter.Submitted(placement.Manager, time.GetElapsedTime(start), outcome.GetType().Name);
            await RecordAsync(job, placement, outcome, ct).ConfigureAwait(false);
            unknown = outcome is SubmitOutcome.Uncertain;
            if (outcome is SubmitOutcome.Busy { OnlyThisJob: false })
            {
                await presence.FindOutAsync(placement.Manager, ct).ConfigureAwait(false);
            }

            return EndOf(placement.Manager, outcome);
        }
        catch (Exception e)
        {
            // The storage is away, or refuses the record: the claim stands, and this node takes it up again with its next probe.
            Log.Uncertain(log, job.Id, placement.Manager, e.Message);
            return new(Accepted: false, Leave.Manager, AwayPause);
        }
        finally
        {
            End(job.Id);
            hints.Forget.Set();
            if (unknown && placement.Attempt == 1)
            {
                // Only once: a submission that fails again and again waits for the usual probe, or it would be repeated without a pause.
                hints.Probe.Set();
            }
        }
    }

    private async Task<SubmitOutcome> TrySubmitAsync(Job job, Placement placement, CancellationToken ct)
    {
        if (lists.Find(job.JobList) is not { } list || managers.Find(placement.Manager) is not { } manager)
        {
            return MayAppear(job)
                ? new SubmitOutcome.Busy($"the job list '{job.JobList}' is not offered here yet", AwayPause) { OnlyThisJob = true }
                : new SubmitOutcome.Refused($"the job list '{job.JobList}' or its manager '{placement.Manager}' is no longer offered here", Transient: true);
        }

        JobDescription description;
        try
        {
            description = await DescriptionOfAsync(job, list, ct).ConfigureAwait(false);
            job = await inputs.FetchAsync(job, description, ct).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            return new SubmitOutcome.Refused(e.Message, e.Transient);
        }
        catch (UwsException e)
        {
            // Nothing was submitted yet, and it is no fault of the manager's.
            return e.Kind is UwsErrorKind.Unavailable ? new SubmitOutcome.Busy(e.Message, AwayPause) { OnlyThisJob = true } : new SubmitOutcome.Refused(e.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new SubmitOutcome.Uncertain("the host stopped");
        }

        try
        {
            var outcome = await manager.SubmitAsync(new(job, description, placement.Attempt, callbacks.For(job, placement.Attempt)) { JobUrl = callbacks.UrlOf(job) }, ct).ConfigureAwait(false);
            if (outcome is SubmitOutcome.Accepted or SubmitOutcome.Refused)
            {
                presence.Answered(placement.Manager);
            }

            return outcome;
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            presence.Away(placement.Manager, e.Message);
            return new SubmitOutcome.Busy(e.Message, AwayPause);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new SubmitOutcome.Uncertain("the host stopped");
        }
        catch (Exception e)
        {
            Log.ManagerFailed(log, e, placement.Manager, job.Id);
            return new SubmitOutcome.Uncertain(e.Message);
        }
    }

    // Of several nodes each sees a new file of the catalogue in its own time: who has not seen it yet leaves the job to those who have.
    private bool MayAppear(Job job)
        => options.Value.Catalogue is { } catalogue && lists.Find(job.JobList) is null && time.GetUtcNow() - job.CreationTime < 2 * catalogue.PollInterval;

    // As the job was created; only when that was never kept, as the list is described now.
    private async ValueTask<JobDescription> DescriptionOfAsync(Job job, JobList list, CancellationToken ct)
    {
        var own = await descriptions.FindOwnAsync(job, ct).ConfigureAwait(false);
        if (own is null && job.Description is not null)
        {
            Log.DescriptionChanged(log, job.Id, list.Description.Name);
        }

        return own ?? list.Description;
    }

    // Another node had finished with the job (aborted, deleted, forgotten) before the back end took it: nobody else will stop it.
    private async Task LetGoAsync(Job job, Placement placement)
    {
        if (managers.Find(placement.Manager) is not { } manager)
        {
            return;
        }

        try
        {
            var placed = new PlacedJob(job.Id, placement.Attempt, placement.Node, placement.BackendId);
            await manager.CancelAsync(placed, CancellationToken.None).ConfigureAwait(false);
            await manager.ForgetAsync(placed, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.ManagerFailed(log, e, placement.Manager, job.Id);
        }
    }

    private SubmissionEnd EndOf(string manager, SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Accepted => new(Accepted: true),
        SubmitOutcome.Busy busy => new(
            Accepted: false, presence.IsAway(manager) ? Leave.Manager : busy.OnlyThisJob ? Leave.Job : Leave.JobOrManager, busy.RetryAfter ?? BusyPause),
        _ => default,
    };

    private async Task RecordAsync(Job job, Placement placement, SubmitOutcome outcome, CancellationToken ct)
    {
        // The outcome is recorded even while the host stops: it is short, and the record is the truth.
        ValueTask<Job?> ChangeAsync(Func<Job, Placement, Job> change) => records.ChangeAsync(
            job.Id, outcome.GetType().Name, now => now.Placement is { } p && p.Attempt == placement.Attempt ? change(now, p) : now, CancellationToken.None);
        switch (outcome)
        {
            case SubmitOutcome.Accepted accepted:
                Log.Submitted(log, job.Id, placement.Manager, accepted.BackendId, placement.Attempt);
                var placed = await acceptance.RecordAsync(job, accepted, ct).ConfigureAwait(false);
                if (placed?.Placement?.Attempt != placement.Attempt)
                {
                    await LetGoAsync(job, placement with { BackendId = accepted.BackendId }).ConfigureAwait(false);
                }
                else
                {
                    hints.Wish(placed);
                }

                break;
            case SubmitOutcome.Refused refused:
                await ChangeAsync((now, p) => p.State is PlacementState.Submitting && PhaseRules.CanMove(now.Phase, ExecutionPhase.Error)
                    ? JobMoves.Fail(now, new(refused.Transient, refused.Message), time.Now())
                    : now).ConfigureAwait(false);
                break;
            case SubmitOutcome.Busy busy:
                Log.Busy(log, placement.Manager, busy.Message);
                await ChangeAsync((now, p) => p.State is PlacementState.Submitting && now.Phase is ExecutionPhase.Queued
                    ? now with { Placement = p with { State = PlacementState.Waiting, Since = time.Now(), Node = null } }
                    : now).ConfigureAwait(false);
                break;
            case SubmitOutcome.Uncertain uncertain:
                Log.Uncertain(log, job.Id, placement.Manager, uncertain.Message);
                break;
        }
    }
}
