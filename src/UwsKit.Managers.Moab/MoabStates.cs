using System.Globalization;

namespace UwsKit.Managers.Moab;

/// <summary>Moab's words for how a job stands, and what they mean for a user.</summary>
internal static class MoabStates
{
    private const int KilledByTorque = 256;

    /// <summary>A job as showq or checkjob lists it. Where Moab runs on top of SLURM, it shows that one's words.</summary>
    public static BatchRow Row(MoabJob job)
    {
        var name = job["JobName"];
        // checkjob may tell the folder of the work and no name.
        var row = new BatchRow(job["JobID"], name.Length > 0 ? MoabNames.Job(name) : MoabNames.OfWork(job["IWD"]), name, BackendState.Unknown)
        {
            SubmittedAt = Instant(job["SubmissionTime"]), StartedAt = Instant(job["StartTime"]), EndedAt = Instant(job["CompletionTime"]),
        };
        var why = OutputTail.OneLine(job["Description"] is { Length: > 0 } text ? $"{job["BlockReason"]}: {text}" : job["BlockReason"], 200);
        var because = why.Length > 0 ? ": " + why : "";
        return job["State"].ToUpperInvariant() switch
        {
            "IDLE" when job["Hold"].ToUpperInvariant() is not ("" or "NONE" or "0") => Held(because),
            "IDLE" or "MIGRATED" or "STAGED" or "STAGING" => row with { State = BackendState.Queued, Message = why.Length > 0 ? $"waiting: {why}" : null },
            "DEFERRED" => row with { State = BackendState.Queued, Message = $"deferred by Moab, which tries again{because}" },
            // The daemon of its node does not answer: all stays as it is.
            "NOTQUEUED" => row with { State = BackendState.Queued, IsClosing = true },
            "HOLD" or "USERHOLD" or "SYSTEMHOLD" => Held(because),
            "BATCHHOLD" => row with { State = BackendState.Held, Message = $"held by Moab, which could not start it{because}" },
            "STARTING" or "RUNNING" or "CANCELING" => row with { State = BackendState.Running },
            "SUSPENDED" => row with { State = BackendState.Suspended, Message = "suspended by Moab" },
            "VACATED" => row with { State = BackendState.Cancelled, IsOver = true, Transient = true, Message = "removed from its node by Moab (vacated)" },
            "REMOVED" => Removed(row, job),
            "COMPLETED" => Completed(row, job),
            "UNKNOWN" or "" => row with { Message = "Moab does not know how the job stands" },
            var word => Other(row, job, word, why),
        };

        BatchRow Held(string why) => row with { State = BackendState.Held, Message = $"held by Moab{why}" };
    }

    private static BatchRow Other(BatchRow row, MoabJob job, string word, string why)
    {
        // Reasons of SLURM stand in the place of a state, too.
        var slurm = word is "PRIORITY" or "RESOURCES" or "DEPENDENCY" || word.StartsWith("JOBHELD", StringComparison.Ordinal)
            ? SlurmStates.Describe(row, "PENDING", job["State"]) : SlurmStates.Describe(row, word, why);
        return slurm.State is not BackendState.Unknown ? slurm with { ExitCode = slurm.IsPlain ? Code(job["CompletionCode"]) : null } : job.Queue switch
        {
            "active" => row with { State = BackendState.Running },
            "eligible" or "blocked" => row with { State = BackendState.Queued, Message = $"Moab says {OutputTail.OneLine(job["State"], 50)}" },
            "completed" => Completed(row, job),
            _ => row with { Message = $"Moab says {OutputTail.OneLine(job["State"], 50)}" },
        };
    }

    private static BatchRow Completed(BatchRow row, MoabJob job)
    {
        var code = Code(job["CompletionCode"]);
        return code switch
        {
            null when job["CompletionCode"].StartsWith("CNCLD", StringComparison.OrdinalIgnoreCase) => Removed(row, job),
            0 => row with { State = BackendState.Finished, IsOver = true, IsPlain = true, ExitCode = 0 },
            < 0 => row with
            {
                State = BackendState.Failed, IsOver = true, Transient = true,
                Message = string.Create(CultureInfo.InvariantCulture, $"the job could not be started on its node (completion code {code})"),
            },
            >= 128 when UsedUp(job) => TimedOut(row),
            null => row with { State = BackendState.Failed, IsOver = true, IsPlain = true },
            > KilledByTorque => row with
            {
                State = BackendState.Failed, IsOver = true, IsPlain = true, ExitCode = 128 + code - KilledByTorque,
                Message = string.Create(CultureInfo.InvariantCulture, $"the job was killed by signal {code - KilledByTorque} ({Signals.Name(code.Value - KilledByTorque)})"),
            },
            _ => row with
            {
                State = BackendState.Failed, IsOver = true, IsPlain = true, ExitCode = code,
                Message = string.Create(CultureInfo.InvariantCulture, $"the job failed with exit code {code}"),
            },
        };
    }

    private static BatchRow Removed(BatchRow row, MoabJob job) => UsedUp(job) ? TimedOut(row)
        : row with { State = BackendState.Cancelled, IsOver = true, Message = "cancelled by an operator of the cluster" };

    private static BatchRow TimedOut(BatchRow row) => row with { State = BackendState.TimedOut, IsOver = true, Message = "stopped at the time limit of Moab" };

    private static bool UsedUp(MoabJob job) => Duration(job["ReqAWDuration"]) is > 0 and var asked && Duration(job["AWDuration"]) >= asked;

    /// <summary>Seconds of <c>600</c>, <c>00:10:00</c> or <c>1:00:10:00</c>; null = neither.</summary>
    public static long? Duration(string text)
    {
        long seconds = 0;
        var parts = text.Split(':');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts.Length > 4 || !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var part) || part > int.MaxValue)
            {
                return null;
            }

            seconds = (seconds * (parts.Length - i == 3 ? 24 : 60)) + part;
        }

        return seconds;
    }

    private static int? Code(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;

    private static DateTimeOffset? Instant(string epoch)
        => long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
