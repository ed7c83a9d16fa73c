using Microsoft.Extensions.DependencyInjection;
using UwsKit;
using UwsKit.Managers.Moab;

[assembly: UwsPlugin(PluginKind.Manager, typeof(Plugin))]

namespace UwsKit.Managers.Moab;

/// <summary>The entry point for hosts that name this plugin in their configuration.</summary>
public sealed class Plugin : IUwsPlugin
{
    /// <inheritdoc/>
    public void Configure(PluginContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Builder.AddMoab(context.Name, context.ReadSettings<MoabOptions>());
    }
}
