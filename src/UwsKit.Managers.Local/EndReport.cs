using System.Text.RegularExpressions;

namespace UwsKit.Managers.Local;

/// <summary>Says how an attempt ended, from the records on disk alone: the same whoever asks, and however often.</summary>
internal static partial class EndReport
{
    public static JobEvent Of(JobFolder folder, int attempt, int run, LocalContext context)
    {
        var basis = new JobEvent(folder.Id, BackendState.Failed, attempt)
        {
            StartedAt = folder.ReadStart(run)?.At is { } at ? UwsTime.Truncate(at) : null,
            Progress = context.Progress(folder),
        };
        return folder.ReadExit(run) is { } exit
            ? Ended(basis with { EndedAt = UwsTime.Truncate(exit.At), ExitCode = exit.Status }, exit, folder.ReadStop(run) ?? new(exit.Reason), folder, run, context)
            : folder.CancelWanted
                ? basis with { State = BackendState.Cancelled, Message = "cancelled" }
                : basis with { Transient = true, Message = "the work disappeared (machine restarted, or its supervisor was killed)" };
    }

    private static JobEvent Ended(JobEvent e, ExitRecord exit, StopRecord stop, JobFolder folder, int run, LocalContext context)
    {
        switch (stop.Reason)
        {
            case StopReason.Cancelled:
                return e with { State = BackendState.Cancelled, Message = folder.CancelWanted ? "cancelled" : "stopped by the system" };
            case StopReason.Timeout:
                return e with { State = BackendState.TimedOut, Message = FailedWork.OverTime(folder.ReadLimit()) };
            case StopReason.Limit:
                return e with { Message = stop.Message };
        }

        if (exit.Status == 0)
        {
            return context.Stage is not null && folder.ReadCollected(run) is { Length: > 0 } fault
                ? e with { Message = $"its results could not be taken: {fault}" }
                : e with { State = BackendState.Finished };
        }

        return FailedWork.Describe(e, context.Logs(folder.Id), exit.Status, (message, errors) =>
        {
            if (exit.Status is 126 or 127 && CannotRun().Match(message) is { Success: true } match)
            {
                message = $"cannot run '{match.Groups["program"]}': {(exit.Status == 127 ? "not found, or its interpreter is not" : match.Groups["reason"])}";
            }

            return LimitHit(folder, run, exit.Status, errors) is { } hit ? message.Length > 0 ? $"{hit}; {message}" : hit : message;
        });
    }

    /// <summary>Which limit ended the work, in words; null = none that is known of.</summary>
    private static string? LimitHit(JobFolder folder, int run, int status, string errors)
    {
        var limits = folder.ReadLimits();
        return (status - 128, limits) switch
        {
            (Signals.CpuTimeUsedUp, { CpuSeconds: { } seconds }) => $"its CPU time is used up: {UwsDuration.Format(TimeSpan.FromSeconds(seconds))} allowed",
            (Signals.FileTooLarge, { FileSize: { } size }) => $"a file became too large: {ByteSize.Format(size)} allowed",
            (_, { Memory: { } memory }) when folder.RanOutOfMemory(run) => $"out of memory, killed by the system: {ByteSize.Format(memory)} allowed",
            (_, { Memory: { } memory }) when NoMemory().IsMatch(errors) => $"out of memory: {ByteSize.Format(memory)} allowed",
            (_, { FileSize: { } size }) when errors.Contains("File too large", StringComparison.Ordinal) => $"a file became too large: {ByteSize.Format(size)} allowed",
            (_, { OpenFiles: { } files }) when errors.Contains("Too many open files", StringComparison.Ordinal) => $"too many open files: {files} allowed",
            (_, { Processes: { } processes }) when NoProcess().IsMatch(errors) => $"too many processes: {processes} allowed",
            _ => null,
        };
    }

    [GeneratedRegex("MemoryError|bad_alloc|[Oo]ut of memory|Cannot allocate|memory exhausted|OutOfMemory")]
    private static partial Regex NoMemory();

    [GeneratedRegex("[Cc]annot fork|fork: .*Resource temporarily unavailable|can't start new thread")]
    private static partial Regex NoProcess();

    [GeneratedRegex("^(?:setsid: failed to execute|setpriv: failed to execute|nice:|[^ ]*env:) ['‘]?(?<program>.+?)['’]?: (?<reason>[^:]+)$")]
    private static partial Regex CannotRun();
}
