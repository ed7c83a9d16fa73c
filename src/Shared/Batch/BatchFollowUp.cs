using System.Collections.Concurrent;

namespace UwsKit.Batch;

/// <summary>
/// Looks soon after jobs that were stopped by something their wrapper does not know: a second later, then ever later, up to a minute. All of them
/// share one query. What is not settled then is left to the sweep.
/// </summary>
internal sealed class BatchFollowUp(BatchContext context, BatchProbe probe)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<PlacedJob, TimeSpan> _jobs = new();
    private int _running;

    public void Add(PlacedJob job)
    {
        _jobs[job] = TimeSpan.Zero;
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        var pause = First;
        while (!context.Stop.IsCancellationRequested)
        {
            await Task.Delay(pause, context.Time, context.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LookAsync(pause).ConfigureAwait(false);
            pause = _jobs.Values.Any(age => age < First * 3) ? First : pause * 1.5;
            if (_jobs.IsEmpty)
            {
                Volatile.Write(ref _running, 0);
                if (_jobs.IsEmpty || Interlocked.Exchange(ref _running, 1) != 0)
                {
                    return;
                }
            }
        }
    }

    private async Task LookAsync(TimeSpan pause)
    {
        var jobs = _jobs.Keys.ToList();
        try
        {
            foreach (var e in await probe.ProbeAsync(jobs, context.Stop).ConfigureAwait(false))
            {
                var job = jobs.First(j => j.Id == e.Job && j.Attempt == e.Attempt);
                if (e.State is BackendState.Finished or BackendState.Failed or BackendState.TimedOut or BackendState.Cancelled or BackendState.Suspended)
                {
                    await context.Sink.PostAsync(e, context.Stop).ConfigureAwait(false);
                    _jobs.TryRemove(job, out _);
                }
            }
        }
        catch (OperationCanceledException) when (context.Stop.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever went wrong, it is tried again, and after that the sweep finds the end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            context.Logger.FollowUpFailed(jobs.Count, e.Message);
        }

        foreach (var job in jobs)
        {
            if (_jobs.TryGetValue(job, out var age) && age + pause > Longest)
            {
                _jobs.TryRemove(job, out _);
            }
            else if (_jobs.ContainsKey(job))
            {
                _jobs[job] = age + pause;
            }
        }
    }
}
