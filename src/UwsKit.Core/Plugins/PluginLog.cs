using Microsoft.Extensions.Logging;

namespace UwsKit;

internal static partial class PluginLog
{
    [LoggerMessage(1901, LogLevel.Information, "Plugin {Plugin} {Version} loaded from {File}")]
    public static partial void PluginLoaded(this ILogger log, string plugin, Version? version, string file);

    [LoggerMessage(1902, LogLevel.Error, "Plugin {Plugin} cannot be used")]
    public static partial void PluginFailed(this ILogger log, string plugin, Exception exception);
}
