using System.Runtime.InteropServices;
using System.Text.Json;

namespace UwsKit;

/// <summary>
/// The files that a plugin's <c>.deps.json</c> promises. A missing one would show only when the first job needs it, so it is looked for at the start.
/// </summary>
/// <param name="Library">The package or project that it belongs to.</param>
/// <param name="Path">Where it lies, from the plugin's folder.</param>
/// <param name="Managed">Whether it is a .NET assembly.</param>
internal sealed record PluginFile(string Library, string Path, bool Managed)
{
    /// <summary>Reads the list for this machine; files for other systems are left out.</summary>
    /// <exception cref="JsonException">The file is not what the SDK writes.</exception>
    public static IReadOnlyList<PluginFile> Read(string depsFile)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(depsFile));
            var root = document.RootElement;
            var target = root.GetProperty("targets").GetProperty(root.GetProperty("runtimeTarget").GetProperty("name").GetString()!);
            return [.. target.EnumerateObject().SelectMany(FilesOf)];
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw new JsonException("it has no runtimeTarget and targets as the SDK writes them", e);
        }
    }

    private static IEnumerable<PluginFile> FilesOf(JsonProperty library)
    {
        foreach (var (group, managed) in new[] { ("runtime", true), ("native", false) })
        {
            foreach (var file in Members(library.Value, group).Where(f => !f.Name.EndsWith("_._", StringComparison.Ordinal)))
            {
                // These are published flat, whatever folder of the package they come from.
                yield return new(library.Name, System.IO.Path.GetFileName(file.Name), managed);
            }
        }

        foreach (var file in Members(library.Value, "runtimeTargets"))
        {
            if (file.Value.GetProperty("rid").GetString() is { } rid && (rid == RuntimeInformation.RuntimeIdentifier || rid == Platform))
            {
                yield return new(library.Name, file.Name, file.Value.GetProperty("assetType").GetString() == "runtime");
            }
        }
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name)
        => element.TryGetProperty(name, out var members) ? members.EnumerateObject() : default;

    // The portable identifier; RuntimeIdentifier may name a distribution ("debian.12-x64") for which packages carry nothing.
    private static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal) ? "-musl-" : "-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
}
