using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Managers.Local.Tests;
using UwsKit.Testing;

namespace UwsKit.Shared;

/// <summary>What the plugin of every batch manager does with its section of the configuration.</summary>
internal static class ManagerPluginChecks
{
    /// <summary>One instance serves all contracts under the name of the section.</summary>
    public static void ReadsItsSection(IUwsPlugin plugin, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("uws-plugin-").FullName;
        var services = new ServiceCollection().AddLogging().AddSingleton<IJobEventSink>(new RecordingEventSink()).AddSingleton<IJobDirectories>(new DirectoryFiles(folder));

        plugin.Configure(new("c", Section([.. settings, ("Root", folder)]), services));

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredKeyedService<IManager>("c").Scope.Should().Be(ManagerScope.Shared);
        provider.GetRequiredKeyedService<IHoldingManager>("c").Should().BeSameAs(provider.GetRequiredKeyedService<IManager>("c"));
        provider.GetRequiredKeyedService<IDurationManager>("c").Should().NotBeNull();
    }

    /// <summary>A key that it does not know is named together with those that it knows.</summary>
    public static void NamesAnUnknownKey(IUwsPlugin plugin, string unknown, string known)
        => FluentActions.Invoking(() => plugin.Configure(new("c", Section([(unknown, "x")]), new ServiceCollection())))
            .Should().Throw<UwsConfigurationException>().WithMessage($"*{unknown}*{known}*");

    private static IConfigurationSection Section(IEnumerable<(string Key, string Value)> settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("c:" + s.Key, s.Value))).Build().GetSection("c");
}
