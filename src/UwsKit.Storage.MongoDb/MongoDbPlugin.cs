using Microsoft.Extensions.DependencyInjection;
using UwsKit;
using UwsKit.Storage.MongoDb;

[assembly: UwsPlugin(PluginKind.Storage, typeof(MongoDbPlugin))]

namespace UwsKit.Storage.MongoDb;

/// <summary>The entry point for hosts that name this storage in their configuration.</summary>
public sealed class MongoDbPlugin : IUwsPlugin
{
    /// <inheritdoc/>
    public void Configure(PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Builder.UseMongoDb(context.ReadSettings<MongoDbStorageOptions>());
    }
}
