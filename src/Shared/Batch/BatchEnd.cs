namespace UwsKit.Batch;

/// <summary>Says how an attempt ended, from its record on disk and, where that cannot know, from the batch system's word.</summary>
internal static class BatchEnd
{
    /// <summary>By the record. <paramref name="row"/>: the batch system's last word, when one was asked for and is final.</summary>
    public static JobEvent Of(BatchContext context, BatchFolder folder, int attempt, int run, ExitRecord exit, BatchRow? row)
    {
        var e = Basis(folder, attempt, run) with { EndedAt = UwsTime.Truncate(exit.At), ExitCode = exit.Status };
        switch (exit)
        {
            case { Reason: StopReason.Cancelled }:
                return e with { State = BackendState.Cancelled, Message = "cancelled" };
            case { Reason: StopReason.Timeout }:
                return e with { State = BackendState.TimedOut, Message = FailedWork.OverTime(folder.ReadLimit()) };
            case { Reason: StopReason.None, Status: 0 }:
                return e with { State = BackendState.Finished };
            case { NeedsWitness: true } when row is { IsPlain: false }:
                return Stopped(e, folder, row);
            // It was warned (a signal before its time limit, say), and came to a good end of its own all the same.
            case { Reason: StopReason.Terminated, Status: 0 } when row is { State: BackendState.Finished }:
                return e with { State = BackendState.Finished };
            case { Reason: StopReason.Terminated } when row is null || exit.Status == 0:
                return e with { State = BackendState.Cancelled, Message = $"stopped by {context.Dialect.Name} or its operator" };
        }

        return FailedWork.Describe(e, context.Logs(folder.Id), exit.Status);
    }

    /// <summary>By the batch system alone: the work left no record.</summary>
    public static JobEvent Of(BatchFolder folder, int attempt, int run, BatchRow row)
    {
        var e = Basis(folder, attempt, run) with { EndedAt = row.EndedAt, ExitCode = row.ExitCode };
        e = e with { StartedAt = e.StartedAt ?? row.StartedAt };
        return folder.CancelWanted && row.State is BackendState.Cancelled ? e with { State = BackendState.Cancelled, Message = "cancelled" }
            : row.State is BackendState.Finished ? e with { Transient = true, Message = "the batch system says that the job is complete, but its work left no record" }
            : Stopped(e, folder, row);
    }

    /// <summary>What an event of this attempt has in any case.</summary>
    public static JobEvent Basis(BatchFolder folder, int attempt, int run) => new(folder.Id, BackendState.Failed, attempt)
    {
        BackendId = folder.ReadAccepted(run)?.BackendId,
        StartedAt = folder.ReadStart(run) is { HasBegun: true, At: var at } ? UwsTime.Truncate(at) : null,
        Progress = ProgressFile.Read(folder.File("progress")),
    };

    // A limit of the site's own is not the user's execution duration.
    private static JobEvent Stopped(JobEvent e, BatchFolder folder, BatchRow row) => e with
    {
        State = row.State is BackendState.TimedOut && folder.ReadLimit() is null ? BackendState.Cancelled : row.State,
        Message = row.Message, Transient = row.Transient, EndedAt = row.EndedAt ?? e.EndedAt,
    };
}
