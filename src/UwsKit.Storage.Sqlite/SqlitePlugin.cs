using Microsoft.Extensions.DependencyInjection;
using UwsKit;
using UwsKit.Storage.Sqlite;

[assembly: UwsPlugin(PluginKind.Storage, typeof(SqlitePlugin))]

namespace UwsKit.Storage.Sqlite;

/// <summary>The entry point for hosts that name this storage in their configuration.</summary>
public sealed class SqlitePlugin : IUwsPlugin
{
    /// <inheritdoc/>
    public void Configure(PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Builder.UseSqlite(context.ReadSettings<SqliteStorageOptions>());
    }
}
