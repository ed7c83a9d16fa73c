using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Runs the sweeps of this node: what is due, what is to be forgotten, how placed jobs stand, files nobody owns. Every node sweeps; a sweep that
/// another node does as well harms nothing.
/// </summary>
internal sealed class JobSweeper(
    DueSweep due, ForgetSweep forget, ProbeSweep probe, OrphanSweep orphans, StrandedSweep stranded, GoneNodes nodes, ProvenanceSweep provenance, JobHints hints, IOptions<UwsOptions> options, TimeProvider time, ILogger<JobSweeper> log)
    : BackgroundService
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("nodes", nodes.RunAsync, new Signal(time), stoppingToken),
        LoopAsync("due", due.RunAsync, hints.DueEarlier, stoppingToken),
        LoopAsync("forget", forget.RunAsync, hints.Forget, stoppingToken),
        LoopAsync("probe", async ct => { await probe.RunAsync(ct).ConfigureAwait(false); return Jitter(options.Value.ProbeInterval); }, hints.Probe, stoppingToken),
        LoopAsync("orphans", async ct => { await orphans.RunAsync(ct).ConfigureAwait(false); return Jitter(Hour); }, new Signal(time), stoppingToken),
        LoopAsync("provenance", async ct => { await provenance.RunAsync(ct).ConfigureAwait(false); return Jitter(Hour); }, new Signal(time), stoppingToken),
        LoopAsync("stranded", async ct => { await stranded.RunAsync(ct).ConfigureAwait(false); return Jitter(Hour); }, new Signal(time), stoppingToken));

    private async Task LoopAsync(string name, Func<CancellationToken, Task<TimeSpan>> sweep, Signal signal, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            // After a failure not at once again: a storage that is away would be asked without a pause.
            var pause = TimeSpan.FromSeconds(5);
            try
            {
                pause = await sweep(ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.LoopStopped(log, e, name);
                await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            await signal.WaitAsync(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Many nodes that were started together must not sweep together for ever.
    private static TimeSpan Jitter(TimeSpan span) => span * (0.9 + (0.2 * Random.Shared.NextDouble()));
}
