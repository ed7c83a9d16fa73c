using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>Proves that a host can start: every fault of the configuration, one line each, then storages that open and managers that can be made.</summary>
public sealed class UwsChecks
{
    private readonly UwsConfiguration _configuration;
    private readonly IServiceProvider _services;

    internal UwsChecks(UwsConfiguration configuration, IServiceProvider services) => (_configuration, _services) = (configuration, services);

    /// <summary>Checks everything.</summary>
    /// <exception cref="UwsConfigurationException">Every fault found.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        List<string> faults = [.. _configuration.Faults];
        var managers = _services.GetRequiredService<Managers>();
        faults.AddRange(_services.GetServices<JobList>().GroupBy(l => l.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"job list '{g.Key}': given {g.Count()} times, in configuration and code together; allowed: once"));
        foreach (var list in _services.GetRequiredService<JobLists>().All)
        {
            faults.AddRange(OptionFaults.Of($"job list '{list.Name}'", list.Options));
            faults.AddRange(ParameterRules.Faults(list.Description).Select(fault => $"job list '{list.Name}': {fault}"));
            if (!managers.Has(list.Manager) && !_configuration.Managers.Names.Contains(list.Manager))
            {
                var known = managers.Names.Where(managers.Has).ToList();
                faults.Add($"job list '{list.Name}': there is no manager '{list.Manager}'; known here: {(known.Count == 0 ? "none" : string.Join(", ", known))}");
            }
        }

        if (_configuration.Faults.Count > 0)
        {
            // What could not be read cannot be made either: its further faults would only repeat these.
            throw new UwsConfigurationException(faults);
        }

        Make(faults, "managers", () => managers.Names.Where(managers.Has).ToList().ForEach(name => managers.Find(name)));
        await OpenAsync(faults, "storage", async () => await _services.GetRequiredService<IStorage>().InitializeAsync(ct).ConfigureAwait(false)).ConfigureAwait(false);
        await OpenAsync(faults, "files", async () => await _services.GetRequiredService<IFileStorage>().InitializeAsync(ct).ConfigureAwait(false)).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            throw new UwsConfigurationException(faults);
        }
    }

    private void Make(List<string> faults, string what, Action make)
        => OpenAsync(faults, what, () => { make(); return Task.CompletedTask; }).GetAwaiter().GetResult();

    private async Task OpenAsync(List<string> faults, string what, Func<Task> open)
    {
        try
        {
            await open().ConfigureAwait(false);
        }
        catch (UwsConfigurationException e)
        {
            faults.AddRange(e.Faults);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            faults.Add($"{what}: {_configuration.Plugins?.Explain(e) ?? e.Message}");
        }
    }
}
