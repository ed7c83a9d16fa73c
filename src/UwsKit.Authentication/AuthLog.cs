using Microsoft.Extensions.Logging;

namespace UwsKit;

internal static partial class AuthLog
{
    [LoggerMessage(3020, LogLevel.Warning, "The header {Header} came from {Address}, which is no configured proxy: it was taken off. This is told once")]
    public static partial void HeaderTakenOff(this ILogger log, string header, string address);

    [LoggerMessage(3021, LogLevel.Warning, "Wrong password for {Name} from {Address}")]
    public static partial void WrongPassword(this ILogger log, string name, string address);

    [LoggerMessage(3022, LogLevel.Warning, "Too many wrong passwords for {Name} from {Address}: no more are looked at for {Time}")]
    public static partial void TooManyWrong(this ILogger log, string name, string address, TimeSpan time);

    [LoggerMessage(3023, LogLevel.Information, "Users are read from {File}: {Count}")]
    public static partial void UsersRead(this ILogger log, string file, int count);

    [LoggerMessage(3024, LogLevel.Error, "The users of {File} cannot be read: {Message}. Those read before stay")]
    public static partial void UsersUnreadable(this ILogger log, string file, string message);

    [LoggerMessage(3025, LogLevel.Information, "The client certificate of {Subject} is refused: {Reason}")]
    public static partial void CertificateRefused(this ILogger log, string subject, string reason);

    [LoggerMessage(3026, LogLevel.Warning, "The login at the provider failed: {Message}")]
    public static partial void LoginFailed(this ILogger log, string message);
}
