using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Plugins.Tests;

/// <summary>
/// The plugins that the build has published beside the tests. To test another project this way, add it to <c>PublishedPlugin</c> in the project
/// file and call <see cref="Use"/> with its name.
/// </summary>
internal static class Published
{
    /// <summary>The plugin directory.</summary>
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Loads a plugin by name, as a host does, and gives the services that it registered.</summary>
    /// <param name="kind">What it gives.</param>
    /// <param name="name">Name of the published project.</param>
    /// <param name="settings">Keys and values of the section that names it.</param>
    /// <param name="host">What the host registers.</param>
    /// <param name="catalog">Default: one over <see cref="Root"/>.</param>
    public static ServiceProvider Use(
        PluginKind kind, string name, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? host = null, PluginCatalog? catalog = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection((settings ?? []).Append(new("Plugin", name)).ToDictionary(s => "Uws:Part:" + s.Key, s => s.Value)).Build();
        var services = new ServiceCollection().AddLogging().AddOptions();
        host?.Invoke(services);
        var plugin = (catalog ?? new PluginCatalog(Root)).Find(kind, name, "Uws:Part:Plugin");
        plugin.Configure(new PluginContext(name, configuration.GetSection("Uws:Part"), services));
        return services.BuildServiceProvider();
    }
}
