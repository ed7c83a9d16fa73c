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
    IStorage storage, JobRecords records, Managers managers, ManagerStatus status, JobLists lists, JobHints hints, InputFetcher inputs,
    ICallbackAddresses callbacks, UwsMeter meter, IOptions<UwsOptions> options, TimeProvider time, ILogger<SubmissionWork> log)
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AwayPause = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<JobId, int> _underWay = new();

    /// <summary>Whether this node is submitting the job at this moment.</summary>
    public bool IsUnderWay(JobId id) => _underWay.ContainsKey(id);

    /// <summary>The first waiting job of so many owners, in the order of owners, from the one after <paramref name="after"/> on.</summary>
    public ValueTask<IReadOnlyList<JobSummary>> FirstWaitingAsync(string manager, OwnerCursor? after, int owners, CancellationToken ct) => storage.ListAsync(
        new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, Placement = new(PlacementState.Waiting, manager, OldestPerOwner: true, AfterOwner: after), Take = owners }, ct);

    /// <summary>Makes a waiting job this node's own; null when somebody else was quicker, or the job is gone.</summary>
    public async ValueTask<Job?> ClaimAsync(JobId id, string manager, CancellationToken ct)
    {
        Enter(id);
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
                Leave(id);
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
            } } : now;
        }, ct).ConfigureAwait(false);
        return mine ? job : null;
    }

    // Counted: a job that is claimed again must not lose its mark to the end of the submission before.
    private void Enter(JobId id) => _underWay.AddOrUpdate(id, 1, (_, n) => n + 1);

    private void Leave(JobId id)
    {
        if (_underWay.AddOrUpdate(id, 0, (_, n) => n - 1) <= 0)
        {
            _underWay.TryRemove(new(id, 0));
        }
    }

    /// <summary>Submits a claimed job and records the outcome.</summary>
    /// <returns>How long the manager wants to be left alone; null = it does not.</returns>
    public async Task<TimeSpan?> SubmitAsync(Job job, CancellationToken ct)
    {
        var placement = job.Placement!;
        using var activity = UwsMeter.Activities.StartActivity("uws.submit", ActivityKind.Internal, job.TraceParent);
        activity?.SetTag("uws.job.id", job.Id.Value).SetTag("uws.job.list", job.JobList).SetTag("uws.manager", placement.Manager);
        var start = time.GetTimestamp();
        var unknown = true;
        try
        {
            var outcome = await TrySubmitAsync(job, placement, ct).ConfigureAwait(false);
            meter.Submitted(placement.Manager, time.GetElapsedTime(start), outcome.GetType().Name);
            var pause = await RecordAsync(job, placement, outcome).ConfigureAwait(false);
            unknown = outcome is SubmitOutcome.Uncertain;
            return pause;
        }
        catch (Exception e)
        {
            // The storage is away, or refuses the record: the claim stands, and this node takes it up again with its next probe.
            Log.Uncertain(log, job.Id, placement.Manager, e.Message);
            return AwayPause;
        }
        finally
        {
            Leave(job.Id);
            hints.Forget.Set();
            if (unknown && placement.Attempt == 1)
            {
                // Only once: a submission that fails again and again waits for the usual probe, or it would be repeated without a pause.
                hints.Probe.Set();
            }
        }
    }

    /// <summary>Tells a manager of changed durations and released jobs.</summary>
    public async ValueTask GrantWishesAsync(string manager, CancellationToken ct)
    {
        while (hints.TryTakeWish(manager, out var wish))
        {
            var job = await storage.GetAsync(wish.Job, ct).ConfigureAwait(false);
            if (job?.Placement is not { State: PlacementState.Placed } p || p.Attempt != wish.Attempt)
            {
                continue;
            }

            var placed = new PlacedJob(job.Id, p.Attempt, p.Node, p.BackendId);
            try
            {
                if (wish.Wish is Wish.Duration && managers.Ability<IDurationManager>(manager) is { } durations)
                {
                    await durations.SetDurationAsync(placed, job.ExecutionDuration, ct).ConfigureAwait(false);
                }
                else if (wish.Wish is Wish.Release && managers.Ability<IHoldingManager>(manager) is { } holding)
                {
                    await holding.ReleaseAsync(placed, ct).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.ManagerFailed(log, e, manager, job.Id);
            }
        }
    }

    private async Task<SubmitOutcome> TrySubmitAsync(Job job, Placement placement, CancellationToken ct)
    {
        if (lists.Find(job.JobList) is not { } list || managers.Find(placement.Manager) is not { } manager)
        {
            return new SubmitOutcome.Refused($"the job list '{job.JobList}' or its manager '{placement.Manager}' is no longer offered here", Transient: true);
        }

        if (job.Description is { } created && created.Digest != list.Digest)
        {
            Log.DescriptionChanged(log, job.Id, list.Description.Name);
        }

        try
        {
            job = await inputs.FetchAsync(job, ct).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            return new SubmitOutcome.Refused(e.Message, e.Transient);
        }
        catch (UwsException e)
        {
            // Nothing was submitted yet, and it is no fault of the manager's.
            return e.Kind is UwsErrorKind.Unavailable ? new SubmitOutcome.Busy(e.Message, AwayPause) : new SubmitOutcome.Refused(e.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new SubmitOutcome.Uncertain("the host stopped");
        }

        try
        {
            var outcome = await manager.SubmitAsync(new(job, list.Description, placement.Attempt, callbacks.For(job, placement.Attempt)), ct).ConfigureAwait(false);
            status.Answered(placement.Manager);
            return outcome;
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            status.Failed(placement.Manager, e.Message);
            Log.ManagerAway(log, placement.Manager, e.Message);
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

    private async Task<TimeSpan?> RecordAsync(Job job, Placement placement, SubmitOutcome outcome)
    {
        // The outcome is recorded even while the host stops: it is short, and the record is the truth.
        Task<Job?> ChangeAsync(Func<Job, Placement, Job> change) => records.ChangeAsync(
            job.Id, outcome.GetType().Name, now => now.Placement is { } p && p.Attempt == placement.Attempt ? change(now, p) : now, CancellationToken.None).AsTask();
        switch (outcome)
        {
            case SubmitOutcome.Accepted accepted:
                Log.Submitted(log, job.Id, placement.Manager, accepted.BackendId, placement.Attempt);
                var placed = await ChangeAsync((now, p) => now with
                {
                    // An event or an ABORT may have been quicker; then only the back end's id is news.
                    Placement = p with { State = p.State is PlacementState.Submitting ? PlacementState.Placed : p.State, BackendId = accepted.BackendId ?? p.BackendId },
                    Quote = PhaseRules.Final.Contains(now.Phase) ? null : accepted.Quote ?? now.Quote,
                }).ConfigureAwait(false);
                if (placed?.Placement?.Attempt != placement.Attempt)
                {
                    await LetGoAsync(job, placement with { BackendId = accepted.BackendId }).ConfigureAwait(false);
                }
                else if (placed.ExecutionDuration != job.ExecutionDuration)
                {
                    hints.DurationChanged(job.Id, placed.Placement);
                }

                return null;
            case SubmitOutcome.Refused refused:
                await ChangeAsync((now, p) => p.State is PlacementState.Submitting && PhaseRules.CanMove(now.Phase, ExecutionPhase.Error)
                    ? JobMoves.Fail(now, new(refused.Transient, refused.Message), time.Now())
                    : now).ConfigureAwait(false);
                return null;
            case SubmitOutcome.Busy busy:
                Log.Busy(log, placement.Manager, busy.Message);
                await ChangeAsync((now, p) => p.State is PlacementState.Submitting && now.Phase is ExecutionPhase.Queued
                    ? now with { Placement = p with { State = PlacementState.Waiting, Since = time.Now(), Node = null } }
                    : now).ConfigureAwait(false);
                return busy.RetryAfter ?? BusyPause;
            case SubmitOutcome.Uncertain uncertain:
                Log.Uncertain(log, job.Id, placement.Manager, uncertain.Message);
                return null;
            default:
                return null;
        }
    }
}
