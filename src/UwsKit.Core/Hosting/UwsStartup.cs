using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>Before anything runs: checks the whole configuration, reports every fault at once, and opens the storages.</summary>
internal sealed class UwsStartup(
    UwsConfiguration configuration, JobLists lists, Managers managers, IServiceProvider services, UwsChecks checks, ILogger<UwsStartup> log) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await checks.RunAsync(cancellationToken).ConfigureAwait(false);
        if (services.GetService(typeof(IStorage)) is InMemoryStorage)
        {
            Log.InMemory(log);
        }

        if (configuration.Options.EventKeys.Count == 0)
        {
            Log.RandomEventKey(log);
        }

        Log.Started(
            log, configuration.Options.Node, string.Join(", ", lists.All.Select(l => l.Name)), services.GetService(typeof(IStorage))!.GetType().Name,
            string.Join(", ", managers.Names));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
