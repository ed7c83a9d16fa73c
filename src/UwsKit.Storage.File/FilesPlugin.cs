using Microsoft.Extensions.DependencyInjection;
using UwsKit;
using UwsKit.Storage.File;

[assembly: UwsPlugin(PluginKind.Files, typeof(FilesPlugin))]

namespace UwsKit.Storage.File;

/// <summary>The entry point for hosts that name this file storage in their configuration.</summary>
public sealed class FilesPlugin : IUwsPlugin
{
    /// <inheritdoc/>
    public void Configure(PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Builder.UseFiles(context.ReadSettings<JobFilesOptions>());
    }
}
