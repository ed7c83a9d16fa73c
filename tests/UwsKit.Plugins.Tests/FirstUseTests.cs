using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Plugins.Tests;

/// <summary>Faults that show only when the plugin is used: <see cref="PluginCatalog.Explain"/> puts them in plain words.</summary>
public sealed class FirstUseTests : IDisposable
{
    private readonly PluginFolder _folder = new PluginFolder().With("Sample").Deps("Sample", l => l.Remove("Sample.Library/1.0.0"));

    private string Home => Path.Combine(_folder.Root, "Sample");

    [Fact]
    public void A_library_that_nobody_promised_is_missing()
    {
        File.Delete(_folder["Sample", "Sample.Library.dll"]);

        Explain<FileNotFoundException>("library").Should().Be(
            $"Plugin 'Sample': the library Sample.Library 1.0.0.0 is missing from its folder {Home}; publish it with `dotnet publish` and EnableDynamicLoading.");
    }

    [Theory]
    [InlineData("0.9.0.0")]
    [InlineData("1.0.0.0")]
    public void A_library_lacks_what_the_plugin_was_built_with(string version)
    {
        new EmittedAssembly("Sample.Library") { Version = new Version(version), Plugins = [] }.Write(_folder["Sample", "Sample.Library.dll"]);

        Explain<TypeLoadException>("library").Should().Be(
            $"Plugin 'Sample' does not fit the libraries that it finds here (Could not load type 'Sample.Library.Greeting' from assembly 'Sample.Library, Version={version}, "
            + "Culture=neutral, PublicKeyToken=null'); build it with this host's UwsKit.Abstractions and publish it again.");
    }

    [Fact]
    public void A_library_is_damaged()
    {
        File.WriteAllText(_folder["Sample", "Sample.Library.dll"], "text");

        Explain<BadImageFormatException>("library").Should().StartWith($"Plugin 'Sample': a library in its folder {Home} is damaged or made for another processor (")
            .And.EndWith("); publish it again for this system.");
    }

    [Fact]
    public void A_library_is_there_but_the_runtime_will_not_have_it()
    {
        var plugin = _folder.Catalog.Find(PluginKind.Storage, "Sample");
        var e = new FileLoadException("Not allowed.", "Sample.Library, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null");

        _folder.Catalog.Explain(e, plugin).Should().Be(
            $"Plugin 'Sample' needs Sample.Library 1.0.0.0, but {_folder["Sample", "Sample.Library.dll"]} cannot be loaded (Not allowed); publish the plugin again with `dotnet publish`.");
    }

    [Fact]
    public void A_native_library_is_missing()
        => Explain<DllNotFoundException>("native").Should().Be(
            $"Plugin 'Sample': the native library 'uwssample' is missing from its folder {Home}; publish it with `dotnet publish` and EnableDynamicLoading, or install it on this system.");

    [Fact]
    public void A_native_library_is_there_but_for_another_system()
    {
        File.WriteAllText(_folder["Sample", OperatingSystem.IsWindows() ? "uwssample.dll" : OperatingSystem.IsMacOS() ? "libuwssample.dylib" : "libuwssample.so"], "not for this machine");

        Explain<DllNotFoundException>("native").Should().StartWith($"Plugin 'Sample': the native library 'uwssample' is in its folder {Home}, but this system cannot load it (");
    }

    [Fact]
    public void What_a_plugin_throws_for_its_own_reasons_is_left_alone()
    {
        Explain<DirectoryNotFoundException>("own fault").Should().BeNull();
        Explain<MissingMethodException>("own reflection").Should().BeNull();
    }

    [Fact]
    public void The_object_that_was_called_names_the_plugin_when_the_stack_does_not()
    {
        var plugin = _folder.Catalog.Find(PluginKind.Storage, "Sample");
        var wanted = new FileNotFoundException("x", "UwsKit.Abstractions, Version=3.0.0.0, Culture=neutral, PublicKeyToken=null");
        var e = new ReflectionTypeLoadException([null], [wanted]);

        _folder.Catalog.Explain(e).Should().BeNull();
        _folder.Catalog.Explain(e, plugin).Should().Be(
            "Plugin 'Sample' needs UwsKit.Abstractions 3.0.0.0; this host carries 1.0.0.0. Build the plugin with the host's version or an older one.");
    }

    [Fact]
    public void A_missing_method_is_a_misfit_of_the_plugin()
    {
        var plugin = _folder.Catalog.Find(PluginKind.Storage, "Sample");
        var e = new TargetInvocationException(new MissingMethodException("Method not found: 'Void UwsKit.Job.Gone()'."));

        _folder.Catalog.Explain(e, plugin).Should().Be(
            "Plugin 'Sample' does not fit the libraries that it finds here (Method not found: 'Void UwsKit.Job.Gone()'); build it with this host's UwsKit.Abstractions and publish it again.");
    }

    [Fact]
    public void The_hosts_own_faults_are_nobody_elses()
    {
        _folder.Catalog.Find(PluginKind.Storage, "Sample");

        _folder.Catalog.Explain(new DllNotFoundException("Unable to load shared library 'x'"), this).Should().BeNull();
    }

    public void Dispose() => _folder.Dispose();

    private string? Explain<T>(string key) where T : Exception
    {
        using var services = Published.Use(PluginKind.Storage, "Sample", catalog: _folder.Catalog);
        var use = services.GetRequiredKeyedService<Func<string>>(key);
        return _folder.Catalog.Explain(use.Should().Throw<T>().Which);
    }
}
