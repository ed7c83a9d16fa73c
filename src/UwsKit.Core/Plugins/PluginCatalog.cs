using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit;

/// <summary>
/// Finds, checks and loads plugins by name: first among the assemblies that the host references (these load as any of its assemblies), then as
/// <c>NAME/NAME.dll</c> in the plugin directory (each in a load context of its own, however often it is named). Only what is named is loaded, and
/// only after its metadata shows that it fits this host. Loaded plugins stay until the process ends. Thread-safe.
/// </summary>
/// <remarks>
/// <c>UwsKit.Abstractions</c> and the shared framework (Microsoft.AspNetCore.App) are the host's; all else is private to the plugin.
/// A host published as a single file carries no assembly files to look at: it registers what it references in code.
/// </remarks>
/// <param name="pluginDirectory">The folder of plugins, one sub-folder each; relative to the current directory. Null = only what the host references.</param>
/// <param name="log">Where loading is told of.</param>
[RequiresUnreferencedCode("Plugins are loaded by name at run time.")]
public sealed class PluginCatalog(string? pluginDirectory, ILogger? log = null)
{
    private readonly string? _directory = string.IsNullOrWhiteSpace(pluginDirectory) ? null : Path.GetFullPath(pluginDirectory);
    private readonly ILogger _log = log ?? NullLogger.Instance;
    private readonly Dictionary<string, Assembly> _loaded = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Finds a plugin and makes its entry object; configuring it is left to the caller.</summary>
    /// <param name="kind">What it must give.</param>
    /// <param name="name">Its name: letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</param>
    /// <param name="key">The configuration key that named it, put before the message.</param>
    /// <exception cref="UwsConfigurationException">One line: it is unknown, incomplete, does not fit this host or does not start; and what to do.</exception>
    public IUwsPlugin Find(PluginKind kind, string name, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            var (file, isHosts) = Locate(kind, name);
            var manifest = isHosts ? PluginCheck.Assembly(name, file) : PluginCheck.Folder(name, file);
            var declared = manifest.Plugins.FirstOrDefault(p => p.Kind == kind)
                ?? throw Fault($"Plugin '{name}' is {string.Join(" and ", manifest.Plugins.Select(p => Noun(p.Kind)))}, not {Noun(kind)}; {KnownText(kind)}.");
            return Create(name, declared, Load(name, file, isHosts), Path.GetDirectoryName(file)!);
        }
        catch (UwsConfigurationException e) when (key is not null)
        {
            throw new UwsConfigurationException([.. e.Faults.Select(f => $"{key}: {f}")]);
        }
    }

    /// <summary>The names of a kind that could be loaded here, in order. Reads metadata only.</summary>
    /// <exception cref="UwsConfigurationException">The plugin directory cannot be read.</exception>
    public IReadOnlyList<string> Known(PluginKind kind)
    {
        var folders = Folders().Select(d => Path.Combine(d, Path.GetFileName(d) + ".dll"));
        return [.. HostAssemblies.Current.Own.Concat(folders).Where(f => Offers(f, kind)).Select(f => Path.GetFileNameWithoutExtension(f)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Says in one line, with name and remedy, what a missing or mismatched library of a plugin is. Some show only at first use, so
    /// pass here what a plugin's <c>Configure</c>, <c>InitializeAsync</c> or any later call throws.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="suspect">The plugin, storage or manager that was called; needed when the failing code is not on the stack.</param>
    /// <returns>Null when it is about something else, or does not come from a plugin of this catalogue.</returns>
    public string? Explain(Exception exception, object? suspect = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var owner = LinkErrors.Culprits(exception).Append(suspect?.GetType().Assembly).Select(Owner).FirstOrDefault(o => o is not null);
        return owner is { } plugin ? LinkErrors.Explain(exception, plugin.Name, plugin.Folder) : null;
    }

    private (string File, bool IsHosts) Locate(PluginKind kind, string name)
    {
        if (!IsName(name))
        {
            throw Fault($"Plugin '{string.Concat(name.Select(c => char.IsControl(c) ? '?' : c))}' is not a plugin name; allowed: letters, digits, '.', '_' and '-', beginning with a letter or digit (a name, never a path).");
        }

        if (HostAssemblies.Current.Own.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == name) is { } hosts && File.Exists(hosts))
        {
            return (hosts, true);
        }

        // Compared by the listing, so that a name means the same folder on every file system.
        return Folders().FirstOrDefault(d => Path.GetFileName(d) == name) is { } folder
            ? (Path.Combine(folder, name + ".dll"), false)
            : throw Fault($"Plugin '{name}' is not known; {KnownText(kind)}.");
    }

    private string[] Folders()
    {
        try
        {
            return Directory.Exists(_directory) ? Directory.GetDirectories(_directory) : [];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Fault($"The plugin directory {_directory} cannot be read ({PluginCheck.OneLine(e.Message)}); give the host's account the right to read it.");
        }
    }

    private Assembly Load(string name, string file, bool isHosts)
    {
        lock (_gate)
        {
            if (_loaded.TryGetValue(file, out var assembly))
            {
                return assembly;
            }

            try
            {
                assembly = isHosts ? Assembly.Load(new AssemblyName(name)) : LoadPrivately(file);
            }
            catch (Exception e) when (e is InvalidOperationException or IOException or BadImageFormatException)
            {
                _log.PluginFailed(name, e);
                throw Fault($"Plugin '{name}' cannot be loaded from {file} ({PluginCheck.OneLine(e.Message)}); publish it again.");
            }

            _loaded.Add(file, assembly);
            _log.PluginLoaded(name, assembly.GetName().Version, file);
            return assembly;
        }
    }

    // Lazy: the list below is complete already, so nothing is loaded just to be listed.
    private static Assembly LoadPrivately(string file) => PluginLoader.CreateFromAssemblyFile(file, config =>
    {
        config.IsLazyLoaded = true;
        foreach (var shared in HostAssemblies.Current.Shared)
        {
            config.SharedAssemblies.Add(new AssemblyName(shared));
        }
    }).LoadDefaultAssembly();

    private IUwsPlugin Create(string name, DeclaredPlugin declared, Assembly assembly, string folder)
    {
        try
        {
            var type = assembly.GetType(declared.Type)
                ?? throw Fault($"Plugin '{name}': its entry type {declared.Type} is not in {name}.dll; name a class of that assembly in [assembly: UwsPlugin(…)].");
            if (!typeof(IUwsPlugin).IsAssignableFrom(type))
            {
                throw Fault(type.GetInterfaces().FirstOrDefault(i => i.FullName == typeof(IUwsPlugin).FullName) is { } foreign
                    ? $"Plugin '{name}': its entry type {type} implements the IUwsPlugin of {foreign.Assembly.Location}, not that of this host; delete that file."
                    : $"Plugin '{name}': its entry type {type} does not implement IUwsPlugin; [assembly: UwsPlugin(…)] must name the class that does.");
            }

            if (type.IsAbstract || type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null)
            {
                throw Fault($"Plugin '{name}': its entry type {type} must be a class that can be made with a public constructor without parameters.");
            }

            return (IUwsPlugin)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is not UwsConfigurationException)
        {
            _log.PluginFailed(name, e);
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw Fault(LinkErrors.Explain(e, name, folder)
                ?? $"Plugin '{name}' failed in the constructor of {declared.Type} ({cause.GetType().Name}: {PluginCheck.OneLine(cause.Message)}); ask its makers.");
        }
    }

    private (string Name, string Folder)? Owner(Assembly? assembly)
    {
        if (assembly is null || AssemblyLoadContext.GetLoadContext(assembly) is not { } context || context == AssemblyLoadContext.Default)
        {
            return null;
        }

        lock (_gate)
        {
            return _loaded.FirstOrDefault(p => AssemblyLoadContext.GetLoadContext(p.Value) == context) is { Key: { } file }
                ? (Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file)!)
                : null;
        }
    }

    private static bool Offers(string file, PluginKind kind)
    {
        try
        {
            return PluginManifest.Read(file).Plugins.Any(p => p.Kind == kind);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string KnownText(PluginKind kind)
    {
        var names = Known(kind);
        var list = names.Count == 0 ? $"no {Plural(kind)} are known here" : $"known {Plural(kind)}: {string.Join(", ", names)}";
        return list + (_directory is null ? " (no PluginDirectory is set)"
            : Directory.Exists(_directory) ? $" (in {_directory} or referenced by the host)" : $" (the plugin directory {_directory} does not exist)");
    }

    private static bool IsName(string name)
        => name.Length is > 0 and <= 200 && char.IsAsciiLetterOrDigit(name[0]) && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal)
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static string Noun(PluginKind kind) => kind switch
    {
        PluginKind.Storage => "a storage",
        PluginKind.Files => "a file storage",
        _ => "a manager",
    };

    private static string Plural(PluginKind kind) => kind switch
    {
        PluginKind.Storage => "storages",
        PluginKind.Files => "file storages",
        _ => "managers",
    };

    private static UwsConfigurationException Fault(string line) => new(line);
}
