using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>The managers of this host by name, with their optional abilities. Thread-safe.</summary>
internal sealed class Managers(IServiceProvider services, JobLists lists, ManagerNames configured)
{
    /// <summary>The names of all managers that are configured or that a job list names.</summary>
    public IReadOnlyList<string> Names { get; } = [.. configured.Names.Concat(lists.Managers).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a manager of that name is registered.</summary>
    public bool Has(string name) => services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(IManager), name);

    /// <summary>The manager; null when there is none of that name (any more).</summary>
    public IManager? Find(string name) => services.GetKeyedService<IManager>(name);

    /// <summary>An optional ability of a manager; null when it has not got it.</summary>
    public T? Ability<T>(string name) where T : class => services.GetKeyedService<T>(name);
}

/// <summary>The names of the managers in the configuration.</summary>
/// <param name="Names">The names.</param>
internal sealed record ManagerNames(IReadOnlyList<string> Names);
