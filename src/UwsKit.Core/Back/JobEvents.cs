using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Takes events from managers and scripts and turns them into changes of the record, judged by <see cref="PhaseRules"/>: repeated, late and
/// foreign events change nothing. Thread-safe.
/// </summary>
internal sealed class JobEvents(
    JobRecords records, JobResults results, ProgressReports progress, JobHints hints, FirstNews news, UwsMeter meter, IOptions<UwsOptions> options, TimeProvider time, ILogger<JobEvents> log)
    : IJobEventSink
{
    /// <inheritdoc/>
    public async ValueTask PostAsync(JobEvent e, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (!await news.GiveAsync(e).WaitAsync(ct).ConfigureAwait(false))
        {
            var job = await records.GetAsync(e.Job, ct).ConfigureAwait(false);
            await RecordAsync(e, job, await JudgeAsync(e, job, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Records what an event changes, perhaps with more than that.</summary>
    /// <param name="e">The event.</param>
    /// <param name="job">The record as known, which need not be the newest.</param>
    /// <param name="change">As <see cref="JudgeAsync"/> found it.</param>
    /// <param name="ct">Ends the wait for the storage.</param>
    /// <returns>The record as it stands now; null when there is none.</returns>
    public async ValueTask<Job?> RecordAsync(JobEvent e, Job? job, Func<Job, Job> change, CancellationToken ct)
    {
        var recorded = await records.ChangeAsync(e.Job, $"{e.State} at {job?.Placement?.Manager ?? "nowhere"}", change, ct).ConfigureAwait(false);
        if (IsEnd(e.State))
        {
            progress.Forget(e.Job);
        }

        return recorded;
    }

    /// <summary>Finds out what an event changes in a record, with all that can fail and needs time: outputs are listed here.</summary>
    /// <param name="e">The event.</param>
    /// <param name="job">The record as known, which need not be the newest.</param>
    /// <param name="ct">Ends the wait for the storages.</param>
    public async ValueTask<Func<Job, Job>> JudgeAsync(JobEvent e, Job? job, CancellationToken ct)
    {
        if (Foreign(job, e) is { } reason)
        {
            Log.EventIgnored(log, e.Job, e.State, e.Attempt, reason);
            return now => now;
        }

        meter.Event(job!.Placement!.Manager, e.State);
        // Every probe reads every record anyway: a wish that another node, or an earlier run of this one, left behind is found here.
        hints.Wish(job);
        if (e.Progress is not null && job.Placement.LostSince is null && job.Phase is ExecutionPhase.Executing && e.State is BackendState.Running)
        {
            await progress.ReportAsync(e.Job, e.Attempt, e.Progress, ct).ConfigureAwait(false);
            return now => now;
        }

        if (IsEnd(e.State))
        {
            // The slot is free already: the next job is claimed while this one's end is written.
            hints.Submit(job.Placement.Manager).Set();
        }

        // All outputs are stored when a manager says Finished; they are listed before the one update that also sets COMPLETED.
        var found = IsEnd(e.State)
            ? await results.CollectAsync(job, ct).ConfigureAwait(false)
            : null;
        if (e.State is BackendState.Finished && await results.MissingAsync(job, found!, ct).ConfigureAwait(false) is { } missing)
        {
            e = e with { State = BackendState.Failed, Message = missing, Transient = false };
        }

        return now => Foreign(now, e) is null ? Apply(now, e, found) : now;
    }

    private static bool IsEnd(BackendState state) => state is BackendState.Finished or BackendState.Failed or BackendState.TimedOut or BackendState.Cancelled;

    private static string? Foreign(Job? job, JobEvent e) => job switch
    {
        null or { Deleted: true } => "the job is gone",
        { Placement: not { State: PlacementState.Submitting or PlacementState.Placed } } => "the job is over",
        { Placement: { } p } when p.Attempt != e.Attempt => "another attempt is current",
        _ => null,
    };

    private Job Apply(Job job, JobEvent e, IReadOnlyList<JobResult>? found)
    {
        var now = time.Now();
        var placement = job.Placement! with
        {
            BackendId = e.BackendId ?? job.Placement.BackendId,
            LostSince = null,
            ExitCode = e.ExitCode ?? job.Placement.ExitCode,
            Reason = e.State is BackendState.Held or BackendState.Suspended or BackendState.Unknown ? Line(e.Message) : null,
        };
        return e.State switch
        {
            BackendState.Lost => Lose(job, now),
            BackendState.Queued => Show(job, ExecutionPhase.Queued, placement, e, now),
            BackendState.Held => Show(job, ExecutionPhase.Held, placement, e, now),
            BackendState.Running => Show(job, ExecutionPhase.Executing, placement, e, now),
            BackendState.Suspended => Show(job, ExecutionPhase.Suspended, placement, e, now),
            BackendState.Unknown => Show(job, ExecutionPhase.Unknown, placement, e, now),
            BackendState.Finished => End(job, ExecutionPhase.Completed, null, placement, e, found!, now),
            BackendState.Failed => End(job, ExecutionPhase.Error, new(e.Transient, Line(e.Message) ?? Failure(e), e.Detail), placement, e, found!, now),
            BackendState.TimedOut => End(job, ExecutionPhase.Aborted, DurationExceeded(job), placement, e, found!, now),
            BackendState.Cancelled => End(
                job, ExecutionPhase.Aborted, new(e.Transient, Line(e.Message) ?? "stopped by the system", e.Detail), placement, e, found!, now),
            _ => job,
        };
    }

    /// <summary>The error of a job that used up its execution duration.</summary>
    public static JobError DurationExceeded(Job job)
        => new(Transient: false, $"execution duration of {(long)(job.ExecutionDuration?.TotalSeconds ?? 0)} s exceeded");

    private static Job Show(Job job, ExecutionPhase phase, Placement placement, JobEvent e, DateTimeOffset now)
    {
        // Held as before, for it is yet to be told of the release.
        var stale = phase is ExecutionPhase.Held && job.Placement!.TellRelease;
        var moved = !stale && (job.Phase == phase || PhaseRules.CanMove(job.Phase, phase)) ? job : null;
        if (moved is null)
        {
            // No move, yet the back end knows the job.
            return job.Placement!.LostSince is null ? job : job with { Placement = job.Placement with { LostSince = null } };
        }

        if (job.Phase != phase)
        {
            moved = JobMoves.To(job, phase, phase is ExecutionPhase.Executing && job.StartTime is null ? Within(e.StartedAt, job, now) : now);
        }

        var changed = moved with { Placement = placement, Progress = e.Progress ?? moved.Progress };
        return changed == job ? job : changed;
    }

    private static Job End(
        Job job, ExecutionPhase phase, JobError? error, Placement placement, JobEvent e, IReadOnlyList<JobResult> found, DateTimeOffset now)
    {
        var started = Within(e.StartedAt, job, now);
        var ended = Within(e.EndedAt, job, now);
        return JobMoves.Towards(job, phase, ended < job.StartTime ? now : ended, started > ended ? ended : started) is { } moved
            ? moved with { Error = error, Results = found, Placement = placement with { State = PlacementState.Forgetting, Since = now } }
            : job;
    }

    private Job Lose(Job job, DateTimeOffset now)
    {
        var since = job.Placement!.LostSince ?? now;
        if (now - since >= options.Value.LostGrace)
        {
            return JobMoves.Fail(job, new(Transient: true, "the back end lost the job"), now);
        }

        return job.Placement.LostSince is null ? job with { Placement = job.Placement with { LostSince = since } } : job;
    }

    // The back end's clock counts only as far as it agrees with what this service has seen itself.
    private static DateTimeOffset Within(DateTimeOffset? told, Job job, DateTimeOffset now)
        => told is { } instant && instant <= now && instant >= (job.QueuedAt ?? job.CreationTime) ? UwsTime.Truncate(instant) : now;

    private static string Failure(JobEvent e) => e.ExitCode is { } status ? string.Create(CultureInfo.InvariantCulture, $"the work failed with exit status {status}") : "the work failed";

    private static string? Line(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
