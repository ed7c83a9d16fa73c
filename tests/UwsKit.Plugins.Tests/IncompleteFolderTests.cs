using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.Json.Nodes;

namespace UwsKit.Plugins.Tests;

/// <summary>Folders that lack something or hold something else: found before anything is loaded.</summary>
public sealed class IncompleteFolderTests : IDisposable
{
    private readonly PluginFolder _folder = new PluginFolder().With("Sample");

    private string Dll => _folder["Sample", "Sample.dll"];

    private string Home => Path.GetDirectoryName(Dll)!;

    [Fact]
    public void The_assembly_is_missing()
    {
        File.Delete(Dll);

        _folder.Fault("Sample").Should().Be($"Plugin 'Sample': there is no Sample.dll in its folder {Home}; publish it there with `dotnet publish -o {Home}`.");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("just text", "it is not a .NET assembly, or damaged")]
    public void The_assembly_is_no_assembly(string content, string fault)
    {
        File.WriteAllText(Dll, content);

        _folder.Fault("Sample").Should().Be($"Plugin 'Sample': {Dll} cannot be read as an assembly ({fault}); publish it again.");
    }

    [Fact]
    public void The_assembly_is_cut_short_anywhere()
    {
        var whole = File.ReadAllBytes(Dll);
        for (var length = 1; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(Dll, whole[..length]);
            _folder.Fault("Sample").Should().BeOneOf(
                $"Plugin 'Sample': {Dll} cannot be read as an assembly (the file is cut short); publish it again.",
                $"Plugin 'Sample': {Dll} cannot be read as an assembly (it is not a .NET assembly, or damaged); publish it again.");
        }
    }

    [Fact]
    public void Noise_in_the_assembly_never_gives_anything_but_a_configuration_fault()
    {
        var whole = File.ReadAllBytes(Dll);
        var random = new Random(4711);
        for (var round = 0; round < 300; round++)
        {
            var spoilt = (byte[])whole.Clone();
            for (var i = 0; i < 40; i++)
            {
                spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(Dll, spoilt);
            // A manager is not among its kinds, so nothing is ever loaded here.
            _folder.Catalog.Invoking(c => c.Find(PluginKind.Manager, "Sample")).Should().Throw<UwsConfigurationException>();
        }
    }

    [Fact]
    public void The_assembly_is_a_native_library()
    {
        File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), OperatingSystem.IsWindows() ? "coreclr.dll" : OperatingSystem.IsMacOS() ? "libcoreclr.dylib" : "libcoreclr.so"), Dll, overwrite: true);

        _folder.Fault("Sample").Should().StartWith($"Plugin 'Sample': {Dll} cannot be read as an assembly (it is not a .NET assembly");
    }

    [Fact]
    public void The_assembly_holds_no_plugin()
    {
        _folder.With(new EmittedAssembly("Plain") { Plugins = [] });

        _folder.Fault("Plain").Should().Be("Plugin 'Plain': Plain.dll holds no plugin; name one with [assembly: UwsPlugin(PluginKind.…, typeof(…))], or correct the name.");
    }

    [Fact]
    public void The_deps_file_is_missing()
    {
        File.Delete(_folder["Sample", "Sample.deps.json"]);

        _folder.Fault("Sample").Should().Be($"Plugin 'Sample': Sample.deps.json is missing from its folder {Home}; copy all that `dotnet publish` writes.");
    }

    [Theory]
    [InlineData("{ \"runtimeTarget\": ", "Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed. LineNumber: 0 | BytePositionInLine: 19")]
    [InlineData("[]", "it has no runtimeTarget and targets as the SDK writes them")]
    [InlineData("{ \"runtimeTarget\": { \"name\": null } }", "it has no runtimeTarget and targets as the SDK writes them")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"x\" }, \"targets\": { \"x\": { \"lib\": 3 } } }", "it has no runtimeTarget and targets as the SDK writes them")]
    public void The_deps_file_is_broken(string content, string fault)
    {
        var file = _folder["Sample", "Sample.deps.json"];
        File.WriteAllText(file, content);

        _folder.Fault("Sample").Should().Be($"Plugin 'Sample': {file} cannot be read ({fault}); publish it again.");
    }

    [Fact]
    public void A_library_that_the_deps_file_promises_is_missing()
    {
        File.Delete(_folder["Sample", "Sample.Library.dll"]);

        _folder.Fault("Sample").Should().Be(
            $"Plugin 'Sample': Sample.Library.dll (of Sample.Library/1.0.0) is missing from its folder {Home}; set EnableDynamicLoading in its project and copy all that `dotnet publish` writes.");
    }

    [Fact]
    public void A_native_library_that_the_deps_file_promises_for_this_system_is_missing()
    {
        var rid = RuntimeInformation.RuntimeIdentifier;
        _folder.Deps("Sample", libraries => libraries["Native/1.2.3"] = new JsonObject
        {
            ["runtimeTargets"] = new JsonObject
            {
                ["runtimes/other-cpu/native/libx.so"] = new JsonObject { ["rid"] = "other-cpu", ["assetType"] = "native" },
                [$"runtimes/{rid}/native/libx.so"] = new JsonObject { ["rid"] = rid, ["assetType"] = "native" },
            },
        });

        _folder.Fault("Sample").Should().Be(
            $"Plugin 'Sample': runtimes/{rid}/native/libx.so (of Native/1.2.3) is missing from its folder {Home}; set EnableDynamicLoading in its project and copy all that `dotnet publish` writes.");
        Directory.CreateDirectory(_folder["Sample", $"runtimes/{rid}/native"]);
        File.WriteAllText(_folder["Sample", $"runtimes/{rid}/native/libx.so"], "");
        _folder.Catalog.Find(PluginKind.Storage, "Sample").Should().NotBeNull();
    }

    [Fact]
    public void What_is_refused_has_not_been_loaded()
    {
        _folder.With(new EmittedAssembly("Never.Loaded") { Plugins = [(PluginKind.Storage, "T", "99.0")] }).Fault("Never.Loaded");

        AssemblyLoadContext.All.Should().NotContain(c => c.Name == "Never.Loaded");
    }

    public void Dispose() => _folder.Dispose();
}
