using Microsoft.Extensions.Logging;

namespace UwsKit;

internal static partial class AuditLog
{
    [LoggerMessage(3010, LogLevel.Information, "{Who} {Method} {Resource} of {List}, job {Job}, did {Did}, as {Ground}: {Status}, from {From}")]
    public static partial void Entry(
        ILogger log, string who, string method, string resource, string list, string job, string did, string ground, int status, string from);

    [LoggerMessage(3011, LogLevel.Error, "The audit trail {File} cannot be written: {Message}. Entries wait in memory")]
    public static partial void Away(ILogger log, string file, string message);

    [LoggerMessage(3012, LogLevel.Warning, "The audit trail {File} is written again")]
    public static partial void Back(ILogger log, string file);
}
