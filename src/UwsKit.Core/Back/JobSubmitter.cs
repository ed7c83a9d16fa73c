using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Runs two loops for each manager: one hands jobs over (<see cref="ManagerQueue"/>), the other passes on what changed in jobs that it has
/// (<see cref="WishWork"/>). The storage is the queue; hints only make it quick.
/// </summary>
internal sealed class JobSubmitter(Managers managers, ManagerPresence presence, SubmissionWork work, WishWork wishes, JobHints hints, TimeProvider time, ILogger<JobSubmitter> log)
    : BackgroundService
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(managers.Names.Where(managers.Has).Select(name => RunAsync(name, stoppingToken)));

    private async Task RunAsync(string manager, CancellationToken ct)
    {
        var queue = new ManagerQueue(manager, managers, presence, work, hints, time);
        await Task.WhenAll(
            LoopAsync($"submitter of {manager}", async () => await queue.PumpAsync(ct).ConfigureAwait(false) ?? LookInterval, hints.Submit(manager), ct),
            LoopAsync($"teller of {manager}", () => wishes.TellAllAsync(manager, ct), hints.Wishes(manager).News, ct)).ConfigureAwait(false);
        await queue.DrainAsync().ConfigureAwait(false);
    }

    private async Task LoopAsync(string name, Func<Task<TimeSpan>> round, Signal signal, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = LookInterval;
            try
            {
                pause = await round().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Not woken by signals: a fault that comes with every job is not told, nor tried, more often.
                Log.LoopStopped(log, e, name);
                await Task.Delay(FaultPause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            await signal.WaitAsync(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
