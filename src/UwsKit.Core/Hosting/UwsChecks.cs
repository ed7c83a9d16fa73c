using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>Proves that a host can start: every fault of the configuration, one line each, then storages that open and managers that can be made.</summary>
public sealed class UwsChecks
{
    private readonly UwsConfiguration _configuration;
    private readonly IServiceProvider _services;
    private bool _passed;

    internal UwsChecks(UwsConfiguration configuration, IServiceProvider services) => (_configuration, _services) = (configuration, services);

    /// <summary>
    /// Faults of the catalogue's files, one line each: they do not stop a host, which offers the other files' lists. Empty before the checks have run.
    /// </summary>
    public IReadOnlyList<string> CatalogueFaults => _services.GetRequiredService<DescriptionCatalogue>().Faults;

    /// <summary>Checks everything; once it has passed, it need not be done again. Not for use from several threads at once.</summary>
    /// <exception cref="UwsConfigurationException">Every fault found.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        if (_passed)
        {
            return;
        }

        List<string> faults = [.. _configuration.Faults];
        var managers = _services.GetRequiredService<Managers>();
        faults.AddRange(_services.GetServices<JobList>().GroupBy(l => l.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => $"job list '{g.Key}': given {g.Count()} times, in configuration and code together; allowed: once"));
        foreach (var list in _services.GetRequiredService<JobLists>().All)
        {
            faults.AddRange(OptionFaults.Of($"job list '{list.Name}'", list.Options));
            faults.AddRange(ParameterRules.Faults(list.Description).Concat(ManagerChoice.Faults(list)).Concat(Grant.Faults(list.Options)).Select(fault => $"job list '{list.Name}': {fault}"));
        }

        var lists = _services.GetRequiredService<JobLists>().All;
        var inCode = lists.Except(_configuration.JobLists).Select(l => (Key: $"job list '{l.Name}'", l.Manager));
        var choices = lists.SelectMany(l => l.Managers.Skip(1).Select(m => (Key: $"job list '{l.Name}': Managers", Manager: m)));
        foreach (var (key, manager) in _configuration.NamedManagers.Concat(inCode).Concat(choices))
        {
            if (!managers.Has(manager) && !_configuration.Managers.Names.Contains(manager))
            {
                var known = managers.Names.Where(managers.Has).Union(_configuration.Managers.Names).ToList();
                faults.Add($"{key}: there is no manager '{manager}'; known here: {(known.Count == 0 ? "none" : string.Join(", ", known))}");
            }
        }

        if (_configuration.Faults.Count > 0)
        {
            // What could not be read cannot be made either: its further faults would only repeat these.
            throw new UwsConfigurationException(faults);
        }

        foreach (var name in managers.Names.Where(managers.Has))
        {
            Make(faults, $"manager '{name}'", () => managers.Find(name));
        }

        await OpenAsync(faults, "storage", async () => await _services.GetRequiredService<IStorage>().InitializeAsync(ct).ConfigureAwait(false)).ConfigureAwait(false);
        await OpenAsync(faults, "files", async () => await _services.GetRequiredService<IFileStorage>().InitializeAsync(ct).ConfigureAwait(false)).ConfigureAwait(false);
        Make(faults, "audit trail", _services.GetRequiredService<AuditTrail>().Open);
        if (faults.Count == 0)
        {
            // What is kept of descriptions is kept by storages that are open.
            await OpenAsync(faults, "catalogue", () => _services.GetRequiredService<DescriptionCatalogue>().StartAsync(ct)).ConfigureAwait(false);
        }

        if (faults.Count > 0)
        {
            throw new UwsConfigurationException(faults);
        }

        _passed = true;
    }

    /// <summary>Asks every manager whether its back end answers. Only for people: a host starts without, and its jobs wait.</summary>
    /// <returns>Each manager, with what is wrong; null = it answers.</returns>
    public async Task<IReadOnlyList<(string Manager, string? Fault)>> AskManagersAsync(CancellationToken ct)
    {
        var managers = _services.GetRequiredService<Managers>();
        List<(string, string?)> answers = [];
        foreach (var name in managers.Names.Where(managers.Has))
        {
            try
            {
                await managers.Find(name)!.ProbeAsync([], ct).ConfigureAwait(false);
                answers.Add((name, null));
            }
            catch (UwsException e)
            {
                answers.Add((name, e.Message));
            }
        }

        return answers;
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
            var cause = e is UwsException { InnerException: { } inner } ? $" ({inner.Message.ReplaceLineEndings(" ")})" : "";
            faults.Add($"{what}: {_configuration.Plugins?.Explain(e) ?? e.Message + cause}");
        }
    }
}
