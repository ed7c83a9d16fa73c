using Microsoft.Extensions.DependencyInjection;
using UwsKit;
using UwsKit.Storage.PostgreSql;

[assembly: UwsPlugin(PluginKind.Storage, typeof(PostgreSqlPlugin))]

namespace UwsKit.Storage.PostgreSql;

/// <summary>The entry point for hosts that name this storage in their configuration.</summary>
public sealed class PostgreSqlPlugin : IUwsPlugin
{
    /// <inheritdoc/>
    public void Configure(PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Builder.UsePostgreSql(context.ReadSettings<PostgreSqlStorageOptions>());
    }
}
