using Microsoft.Extensions.Hosting;

namespace UwsKit;

/// <summary>
/// What is done after the host was asked to stop and before any of its services stops, the web server included. Steps run one after the other, in the
/// order in which they were added. Thread-safe.
/// </summary>
internal sealed class StopSteps : IHostedLifecycleService
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> _steps = [];

    /// <summary>Adds a step, unless there is one of that name.</summary>
    public bool TryAdd(string name, Func<CancellationToken, Task> run)
    {
        lock (_lock)
        {
            if (_steps.Exists(s => s.Name == name))
            {
                return false;
            }

            _steps.Add((name, run));
            return true;
        }
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var step in _steps.ToList())
        {
            await step.Run(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
