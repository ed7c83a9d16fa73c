using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.Sqlite;

internal static partial class Log
{
    [LoggerMessage(4100, LogLevel.Information, "Job database {Path} is open (SQLite {SqliteVersion}, schema {Schema})")]
    public static partial void Opened(this ILogger logger, string path, string sqliteVersion, int schema);

    [LoggerMessage(4101, LogLevel.Information, "Job database {Path} was migrated from schema {From} to {To}")]
    public static partial void Migrated(this ILogger logger, string path, int from, int to);

    [LoggerMessage(4102, LogLevel.Error, "Job database {Path}: a commit of {Writes} write(s) failed, none of them is stored: {Reason}")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, string path, int writes, string reason);

    [LoggerMessage(4103, LogLevel.Error, "Job database {Path}: the write of job {JobId} was refused: {Reason}")]
    public static partial void WriteRefused(this ILogger logger, Exception exception, string path, string jobId, string reason);

    [LoggerMessage(4104, LogLevel.Error, "Job database {Path}: a read failed: {Reason}")]
    public static partial void ReadFailed(this ILogger logger, Exception exception, string path, string reason);

    [LoggerMessage(4105, LogLevel.Warning, "Job database {Path}: a commit of {Writes} write(s) took {Milliseconds} ms")]
    public static partial void SlowCommit(this ILogger logger, string path, int writes, long milliseconds);

    [LoggerMessage(4106, LogLevel.Information, "Job database {Path} is closed")]
    public static partial void Closed(this ILogger logger, string path);

    [LoggerMessage(4107, LogLevel.Information, "Job database {Path} is new (schema {Schema})")]
    public static partial void Created(this ILogger logger, string path, int schema);
}
