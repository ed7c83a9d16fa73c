using System.Collections.Concurrent;

namespace UwsKit;

/// <summary>
/// Stores progress, and with it what the job has produced so far, at most one write for a job in two seconds: the newest report wins, and the last
/// one is never lost while the job runs. Thread-safe.
/// </summary>
internal sealed class ProgressReports(JobRecords records, JobResults results, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<JobId, Gate> _gates = new();
    private int _many = 1024;

    /// <summary>Jobs whose last report is remembered.</summary>
    public int Count => _gates.Count;

    /// <summary>Takes a report; writes it now, or when the interval is over.</summary>
    public async ValueTask ReportAsync(JobId job, int attempt, JobProgress report, CancellationToken ct)
    {
        Trim();
        var gate = _gates.GetOrAdd(job, _ => new());
        TimeSpan wait;
        lock (gate)
        {
            gate.Newest = report;
            if (gate.Busy)
            {
                return;
            }

            gate.Busy = true;
            wait = gate.Last is { } last ? Interval - time.GetElapsedTime(last) : TimeSpan.Zero;
        }

        if (wait <= TimeSpan.Zero)
        {
            await WriteAsync(job, attempt, gate, ct).ConfigureAwait(false);
        }
        else
        {
            _ = LaterAsync(job, attempt, gate, wait);
        }
    }

    /// <summary>The job is over.</summary>
    public void Forget(JobId job) => _gates.TryRemove(job, out _);

    // Not every end is heard of here (an ABORT, another node): a gate that is open and idle is of no use any more.
    private void Trim()
    {
        if (_gates.Count < Volatile.Read(ref _many))
        {
            return;
        }

        foreach (var entry in _gates)
        {
            lock (entry.Value)
            {
                if (entry.Value is { Busy: false, Last: { } last } && time.GetElapsedTime(last) >= Interval)
                {
                    _gates.TryRemove(entry);
                }
            }
        }

        Volatile.Write(ref _many, Math.Max(1024, 2 * _gates.Count));
    }

    private async Task LaterAsync(JobId job, int attempt, Gate gate, TimeSpan wait)
    {
        await Task.Delay(wait, time).ConfigureAwait(false);
        try
        {
            await WriteAsync(job, attempt, gate, CancellationToken.None).ConfigureAwait(false);
        }
        catch (UwsException)
        {
            // The storage is away: the next report tells more.
        }
    }

    private async Task WriteAsync(JobId job, int attempt, Gate gate, CancellationToken ct)
    {
        JobProgress? report;
        lock (gate)
        {
            (report, gate.Newest, gate.Last, gate.Busy) = (gate.Newest, null, time.GetTimestamp(), false);
        }

        if (report is null || await records.GetAsync(job, ct).ConfigureAwait(false) is not { Phase: ExecutionPhase.Executing } running)
        {
            return;
        }

        var found = await results.PresentAsync(running, ct).ConfigureAwait(false);
        await records.ChangeAsync(
            job, "progress",
            now => now is { Phase: ExecutionPhase.Executing, Deleted: false, Placement: { } p } && p.Attempt == attempt ? now with { Progress = report, Results = found } : now,
            ct).ConfigureAwait(false);
    }

    private sealed class Gate
    {
        public JobProgress? Newest { get; set; }
        public long? Last { get; set; }
        public bool Busy { get; set; }
    }
}
