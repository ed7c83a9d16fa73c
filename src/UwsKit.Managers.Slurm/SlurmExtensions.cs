using Microsoft.Extensions.Logging;
using UwsKit;
using UwsKit.Managers.Slurm;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers SLURM managers.</summary>
public static class SlurmExtensions
{
    /// <summary>
    /// Adds a manager that runs jobs on a SLURM cluster. Needs a file storage that keeps its areas in directories (<see cref="IJobDirectories"/>) which the
    /// nodes see under the same paths. May be called several times with different names and roots.
    /// </summary>
    /// <param name="builder">Of <c>AddUws</c>.</param>
    /// <param name="name">The manager's name: the key of <see cref="IManager"/>, <see cref="IHoldingManager"/> and <see cref="IDurationManager"/>.</param>
    /// <param name="options">Null = the defaults.</param>
    /// <exception cref="UwsConfigurationException">With every fault of the options.</exception>
    public static UwsBuilder AddSlurm(this UwsBuilder builder, string name, SlurmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var settings = options ?? new();
        if (SlurmOptionFaults.Of(name, settings) is { Count: > 0 } faults)
        {
            throw new UwsConfigurationException(faults);
        }

        builder.Services.AddKeyedSingleton(name, (services, _) => new SlurmManager(
            name,
            settings,
            services.GetService<IJobDirectories>() ?? throw new UwsConfigurationException(
                $"The SLURM manager '{name}' needs a file storage whose areas are directories (IJobDirectories), such as UwsKit.Storage.File; none is registered."),
            services.GetRequiredService<IJobEventSink>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<SlurmManager>>()));
        builder.Services.AddKeyedSingleton<IManager>(name, (services, _) => services.GetRequiredKeyedService<SlurmManager>(name));
        builder.Services.AddKeyedSingleton<IHoldingManager>(name, (services, _) => services.GetRequiredKeyedService<SlurmManager>(name));
        builder.Services.AddKeyedSingleton<IDurationManager>(name, (services, _) => services.GetRequiredKeyedService<SlurmManager>(name));
        return builder;
    }
}
