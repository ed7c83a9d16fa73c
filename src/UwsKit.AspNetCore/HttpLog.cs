using Microsoft.Extensions.Logging;

namespace UwsKit;

internal static partial class HttpLog
{
    [LoggerMessage(3000, LogLevel.Information, "Job list {List} is at {Url}")]
    public static partial void ListMapped(this ILogger log, string list, string url);

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void UnexpectedError(this ILogger log, string method, string path, Exception e);

    [LoggerMessage(3002, LogLevel.Error, "The answer to {Path} was cut because it failed under way")]
    public static partial void AnswerCut(this ILogger log, string path, Exception e);

    [LoggerMessage(3003, LogLevel.Warning, "Event for job {JobId} refused: the token does not open attempt {Attempt}")]
    public static partial void EventRefused(this ILogger log, string jobId, int attempt);

    [LoggerMessage(3004, LogLevel.Warning, "The check of the storage failed: {Message}")]
    public static partial void StorageCheckFailed(this ILogger log, string message);

    [LoggerMessage(3005, LogLevel.Information, "Stopping: new connections are taken for {StopDelay} s more, open ones served for {DrainTime} s after that, requests under way to their end")]
    public static partial void Draining(this ILogger log, double stopDelay, double drainTime);
}
