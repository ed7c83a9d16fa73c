using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>Runs one <see cref="ManagerQueue"/> for each manager. The storage is the queue; hints only make it quick.</summary>
internal sealed class JobSubmitter(Managers managers, SubmissionWork work, JobHints hints, TimeProvider time, ILogger<JobSubmitter> log) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
        => Task.WhenAll(managers.Names.Where(managers.Has).Select(name => RunAsync(new(name, managers, work, hints, time), stoppingToken)));

    private async Task RunAsync(ManagerQueue queue, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var pause = LookInterval;
            try
            {
                pause = await queue.PumpAsync(ct).ConfigureAwait(false) ?? LookInterval;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                Log.LoopStopped(log, e, $"submitter of {queue.Manager}");
            }

            await hints.Submit(queue.Manager).WaitAsync(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await queue.DrainAsync().ConfigureAwait(false);
    }
}
