using System.Text.Json.Nodes;

namespace UwsKit.Plugins.Tests;

/// <summary>A plugin directory of one test, with copies to spoil.</summary>
internal sealed class PluginFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("uws-plugins-").FullName;

    public PluginCatalog Catalog => field ??= new(Root);

    /// <summary>The path of a file in a plugin's folder.</summary>
    public string this[string plugin, string file] => Path.Combine(Root, plugin, file);

    /// <summary>Copies a published plugin.</summary>
    public PluginFolder With(string plugin)
    {
        Directory.CreateDirectory(Path.Combine(Root, plugin));
        foreach (var file in Directory.GetFiles(Path.Combine(Published.Root, plugin)))
        {
            File.Copy(file, this[plugin, Path.GetFileName(file)]);
        }

        return this;
    }

    /// <summary>Writes a plugin that has metadata but no code.</summary>
    public PluginFolder With(EmittedAssembly assembly)
    {
        Directory.CreateDirectory(Path.Combine(Root, assembly.Name));
        assembly.Write(this[assembly.Name, assembly.Name + ".dll"]);
        File.WriteAllText(this[assembly.Name, assembly.Name + ".deps.json"], """{ "runtimeTarget": { "name": "t" }, "targets": { "t": { } }, "libraries": { } }""");
        return this;
    }

    /// <summary>Changes the libraries of a plugin's deps.json.</summary>
    public PluginFolder Deps(string plugin, Action<JsonObject> change)
    {
        var file = this[plugin, plugin + ".deps.json"];
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        change(root["targets"]![(string)root["runtimeTarget"]!["name"]!]!.AsObject());
        File.WriteAllText(file, root.ToJsonString());
        return this;
    }

    /// <summary>The one line that finding a plugin gives.</summary>
    public string Fault(string plugin, PluginKind kind = PluginKind.Storage) => Fault(Catalog, plugin, kind);

    /// <inheritdoc cref="Fault(string, PluginKind)"/>
    public static string Fault(PluginCatalog catalog, string plugin, PluginKind kind)
    {
        var fault = catalog.Invoking(c => c.Find(kind, plugin)).Should().Throw<UwsConfigurationException>().Which.Faults.Should().ContainSingle().Which;
        fault.Should().NotContainAny("\n", "\r");
        return fault;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // Windows holds loaded assemblies until the process ends.
        }
    }
}
