using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.MongoDb;

internal static partial class Log
{
    [LoggerMessage(4400, LogLevel.Information, "Job database {Database} is open (MongoDB, schema {Schema})")]
    public static partial void Opened(this ILogger logger, string database, int schema);

    [LoggerMessage(4401, LogLevel.Information, "Job database {Database}: the indexes {Indexes} were made")]
    public static partial void IndexesMade(this ILogger logger, string database, string indexes);

    [LoggerMessage(4402, LogLevel.Error, "Job database {Database} is not available: {Reason}")]
    public static partial void Away(this ILogger logger, string database, string reason);

    [LoggerMessage(4403, LogLevel.Information, "Job database {Database} is available again")]
    public static partial void Back(this ILogger logger, string database);

    [LoggerMessage(4404, LogLevel.Error, "Job database {Database}: the write of job {JobId} was refused: {Reason}")]
    public static partial void WriteRefused(this ILogger logger, string database, string jobId, string reason);

    [LoggerMessage(4405, LogLevel.Warning, "Job database {Database}: changes of other nodes are not heard at once, the change stream is lost: {Reason}")]
    public static partial void FeedLost(this ILogger logger, string database, string reason);

    [LoggerMessage(4406, LogLevel.Information, "Job database {Database}: changes of other nodes are heard")]
    public static partial void FeedHeard(this ILogger logger, string database);

    [LoggerMessage(4407, LogLevel.Information, "Job database {Database} is closed")]
    public static partial void Closed(this ILogger logger, string database);

    [LoggerMessage(4408, LogLevel.Information, "Job database {Database}: changes of other nodes are looked for every {Seconds} s, since {Reason}")]
    public static partial void FeedPolls(this ILogger logger, string database, double seconds, string reason);

    [LoggerMessage(4409, LogLevel.Information, "Job database {Database}: the password file has changed and is used from now on")]
    public static partial void PasswordChanged(this ILogger logger, string database);

    [LoggerMessage(4411, LogLevel.Warning, "Job database {Database} is there, but {Reason}: callers are told to come back (maxPoolSize in the connection string)")]
    public static partial void Crowded(this ILogger logger, string database, string reason);

    [LoggerMessage(4410, LogLevel.Information, "Job database {Database}: the answer to the write of job {JobId} was lost; it was asked for again: {Outcome}")]
    public static partial void Settled(this ILogger logger, string database, string jobId, string outcome);
}
