using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>What a plugin gives.</summary>
public enum PluginKind
{
    /// <summary>An <see cref="IStorage"/>.</summary>
    Storage,
    /// <summary>An <see cref="IFileStorage"/>.</summary>
    Files,
    /// <summary>An <see cref="IManager"/>.</summary>
    Manager,
}

/// <summary>
/// Names a plugin of this assembly. An assembly may have one for each kind. The contract version is compiled into the plugin, so that a host
/// can compare it before it loads anything.
/// </summary>
/// <param name="kind">What the plugin gives.</param>
/// <param name="type">A public class with a parameterless constructor that implements <see cref="IUwsPlugin"/>.</param>
/// <param name="contract">Leave it out.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class UwsPluginAttribute(PluginKind kind, Type type, string contract = PluginContract.Version) : Attribute
{
    /// <summary>What the plugin gives.</summary>
    public PluginKind Kind { get; } = kind;
    /// <summary>The class.</summary>
    public Type Type { get; } = type;
    /// <summary>The contract that the plugin was built for.</summary>
    public string Contract { get; } = contract;
}

/// <summary>The version of the contract between host and plugins. Major: breaks; minor: adds (default interface members only).</summary>
public static class PluginContract
{
    /// <summary>The version of this assembly's contract.</summary>
    public const string Version = "1.0";

    /// <summary>Whether a host with contract <paramref name="host"/> can carry a plugin built for <paramref name="plugin"/>: same major, minor not newer.</summary>
    public static bool Carries(string host, string plugin)
        => System.Version.TryParse(host, out var h) && System.Version.TryParse(plugin, out var p) && h.Major == p.Major && p.Minor <= h.Minor;
}

/// <summary>The entry point of a plugin: registers its services.</summary>
public interface IUwsPlugin
{
    /// <summary>
    /// Registers the storage, file storage or manager (a manager as keyed service under <see cref="PluginContext.Name"/>). Called once for each place in
    /// the configuration that names the plugin. Wrong settings throw <see cref="UwsConfigurationException"/> with every fault.
    /// </summary>
    void Configure(PluginContext context);
}

/// <summary>Where a plugin was named.</summary>
/// <param name="Name">The name in the configuration: a manager's own name, otherwise that of the plugin.</param>
/// <param name="Settings">The section that named it; all keys but <c>Plugin</c> belong to the plugin.</param>
/// <param name="Services">Where to register.</param>
public sealed record PluginContext(string Name, IConfigurationSection Settings, IServiceCollection Services)
{
    /// <summary>Reads the plugin's options; see <see cref="UwsSettings.Read{T}"/>.</summary>
    public T ReadSettings<T>() where T : class, new() => UwsSettings.Read<T>(Settings, "Plugin");

    /// <summary>A builder over <see cref="Services"/>, for the same <c>Use…</c> and <c>Add…</c> methods that code-first hosts call.</summary>
    public UwsBuilder Builder => new(Services);
}

/// <summary>What <c>AddUws</c> returns: the place that <c>Use…</c> (one of) and <c>Add…</c> (many of) methods extend.</summary>
/// <param name="services">The host's services.</param>
public sealed class UwsBuilder(IServiceCollection services)
{
    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; } = services;
}

/// <summary>A wrong configuration, with every fault found: each line has the key, the value found and what is allowed.</summary>
public sealed class UwsConfigurationException : Exception
{
    /// <summary>Makes an exception out of one or more faults.</summary>
    public UwsConfigurationException(IReadOnlyList<string> faults)
        : base(string.Create(CultureInfo.InvariantCulture, $"The configuration has {faults?.Count} {(faults?.Count == 1 ? "fault" : "faults")}:{Environment.NewLine}  ")
            + string.Join(Environment.NewLine + "  ", faults ?? [])) => Faults = faults ?? [];

    /// <summary>Makes an exception out of one fault.</summary>
    public UwsConfigurationException(string fault) : this([fault]) { }

    /// <summary>The faults, one line each.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>The message alone: it is for operators, and where in the code a fault was found tells them nothing.</summary>
    public override string ToString() => Message;
}
