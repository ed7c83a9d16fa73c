using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Moab;

internal static partial class Log
{
    [LoggerMessage(5400, LogLevel.Information, "showq does not list finished jobs for this account ({Reason}): those that left no record are asked for one by one")]
    public static partial void NoCompletedQueue(this ILogger logger, string reason);

    [LoggerMessage(5401, LogLevel.Error, "Cancelling job {BackendId} cancelled others too: {Others}. The site has USEJOBREGEX: set IdsAreExpressions")]
    public static partial void OthersCancelled(this ILogger logger, string backendId, string others);
}
