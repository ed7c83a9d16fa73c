using UwsKit;

[assembly: UwsPlugin(PluginKind.Manager, typeof(Referenced.Plugin))]

namespace Referenced;

public sealed class Plugin : IUwsPlugin
{
    public void Configure(PluginContext context) { }
}
