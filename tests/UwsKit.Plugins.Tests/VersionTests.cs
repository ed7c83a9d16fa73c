using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Plugins.Tests;

/// <summary>Plugins that were built against other releases of what they share with the host.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly PluginFolder _folder = new();

    [Theory]
    [InlineData("1.1", "Update the host, or take an older release of the plugin.")]
    [InlineData("2.0", "Update the host, or take an older release of the plugin.")]
    [InlineData("0.9", "Take a newer release of the plugin, or rebuild it with this host's UwsKit.Abstractions.")]
    [InlineData("rubbish", "Take a newer release of the plugin, or rebuild it with this host's UwsKit.Abstractions.")]
    public void Another_contract_is_refused(string contract, string remedy)
        => _folder.With(new EmittedAssembly("X") { Plugins = [(PluginKind.Storage, "T", contract)] }).Fault("X")
            .Should().Be($"Plugin 'X' was built for plugin contract {contract}; this host offers {PluginContract.Version}. {remedy}");

    [Theory]
    [InlineData("0.0.0.0", "Build the plugin with the host's version.")]
    [InlineData("1.2.0.0", "Update the host, or build the plugin with the host's version or an older one.")]
    [InlineData("3.0.0.0", "Update the host, or build the plugin with the host's version or an older one.")]
    public void Another_major_version_of_the_contract_assembly_is_refused(string version, string remedy)
        => _folder.With(new EmittedAssembly("X") { Abstractions = new Version(version) }).Fault("X")
            .Should().Be($"Plugin 'X' was built with UwsKit.Abstractions {version}; this host carries 1.0.0.0. {remedy}");

    [Theory]
    [InlineData("Microsoft.Extensions.DependencyInjection.Abstractions")]
    [InlineData("Microsoft.Extensions.Options")]
    [InlineData("Microsoft.AspNetCore.Http.Abstractions")]
    [InlineData("System.Runtime")]
    public void A_newer_shared_assembly_is_refused_even_when_the_plugin_brings_it(string name)
    {
        var carried = typeof(IServiceCollection).Assembly.GetName().Version!;
        var newer = new Version(carried.Major + 1, 0, 0, 0);
        _folder.With(new EmittedAssembly("X") { References = [(name, newer)] });
        new EmittedAssembly(name) { Version = newer, Plugins = [] }.Write(_folder["X", name + ".dll"]);

        _folder.Fault("X").Should().Be(
            $"Plugin 'X' was built with {name} {newer}; this host carries {carried}. Update the host, or build the plugin with the host's version or an older one.");
    }

    [Fact]
    public void A_library_of_the_plugin_that_needs_a_newer_shared_assembly_is_named()
    {
        _folder.With("Sample");
        new EmittedAssembly("Sample.Library") { Plugins = [], References = [("Microsoft.Extensions.Logging.Abstractions", new Version(99, 0, 0, 0))] }
            .Write(_folder["Sample", "Sample.Library.dll"]);

        _folder.Fault("Sample").Should().StartWith("Plugin 'Sample': its Sample.Library.dll was built with Microsoft.Extensions.Logging.Abstractions 99.0.0.0; this host carries ");
    }

    [Fact]
    public void An_older_shared_assembly_and_private_ones_of_any_version_are_fine()
        => _folder.With(new EmittedAssembly("X")
        {
            References = [("Microsoft.Extensions.Options", new Version(8, 0, 0, 0)), ("FluentAssertions.Extras", new Version(99, 0, 0, 0))],
        }).Fault("X").Should().StartWith("Plugin 'X': its entry type Some.Plugin is not in X.dll; ", "the versions did not stop it");

    [Fact]
    public void A_private_library_may_be_newer_than_the_hosts_own()
    {
        var newer = new Version(99, 0, 0, 0);
        _folder.With(new EmittedAssembly("X") { References = [("FluentAssertions", newer)] });
        _folder.Fault("X").Should().StartWith("Plugin 'X' was built with FluentAssertions 99.0.0.0; this host carries ", "without a copy it would get the host's");

        using var other = new PluginFolder().With(new EmittedAssembly("X") { References = [("FluentAssertions", newer)] });
        new EmittedAssembly("FluentAssertions") { Version = newer, Plugins = [] }.Write(other["X", "FluentAssertions.dll"]);
        other.Fault("X").Should().StartWith("Plugin 'X': its entry type ");
    }

    public void Dispose() => _folder.Dispose();
}
