using System.Reflection;

namespace UwsKit;

/// <summary>What the host itself carries, by file: its own assemblies and the shared framework. Nothing is loaded to find out.</summary>
internal sealed class HostAssemblies
{
    /// <summary>The assembly that host and plugins meet in.</summary>
    public const string Abstractions = "UwsKit.Abstractions";

    private static readonly Lazy<HostAssemblies> Found = new(() => new HostAssemblies());

    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _exchanged;

    private HostAssemblies()
    {
        var trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        foreach (var file in trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            _files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        HashSet<string?> folders = [FolderOf("System.Runtime"), FolderOf("Microsoft.Extensions.Hosting.Abstractions")];
        var framework = _files.Where(f => folders.Contains(FolderOf(f.Key)) && IsFrameworkName(f.Key)).Select(f => f.Key).ToHashSet();
        Own = [.. _files.Where(f => !framework.Contains(f.Key)).Select(f => f.Value)];

        var contract = typeof(IUwsPlugin).Assembly;
        var references = contract.GetReferencedAssemblies().Select(r => r.Name!);
        Shared = [Abstractions, .. framework.Union(references)];
        _exchanged = [Abstractions, .. references, .. framework.Where(n => n.StartsWith("Microsoft.", StringComparison.Ordinal))];
    }

    /// <summary>Those of this process.</summary>
    public static HostAssemblies Current => Found.Value;

    /// <summary>Names that plugins take from the host even when they bring a copy: the contract and the shared framework.</summary>
    public IReadOnlyList<string> Shared { get; }

    /// <summary>Files that are not the framework's: the host, its packages and the plugins that it references.</summary>
    public IReadOnlyList<string> Own { get; }

    /// <summary>
    /// Whether types of this assembly pass between host and plugin, so that a private newer copy would not match
    /// (it would surface much later, as a method "without implementation").
    /// </summary>
    public bool IsExchanged(string name) => _exchanged.Contains(name);

    /// <summary>The file of an assembly; null when the host has none of that name.</summary>
    public string? FileOf(string name) => _files.GetValueOrDefault(name);

    /// <summary>The version that the host carries; null when it has none of that name.</summary>
    public Version? VersionOf(string name)
        => name == Abstractions ? typeof(IUwsPlugin).Assembly.GetName().Version
        : FileOf(name) is { } file ? AssemblyName.GetAssemblyName(file).Version
        : null;

    private string? FolderOf(string name) => Path.GetDirectoryName(FileOf(name));

    // A self-contained host lies in one folder with the framework: there the names tell them apart.
    private static bool IsFrameworkName(string name)
        => name is "System" or "mscorlib" or "netstandard" or "WindowsBase" or "Microsoft.CSharp" or "Microsoft.JSInterop"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Net.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.VisualBasic", StringComparison.Ordinal);
}
