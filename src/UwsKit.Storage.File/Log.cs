using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.File;

internal static partial class Log
{
    [LoggerMessage(4200, LogLevel.Information, "Files of jobs are kept in {Root}")]
    public static partial void Opened(this ILogger logger, string root);

    [LoggerMessage(4201, LogLevel.Warning, "Job {Job}: an entry of the {Area} area is left out, it is no regular file of its own, or cannot be read: {Path}")]
    public static partial void NoRegularFile(this ILogger logger, JobId job, JobFileArea area, string path);

    [LoggerMessage(4202, LogLevel.Warning, "Job {Job}: a file of the {Area} area is left out because of its name: {Fault}")]
    public static partial void UnsafeName(this ILogger logger, JobId job, JobFileArea area, string fault);

    [LoggerMessage(4203, LogLevel.Error, "Files of jobs in {Root}: {Reason}")]
    public static partial void Failed(this ILogger logger, Exception exception, string root, string reason);

    [LoggerMessage(4204, LogLevel.Warning, "Job {Job}: a link stood in the place of the {Area} area and was removed")]
    public static partial void LinkRemoved(this ILogger logger, JobId job, JobFileArea area);

    [LoggerMessage(4210, LogLevel.Information, "Job records in {Root} are open: {Jobs} jobs, read in {Milliseconds} ms")]
    public static partial void RecordsOpened(this ILogger logger, string root, int jobs, long milliseconds);

    [LoggerMessage(4211, LogLevel.Error, "The job record {Path} is damaged and was set aside as {Aside}: {Reason}")]
    public static partial void RecordSetAside(this ILogger logger, string path, string aside, string reason);

    [LoggerMessage(4212, LogLevel.Error, "The job record {Path} is left out: {Reason}")]
    public static partial void RecordLeftOut(this ILogger logger, string path, string reason);

    [LoggerMessage(4213, LogLevel.Error, "Job records in {Root}, job {Job}: {Reason}")]
    public static partial void RecordFailed(this ILogger logger, Exception exception, string root, JobId job, string reason);

    [LoggerMessage(4214, LogLevel.Information, "Job records in {Root} are closed")]
    public static partial void RecordsClosed(this ILogger logger, string root);
}
