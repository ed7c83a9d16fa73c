namespace UwsKit;

/// <summary>
/// A job's record after a change of phase: pure functions that keep the times, the execution clock and the placement right. Every move is checked
/// against <see cref="PhaseRules"/> here, so no caller can store a forbidden one.
/// </summary>
internal static class JobMoves
{
    /// <summary>Moves a job to a phase.</summary>
    /// <exception cref="InvalidOperationException">The table forbids the move: a fault of the caller.</exception>
    public static Job To(Job job, ExecutionPhase phase, DateTimeOffset now)
    {
        if (!PhaseRules.CanMove(job.Phase, phase))
        {
            throw new InvalidOperationException($"{job.Phase.ToWord()} → {phase.ToWord()} is not a move.");
        }

        if (job is { Phase: ExecutionPhase.Executing, ExecutingSince: { } since })
        {
            job = job with { Executed = job.Executed + Positive(now - since), ExecutingSince = null };
        }

        // A clock that was set back must not make a job end before it began.
        var last = Latest(job.CreationTime, job.QueuedAt, job.StartTime);
        now = now < last ? last : now;
        job = job with { Phase = phase };
        return phase switch
        {
            ExecutionPhase.Queued => job with { QueuedAt = job.QueuedAt ?? now },
            ExecutionPhase.Executing => job with { StartTime = job.StartTime ?? now, ExecutingSince = now },
            ExecutionPhase.Completed or ExecutionPhase.Error or ExecutionPhase.Aborted => job with { EndTime = job.EndTime ?? now, Quote = null },
            _ => job,
        };
    }

    /// <summary>Moves along the shortest legal way, by way of EXECUTING where the table asks for it (an end that was heard of before the start).</summary>
    /// <returns>Null when there is no way.</returns>
    public static Job? Towards(Job job, ExecutionPhase phase, DateTimeOffset now, DateTimeOffset? started = null)
    {
        if (job.Phase == phase)
        {
            return job;
        }

        if (PhaseRules.CanMove(job.Phase, phase))
        {
            return To(job, phase, now);
        }

        var byExecuting = PhaseRules.CanMove(job.Phase, ExecutionPhase.Executing) && PhaseRules.CanMove(ExecutionPhase.Executing, phase);
        return byExecuting ? To(To(job, ExecutionPhase.Executing, started ?? now), phase, now) : null;
    }

    /// <summary>Commits a job: QUEUED, waiting for its manager.</summary>
    public static Job Queue(Job job, string manager, DateTimeOffset now) => To(job, ExecutionPhase.Queued, now) with
    {
        Placement = new(manager, PlacementState.Waiting, job.Placement?.Attempt ?? 0, null, null, now),
    };

    /// <summary>Stops a job for good; what is left at the back end is to be forgotten.</summary>
    public static Job Abort(Job job, DateTimeOffset now, JobError? why = null)
        => To(job, ExecutionPhase.Aborted, now) with { Error = why, Placement = Forgetting(job, now) };

    /// <summary>Ends a job in ERROR.</summary>
    public static Job Fail(Job job, JobError error, DateTimeOffset now)
        => To(job, ExecutionPhase.Error, now) with { Error = error, Placement = Forgetting(job, now) };

    /// <summary>The job's destruction with nothing kept: an invisible record until back end and files are gone.</summary>
    public static Job Bury(Job job, DateTimeOffset now)
    {
        var ended = PhaseRules.CanMove(job.Phase, ExecutionPhase.Aborted) && job.Phase != ExecutionPhase.Aborted ? To(job, ExecutionPhase.Aborted, now) : job;
        return ended with { Deleted = true, Placement = Forgetting(job, now) ?? new("", PlacementState.Forgetting, 0, null, null, now) };
    }

    /// <summary>The job's destruction with the record kept (UWS 1.1 §2.1.3): by way of ABORTED when it was still active, in one step.</summary>
    public static Job Archive(Job job, DateTimeOffset now)
    {
        var ended = PhaseRules.CanMove(job.Phase, ExecutionPhase.Archived) ? job : To(job, ExecutionPhase.Aborted, now);
        return To(ended, ExecutionPhase.Archived, now) with
        {
            FormerPhase = ended.Phase,
            EndTime = ended.EndTime ?? now,
            Results = [],
            Progress = null,
            Placement = Forgetting(job, now) ?? new("", PlacementState.Forgetting, 0, null, null, now),
        };
    }

    /// <summary>The placement of a job whose back end should let go of it; null when no back end ever saw it.</summary>
    public static Placement? Forgetting(Job job, DateTimeOffset now)
        => job.Placement is { Attempt: > 0 } p ? p with { State = PlacementState.Forgetting, Since = now, TellDuration = false, TellRelease = false } : null;

    private static DateTimeOffset Latest(DateTimeOffset first, params ReadOnlySpan<DateTimeOffset?> others)
    {
        foreach (var other in others)
        {
            first = other > first ? other.Value : first;
        }

        return first;
    }

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span;
}
