using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(4300, LogLevel.Information, "Job database {Database} is open (PostgreSQL {ServerVersion}, schema {Schema})")]
    public static partial void Opened(this ILogger logger, string database, string serverVersion, int schema);

    [LoggerMessage(4301, LogLevel.Information, "Job database {Database} was migrated from schema {From} to {To}")]
    public static partial void Migrated(this ILogger logger, string database, int from, int to);

    [LoggerMessage(4302, LogLevel.Error, "Job database {Database} is not available: {Reason}")]
    public static partial void Away(this ILogger logger, string database, string reason);

    [LoggerMessage(4303, LogLevel.Information, "Job database {Database} is available again")]
    public static partial void Back(this ILogger logger, string database);

    [LoggerMessage(4304, LogLevel.Error, "Job database {Database}: the write of job {JobId} was refused: {Reason}")]
    public static partial void WriteRefused(this ILogger logger, string database, string jobId, string reason);

    [LoggerMessage(4305, LogLevel.Warning, "Job database {Database}: changes of other nodes are not heard at once, the connection for them is lost: {Reason}")]
    public static partial void FeedLost(this ILogger logger, string database, string reason);

    [LoggerMessage(4306, LogLevel.Information, "Job database {Database}: changes of other nodes are heard")]
    public static partial void FeedHeard(this ILogger logger, string database);

    [LoggerMessage(4308, LogLevel.Warning, "Job database {Database} is there, but {Reason}: callers are told to come back (Maximum Pool Size; the server's max_connections)")]
    public static partial void Crowded(this ILogger logger, string database, string reason);

    [LoggerMessage(4307, LogLevel.Information, "Job database {Database} is closed")]
    public static partial void Closed(this ILogger logger, string database);

    [LoggerMessage(4309, LogLevel.Information, "Job database {Database} is new (schema {Schema})")]
    public static partial void Created(this ILogger logger, string database, int schema);
}
