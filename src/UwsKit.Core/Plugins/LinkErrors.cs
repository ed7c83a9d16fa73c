using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace UwsKit;

/// <summary>Puts what the runtime says about missing and mismatched libraries into words that name plugin, library and remedy.</summary>
[RequiresUnreferencedCode("Looks at the methods of a stack trace.")]
internal static class LinkErrors
{
    /// <summary>One line about the first fault of linking in an exception; null when it is about something else.</summary>
    public static string? Explain(Exception exception, string plugin, string folder)
        => Flatten(exception).Reverse().Select(e => Describe(e, plugin, folder)).FirstOrDefault(line => line is not null);

    /// <summary>Assemblies whose code was running when an exception arose, innermost first.</summary>
    public static IEnumerable<Assembly> Culprits(Exception exception)
        => Flatten(exception).Reverse().SelectMany(e => new StackTrace(e).GetFrames())
            .Select(f => f.GetMethod()?.Module.Assembly).OfType<Assembly>();

    private static IEnumerable<Exception> Flatten(Exception e)
    {
        var inner = e switch
        {
            AggregateException many => many.InnerExceptions,
            ReflectionTypeLoadException types => [.. types.LoaderExceptions.OfType<Exception>()],
            _ => e.InnerException is { } one ? [one] : (IReadOnlyList<Exception>)[],
        };
        return inner.SelectMany(Flatten).Prepend(e);
    }

    private static string? Describe(Exception e, string plugin, string folder) => e switch
    {
        DllNotFoundException => Native(Quoted(e.Message), e, plugin, folder),
        EntryPointNotFoundException => Mismatch(e, plugin),
        FileNotFoundException { FileName: { } name } when IsAssembly(name) => Managed(new AssemblyName(name), e, plugin, folder),
        FileLoadException { FileName: { } name } when IsAssembly(name) => Managed(new AssemblyName(name), e, plugin, folder),
        BadImageFormatException => $"Plugin '{plugin}': a library in its folder {folder} is damaged or made for another processor ({PluginCheck.OneLine(e.Message)}); publish it again for this system.",
        TypeLoadException => Mismatch(e, plugin),
        // The runtime blames the plugin's own method; Activator and its like throw the same from within the framework.
        MissingMemberException when e.TargetSite?.Module.Assembly != typeof(object).Assembly => Mismatch(e, plugin),
        _ => null,
    };

    private static string Managed(AssemblyName wanted, Exception e, string plugin, string folder)
    {
        if (HostAssemblies.Current.IsExchanged(wanted.Name!) && HostAssemblies.Current.VersionOf(wanted.Name!) is { } carried)
        {
            return $"Plugin '{plugin}' needs {wanted.Name} {wanted.Version}; this host carries {carried}. Build the plugin with the host's version or an older one.";
        }

        var file = Path.Combine(folder, wanted.Name + ".dll");
        return File.Exists(file)
            ? $"Plugin '{plugin}' needs {wanted.Name} {wanted.Version}, but {file} cannot be loaded ({PluginCheck.OneLine(e.Message)}); publish the plugin again with `dotnet publish`."
            : $"Plugin '{plugin}': the library {wanted.Name} {wanted.Version} is missing from its folder {folder}; publish it with `dotnet publish` and EnableDynamicLoading.";
    }

    private static string Native(string library, Exception e, string plugin, string folder)
    {
        var present = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + library + "*", SearchOption.AllDirectories).Any(f => !f.EndsWith(".json", StringComparison.Ordinal));
        return present
            ? $"Plugin '{plugin}': the native library '{library}' is in its folder {folder}, but this system cannot load it ({PluginCheck.OneLine(e.Message)}); publish the plugin for this system, with what the library itself needs."
            : $"Plugin '{plugin}': the native library '{library}' is missing from its folder {folder}; publish it with `dotnet publish` and EnableDynamicLoading, or install it on this system.";
    }

    private static string Mismatch(Exception e, string plugin)
        => $"Plugin '{plugin}' does not fit the libraries that it finds here ({PluginCheck.OneLine(e.Message)}); build it with this host's UwsKit.Abstractions and publish it again.";

    // A file that is not there gives the same exception with a path.
    private static bool IsAssembly(string name) => name.Contains(", Version=", StringComparison.Ordinal);

    private static string Quoted(string message) => message.Split('\'') is [_, var name, ..] ? name : "?";
}
