using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Storage.File;

namespace UwsKit.Tests.Files;

public sealed class FilesPluginTests
{
    [Fact]
    public void It_registers_one_storage_that_also_has_directories()
    {
        var root = Path.Combine(Path.GetTempPath(), "uwskit-never-made");
        using var services = Configure(("Root", root), ("Plugin", "UwsKit.Storage.File"), ("SyncToDisk", "false"));

        services.GetRequiredService<IFileStorage>().Should().BeOfType<JobFiles>().And.BeSameAs(services.GetRequiredService<IJobDirectories>());
        Directory.Exists(root).Should().BeFalse("nothing is touched before the storage is initialized");
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_at_once()
    {
        var configure = () => Configure(("Roots", "/data"), ("SyncToDisk", "maybe"));

        configure.Should().Throw<UwsConfigurationException>().Which.Faults.Should().SatisfyRespectively(
            f => f.Should().StartWith("Uws:Files:Roots: unknown key"),
            f => f.Should().Be("Uws:Files:SyncToDisk: 'maybe' is not allowed; allowed: true or false"),
            f => f.Should().Be("Uws:Files:Root: '' is not allowed; a value is needed"));
    }

    [Fact]
    public void The_assembly_names_its_plugins()
        => typeof(JobFiles).Assembly.GetCustomAttributes(false).OfType<UwsPluginAttribute>().Select(a => (a.Kind, a.Type, a.Contract)).Should().BeEquivalentTo(
            [(PluginKind.Files, typeof(FilesPlugin), PluginContract.Version), (PluginKind.Storage, typeof(FileRecordsPlugin), PluginContract.Version)]);

    private static ServiceProvider Configure(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Uws:Files:" + s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection().AddLogging();
        new FilesPlugin().Configure(new("UwsKit.Storage.File", configuration.GetSection("Uws:Files"), services));
        return services.BuildServiceProvider();
    }
}
