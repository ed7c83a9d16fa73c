using Microsoft.Extensions.Logging;

namespace UwsKit.Batch;

internal static partial class BatchLog
{
    [LoggerMessage(5300, LogLevel.Information, "Job {Job} attempt {Attempt}: accepted by {System} as {BackendId}")]
    public static partial void Accepted(this ILogger logger, JobId job, int attempt, string system, string? backendId);

    [LoggerMessage(5301, LogLevel.Warning, "Job {Job} attempt {Attempt}: an earlier attempt {Earlier} has begun and counts instead; the work is not run twice")]
    public static partial void Adopted(this ILogger logger, JobId job, int attempt, int earlier);

    [LoggerMessage(5302, LogLevel.Warning, "Job {Job} attempt {Attempt}: the outcome of the submission is not known: {Reason}")]
    public static partial void SubmissionUncertain(this ILogger logger, JobId job, int attempt, string reason);

    [LoggerMessage(5303, LogLevel.Information, "The spool folder {Folder} cannot be watched ({Reason}); it is looked at in intervals")]
    public static partial void NoWatcher(this ILogger logger, string folder, string reason);

    [LoggerMessage(5304, LogLevel.Warning, "The spool folder {Folder} cannot be read: {Reason}")]
    public static partial void SpoolFailed(this ILogger logger, string folder, string reason);

    [LoggerMessage(5305, LogLevel.Warning, "Job {Job}: the event '{Kind}' in the spool folder could not be recorded and stays there: {Reason}")]
    public static partial void SpoolFileStays(this ILogger logger, JobId job, string kind, string reason);

    [LoggerMessage(5306, LogLevel.Warning, "The end of {Count} jobs could not be looked up, next try soon: {Reason}")]
    public static partial void FollowUpFailed(this ILogger logger, int count, string reason);

    [LoggerMessage(5307, LogLevel.Warning, "Job {Job}: the batch system refused the new time limit; its old one stays the backstop: {Reason}")]
    public static partial void DurationRefused(this ILogger logger, JobId job, string reason);

    [LoggerMessage(5308, LogLevel.Warning, "Accounting does not answer for {Count} jobs that are not listed any more; they are left as they are until it does: {Reason}")]
    public static partial void NothingRecalled(this ILogger logger, int count, string reason);

    [LoggerMessage(5309, LogLevel.Warning, "Job {Job}: its records are out of reach, it is left as it is until the next look: {Reason}")]
    public static partial void RecordsOutOfReach(this ILogger logger, JobId job, string reason);

    [LoggerMessage(5310, LogLevel.Warning, "Job {Job}: what {System} says of it cannot be had, it is left as it is until the next look: {Reason}")]
    public static partial void NotExplained(this ILogger logger, JobId job, string system, string reason);
}
