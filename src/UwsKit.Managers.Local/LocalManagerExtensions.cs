using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Managers.Local;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers local managers.</summary>
public static class LocalManagerExtensions
{
    /// <summary>
    /// Adds a manager that runs jobs as child processes of the server; they outlive it. Needs a file storage that keeps its areas in directories
    /// (<see cref="IJobDirectories"/>). May be called several times with different names.
    /// </summary>
    /// <param name="builder">Of <c>AddUws</c>.</param>
    /// <param name="name">The manager's name: the key of <see cref="IManager"/>, <see cref="ISlotManager"/> and <see cref="IDurationManager"/>.</param>
    /// <param name="options">Null = the defaults.</param>
    /// <exception cref="UwsConfigurationException">With every fault of the options.</exception>
    public static UwsBuilder AddLocalManager(this UwsBuilder builder, string name, LocalManagerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var settings = options ?? new();
        Validate(name, settings);
        if (ManagerRoots.Claim(builder.Services, name, settings.Root) is { } taken)
        {
            throw new UwsConfigurationException(taken);
        }

        builder.Services.AddKeyedSingleton(name, (services, _) => new LocalManager(
            name,
            settings,
            services.GetService<IJobDirectories>() ?? throw new UwsConfigurationException(
                $"The local manager '{name}' needs a file storage whose areas are directories (IJobDirectories), such as UwsKit.Storage.File; none is registered."),
            services.GetRequiredService<IJobEventSink>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<LocalManager>>()));
        builder.Services.AddKeyedSingleton<IManager>(name, (services, _) => services.GetRequiredKeyedService<LocalManager>(name));
        builder.Services.AddKeyedSingleton<ISlotManager>(name, (services, _) => services.GetRequiredKeyedService<LocalManager>(name));
        builder.Services.AddKeyedSingleton<IDurationManager>(name, (services, _) => services.GetRequiredKeyedService<LocalManager>(name));
        return builder;
    }

    private static void Validate(string name, LocalManagerOptions options)
    {
        List<ValidationResult> faults = [];
        Validator.TryValidateObject(options, new(options), faults, validateAllProperties: true);
        List<string> lines = [.. faults.Select(f => $"{name}: {f.ErrorMessage}")];
        lines.AddRange(options.Environment.Where(v => v.Key is "" || v.Key.AsSpan().ContainsAny('=', '\0') || v.Value.Contains('\0', StringComparison.Ordinal))
            .Select(v => $"{name}:Environment: '{v.Key}' is not allowed; allowed: a name without '=' and a value without NUL"));
        List<string> limits = [];
        JobLimits.Of(options.Limits, limits);
        lines.AddRange(limits.Select(f => $"{name}:{f}"));
        if (options.Wrapper.Any(w => w.Contains('\0', StringComparison.Ordinal)) || options.Wrapper is ["", ..])
        {
            lines.Add($"{name}:Wrapper: '{string.Join(' ', options.Wrapper).Replace('\0', '?')}' is not allowed; allowed: a program and its arguments, without NUL");
        }

        if (lines.Count > 0)
        {
            throw new UwsConfigurationException(lines);
        }
    }
}
