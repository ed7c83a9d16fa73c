using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Slurm;

internal static partial class Log
{
    [LoggerMessage(5340, LogLevel.Information, "The cluster has no accounting: sacct is not asked any more")]
    public static partial void NoAccounting(this ILogger logger);
}
