using System.Text.Json;

namespace UwsKit;

/// <summary>Judges a plugin by its files alone, before any of its code is loaded: the one line that says what is wrong and what to do.</summary>
internal static class PluginCheck
{
    /// <summary>Checks an assembly that lies in the plugin's own folder, with its dependencies.</summary>
    /// <returns>Its manifest.</returns>
    /// <exception cref="UwsConfigurationException">It cannot work with this host.</exception>
    public static PluginManifest Folder(string name, string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (!File.Exists(file))
        {
            throw Fault($"Plugin '{name}': there is no {name}.dll in its folder {folder}; publish it there with `dotnet publish -o {folder}`.");
        }

        var manifest = Assembly(name, file);
        foreach (var part in Promised(name, folder))
        {
            var path = Path.Combine(folder, part.Path);
            if (!File.Exists(path))
            {
                if (!part.Managed || HostAssemblies.Current.FileOf(Path.GetFileNameWithoutExtension(path)) is null)
                {
                    throw Fault($"Plugin '{name}': {part.Path} (of {part.Library}) is missing from its folder {folder}; set EnableDynamicLoading in its project and copy all that `dotnet publish` writes.");
                }
            }
            else if (part.Managed && path != file && !HostAssemblies.Current.Shared.Contains(Path.GetFileNameWithoutExtension(path)))
            {
                CheckReferences(name, Path.GetFileName(path), folder, Read(name, path));
            }
        }

        return manifest;
    }

    /// <summary>Checks the plugin's assembly alone.</summary>
    /// <inheritdoc cref="Folder"/>
    public static PluginManifest Assembly(string name, string file)
    {
        var manifest = Read(name, file);
        if (manifest.Plugins.Count == 0)
        {
            throw Fault($"Plugin '{name}': {Path.GetFileName(file)} holds no plugin; name one with [assembly: UwsPlugin(PluginKind.…, typeof(…))], or correct the name.");
        }

        if (manifest.Plugins.FirstOrDefault(p => !PluginContract.Carries(PluginContract.Version, p.Contract)) is { } other)
        {
            var newer = Version.TryParse(other.Contract, out var contract) && contract > Version.Parse(PluginContract.Version);
            throw Fault($"Plugin '{name}' was built for plugin contract {other.Contract}; this host offers {PluginContract.Version}. "
                + (newer ? "Update the host, or take an older release of the plugin." : "Take a newer release of the plugin, or rebuild it with this host's UwsKit.Abstractions."));
        }

        CheckReferences(name, null, Path.GetDirectoryName(file)!, manifest);
        return manifest;
    }

    private static PluginManifest Read(string name, string file)
    {
        try
        {
            return PluginManifest.Read(file);
        }
        catch (BadImageFormatException e)
        {
            throw Fault($"Plugin '{name}': {file} cannot be read as an assembly ({e.Message}); publish it again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"Plugin '{name}': {file} cannot be read ({OneLine(e.Message)}); give the host's account the right to read it.");
        }
    }

    private static IReadOnlyList<PluginFile> Promised(string name, string folder)
    {
        var file = Path.Combine(folder, name + ".deps.json");
        try
        {
            return PluginFile.Read(file);
        }
        catch (FileNotFoundException)
        {
            throw Fault($"Plugin '{name}': {name}.deps.json is missing from its folder {folder}; copy all that `dotnet publish` writes.");
        }
        catch (JsonException e)
        {
            throw Fault($"Plugin '{name}': {file} cannot be read ({OneLine(e.Message)}); publish it again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"Plugin '{name}': {file} cannot be read ({OneLine(e.Message)}); give the host's account the right to read it.");
        }
    }

    private static void CheckReferences(string name, string? part, string folder, PluginManifest manifest)
    {
        var host = HostAssemblies.Current;
        foreach (var (reference, version) in manifest.References)
        {
            var isContract = reference == HostAssemblies.Abstractions;
            var taken = isContract || host.IsExchanged(reference) || !File.Exists(Path.Combine(folder, reference + ".dll"));
            if (taken && host.VersionOf(reference) is { } carried && (version > carried || (isContract && version.Major != carried.Major)))
            {
                throw Fault((part is null ? $"Plugin '{name}'" : $"Plugin '{name}': its {part}")
                    + $" was built with {reference} {version}; this host carries {carried}. "
                    + (version > carried ? "Update the host, or build the plugin with the host's version or an older one." : "Build the plugin with the host's version."));
            }
        }
    }

    /// <summary>A text on one line.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static UwsConfigurationException Fault(string line) => new(line);
}
