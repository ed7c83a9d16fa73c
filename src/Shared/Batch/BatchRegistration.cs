using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit.Batch;

/// <summary>Registers a batch manager under its name as a host looks for it.</summary>
internal static class BatchRegistration
{
    /// <exception cref="UwsConfigurationException">With every fault of the options.</exception>
    public static UwsBuilder AddBatch<T>(this UwsBuilder builder, string name, string system, string root, IReadOnlyList<string> faults, Func<BatchParts, T> make)
        where T : class, IManager, IHoldingManager, IDurationManager
    {
        if (faults.Count == 0 && ManagerRoots.Claim(builder.Services, name, root) is { } taken)
        {
            faults = [taken];
        }

        if (faults.Count > 0)
        {
            throw new UwsConfigurationException(faults);
        }

        builder.Services.AddKeyedSingleton(name, (services, _) => make(new(
            name,
            services.GetService<IJobDirectories>() ?? throw new UwsConfigurationException(
                $"The {system} manager '{name}' needs a file storage whose areas are directories (IJobDirectories), such as UwsKit.Storage.File; none is registered."),
            services.GetRequiredService<IJobEventSink>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILogger<T>>())));
        builder.Services.AddKeyedSingleton<IManager>(name, (services, _) => services.GetRequiredKeyedService<T>(name));
        builder.Services.AddKeyedSingleton<IHoldingManager>(name, (services, _) => services.GetRequiredKeyedService<T>(name));
        builder.Services.AddKeyedSingleton<IDurationManager>(name, (services, _) => services.GetRequiredKeyedService<T>(name));
        return builder;
    }
}

/// <summary>What the host gives to a batch manager.</summary>
internal sealed record BatchParts(string Name, IJobDirectories Directories, IJobEventSink Sink, TimeProvider Time, ILogger Logger);
