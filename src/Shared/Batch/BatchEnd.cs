using System.Globalization;

namespace UwsKit.Batch;

/// <summary>Says how an attempt ended, from its record on disk and, where that cannot know, from the batch system's word.</summary>
internal static class BatchEnd
{
    /// <summary>The exit status for a failure that may not happen again (EX_TEMPFAIL).</summary>
    public const int TemporaryFailure = 75;

    /// <summary>By the record. <paramref name="row"/>: the batch system's last word, when one was asked for and is final.</summary>
    public static JobEvent Of(BatchContext context, BatchFolder folder, int attempt, int run, BatchExit exit, BatchRow? row)
    {
        var e = Basis(folder, attempt, run) with { EndedAt = UwsTime.Truncate(exit.At), ExitCode = exit.Status };
        switch (exit)
        {
            case { Reason: BatchStop.Cancelled }:
                return e with { State = BackendState.Cancelled, Message = "cancelled" };
            case { Reason: BatchStop.Timeout }:
                var limit = folder.ReadLimit() is { } duration ? $" of {UwsDuration.Format(duration)}" : "";
                return e with { State = BackendState.TimedOut, Message = $"stopped after its execution duration{limit}" };
            case { Reason: BatchStop.None, Status: 0 }:
                return e with { State = BackendState.Finished };
            case { NeedsWitness: true } when row is { IsPlain: false }:
                return Stopped(e, folder, row);
            // It was warned (a signal before its time limit, say), and came to a good end of its own all the same.
            case { Reason: BatchStop.Terminated, Status: 0 } when row is { State: BackendState.Finished }:
                return e with { State = BackendState.Finished };
            case { Reason: BatchStop.Terminated } when row is null || exit.Status == 0:
                return e with { State = BackendState.Cancelled, Message = $"stopped by {context.Dialect.Name} or its operator" };
        }

        var errors = OutputTail.Read(Path.Combine(context.Logs(folder.Id), "stderr"));
        var message = exit.Status is > 128 and <= 192
            ? string.Create(CultureInfo.InvariantCulture, $"killed by signal {exit.Status - 128} ({Signals.Name(exit.Status - 128)})")
            : OutputTail.Message(errors);
        return e with
        {
            Message = message.Length > 0 ? message : string.Create(CultureInfo.InvariantCulture, $"exit status {exit.Status}"),
            Detail = errors.Length > 0 ? errors : null,
            Transient = exit.Status == TemporaryFailure,
        };
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
        StartedAt = folder.ReadStart(run) is BatchStart.Begun { At: var at } ? UwsTime.Truncate(at) : null,
        Progress = ProgressFile.Read(folder.File("progress")),
    };

    // A limit of the site's own is not the user's execution duration.
    private static JobEvent Stopped(JobEvent e, BatchFolder folder, BatchRow row) => e with
    {
        State = row.State is BackendState.TimedOut && folder.ReadLimit() is null ? BackendState.Cancelled : row.State,
        Message = row.Message, Transient = row.Transient, EndedAt = row.EndedAt ?? e.EndedAt,
    };
}
