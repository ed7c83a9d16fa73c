using Microsoft.Extensions.DependencyInjection;
using UwsKit;
using UwsKit.Storage.File;

[assembly: UwsPlugin(PluginKind.Storage, typeof(FileRecordsPlugin))]

namespace UwsKit.Storage.File;

/// <summary>The entry point for hosts that name this storage of job records in their configuration.</summary>
public sealed class FileRecordsPlugin : IUwsPlugin
{
    /// <inheritdoc/>
    public void Configure(PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Builder.UseFileRecords(context.ReadSettings<FileStorageOptions>());
    }
}
