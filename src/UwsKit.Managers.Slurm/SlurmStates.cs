using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Slurm;

/// <summary>SLURM's words for how a job stands, and what they mean for a user.</summary>
internal static partial class SlurmStates
{
    private static readonly HashSet<string> HeldReasons = new(StringComparer.OrdinalIgnoreCase)
    {
        "JobHeldUser", "JobHeldAdmin", "job requeued in held state", "launch failed requeued held",
    };

    public const string LaunchFailure = "the job could not be started on its node (JobLaunchFailure)";

    /// <summary>The exit code of a job whose script was never started.</summary>
    public const string LaunchFailureCode = "0:53";

    /// <summary>Reasons that waiting does not take away.</summary>
    private static readonly Dictionary<string, string> Impossible = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PartitionTimeLimit"] = "its time limit is longer than the partition allows",
        ["PartitionNodeLimit"] = "it asks for more nodes than the partition allows",
        ["PartitionConfig"] = "it asks for more than the partition has or allows",
        ["BadConstraints"] = "no node of the cluster has what it asks for",
        ["DependencyNeverSatisfied"] = "it depends on a job that failed",
        ["InvalidAccount"] = "its account is not valid",
        ["InvalidQOS"] = "its quality of service is not valid",
        ["AccountNotAllowed"] = "its account may not use the partition",
        ["QOSNotAllowed"] = "its quality of service may not be used in the partition",
        ["AssocMaxWallDurationPerJobLimit"] = "its time limit is longer than its account allows",
        ["QOSMaxWallDurationPerJobLimit"] = "its time limit is longer than its quality of service allows",
        ["AssocMaxCpuPerJobLimit"] = "it asks for more CPUs than its account allows",
        ["QOSMaxCpuPerJobLimit"] = "it asks for more CPUs than its quality of service allows",
        ["QOSMaxMemoryPerJob"] = "it asks for more memory than its quality of service allows",
        ["QOSMaxGRESPerJob"] = "it asks for more generic resources than its quality of service allows",
    };

    /// <summary>A row whose state and message are those of SLURM's words.</summary>
    /// <param name="row">With id, name and times.</param>
    /// <param name="word">The state in full; words after the first (<c>CANCELLED by 1000</c>) do not count.</param>
    /// <param name="reason">As squeue (spaces) or scontrol (underscores) writes it.</param>
    public static BatchRow Describe(BatchRow row, string word, string reason)
    {
        reason = reason is "None" or "(null)" or "" ? "" : reason.Contains(' ', StringComparison.Ordinal) ? reason : Spaced(reason);
        var shown = OutputTail.OneLine(reason, 200);
        return word.Trim().Split(' ', '+')[0].ToUpperInvariant() switch
        {
            "PENDING" when HeldReasons.Contains(reason) => row with { State = BackendState.Held, Message = $"held by SLURM: {shown}" },
            "PENDING" when Impossible.TryGetValue(reason, out var why) => row with { State = BackendState.Queued, IsImpossible = true, Message = $"the cluster will never start this job: {why} ({shown})" },
            "PENDING" => row with { State = BackendState.Queued, Message = shown.Length > 0 ? $"waiting: {shown}" : null },
            "CONFIGURING" => row with { State = BackendState.Queued },
            "RUNNING" or "SIGNALING" or "RESIZING" or "STAGE_OUT" => row with { State = BackendState.Running },
            "COMPLETING" => row with { State = BackendState.Running, IsClosing = true },
            "SUSPENDED" or "STOPPED" => row with { State = BackendState.Suspended, Message = "suspended by SLURM" },
            "REQUEUED" or "REQUEUE_FED" => row with { State = BackendState.Queued, Message = "requeued by SLURM" },
            "REQUEUE_HOLD" or "RESV_DEL_HOLD" or "SPECIAL_EXIT" => row with { State = BackendState.Held, Message = $"held by SLURM{(shown.Length > 0 ? ": " + shown : "")}" },
            "COMPLETED" => row with { State = BackendState.Finished, IsOver = true, IsPlain = true },
            "FAILED" when reason is "BadConstraints" => row with { State = BackendState.Failed, IsOver = true, Message = "no node of the cluster has what the job asks for" },
            // Said of scripts that a signal killed, too: the exit code tells one from the other.
            "FAILED" when reason is "JobLaunchFailure" => row with { State = BackendState.Failed, IsOver = true, Transient = true, Message = LaunchFailure },
            "FAILED" => row with { State = BackendState.Failed, IsOver = true, IsPlain = true, Message = shown.Length > 0 ? shown : null },
            "CANCELLED" => row with { State = BackendState.Cancelled, IsOver = true, Message = "cancelled by an operator of the cluster" },
            "TIMEOUT" => row with { State = BackendState.TimedOut, IsOver = true, Message = "stopped at the time limit of SLURM" },
            "DEADLINE" => row with { State = BackendState.Cancelled, IsOver = true, Message = "stopped at its deadline" },
            "OUT_OF_MEMORY" => row with { State = BackendState.Cancelled, IsOver = true, Message = "stopped for using more memory than it was given" },
            "PREEMPTED" => row with { State = BackendState.Cancelled, IsOver = true, Transient = true, Message = "stopped for a job of higher priority (preempted)" },
            "NODE_FAIL" => row with { State = BackendState.Failed, IsOver = true, Transient = true, Message = "the node of the job failed" },
            "BOOT_FAIL" => row with { State = BackendState.Failed, IsOver = true, Transient = true, Message = "the node of the job did not boot" },
            var other => row with { State = BackendState.Unknown, Message = $"SLURM says {OutputTail.OneLine(other, 50)}" },
        };
    }

    /// <summary>The exit code of <c>3:0</c> or <c>0:9</c>, as a shell would say it; null = not understood.</summary>
    public static int? ExitCode(string text)
        => text.Split(':') is [var code, var signal] && int.TryParse(code, CultureInfo.InvariantCulture, out var c) && int.TryParse(signal, CultureInfo.InvariantCulture, out var s)
            ? (s > 0 && c == 0 ? 128 + s : c) : null;

    /// <summary>Words of a failure that only the exit code explains.</summary>
    public static string ExitText(string text) => text == LaunchFailureCode ? LaunchFailure : text.Split(':') is [_, var signal] && int.TryParse(signal, CultureInfo.InvariantCulture, out var s) && s > 0
        ? string.Create(CultureInfo.InvariantCulture, $"the job was killed by signal {s} ({Signals.Name(s)})") : $"the job failed with exit code {text}";

    private static string Spaced(string reason) => Underscored().IsMatch(reason) ? reason.Replace('_', ' ') : reason;

    [GeneratedRegex("^[a-z]+(_[a-z]+)+$")]
    private static partial Regex Underscored();
}
