using System.Collections.Concurrent;

namespace UwsKit.Batch;

/// <summary>
/// Looks at jobs sooner than the sweep does: those that something stopped which their wrapper does not know, those that a site's script says have ended, and
/// those whose end is overdue. All that are due share one query; a job whose record says how it ended needs none. What is not settled soon is left to
/// the sweep. Thread-safe.
/// </summary>
internal sealed class BatchFollowUp : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    // The wrapper looks twice a second, writes its record and tries for some seconds to tell of it.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    private readonly BatchContext _context;
    private readonly BatchProbe _probe;
    private readonly ConcurrentDictionary<(JobId Job, int Attempt), Look> _looks = new();
    private readonly Lock _arming = new();
    private readonly ITimer _timer;
    private DateTimeOffset _next = DateTimeOffset.MaxValue;

    public BatchFollowUp(BatchContext context, BatchProbe probe)
    {
        (_context, _probe) = (context, probe);
        _timer = context.Time.CreateTimer(_ => _ = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The job has ended or is about to, and only the batch system knows how: looks a second later, then ever later, up to a minute.</summary>
    public void Add(JobId job, int attempt)
    {
        var now = _context.Time.GetUtcNow();
        Plan(job, attempt, new(now + First, First, now + Longest));
    }

    /// <summary>The job runs: looks once when its execution duration is over and nothing was heard. Said again after the duration changed.</summary>
    public void Expect(JobId job, int attempt)
    {
        if (DueOf(job, attempt) is { } due && due > _context.Time.GetUtcNow())
        {
            Plan(job, attempt, new(due, TimeSpan.Zero, due));
        }
    }

    public void Dispose() => _timer.Dispose();

    private DateTimeOffset? DueOf(JobId job, int attempt)
    {
        var folder = _context.Folder(job);
        return folder.ReadLimit() is { } limit && folder.FindRun(attempt) is var (_, begun) ? begun.At + limit + _context.Settings.Grace + Late : null;
    }

    private void Plan(JobId job, int attempt, Look look)
    {
        // What is overdue only waits behind what is known to have ended.
        _looks.AddOrUpdate((job, attempt), look, (_, old) => !old.IsLast && (look.IsLast || old.Due <= look.Due) ? old : look);
        Arm(look.Due);
    }

    private void Arm(DateTimeOffset due)
    {
        lock (_arming)
        {
            if (due >= _next || _context.Stop.IsCancellationRequested)
            {
                return;
            }

            _next = due;
            var pause = due - _context.Time.GetUtcNow();
            // Longer than a timer can wait is looked at again on the way.
            _timer.Change(pause < TimeSpan.Zero ? TimeSpan.Zero : pause < TimeSpan.FromDays(1) ? pause : TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task RunAsync()
    {
        var now = _context.Time.GetUtcNow();
        var due = _looks.Where(l => l.Value.Due <= now).ToList();
        // Taken out while they are looked at: what is said of them meanwhile counts anew.
        due.RemoveAll(l => !_looks.TryRemove(l));
        lock (_arming)
        {
            _next = DateTimeOffset.MaxValue;
        }

        foreach (var (_, look) in _looks)
        {
            Arm(look.Due);
        }

        // A job without its folder was forgotten; one that was given more time is not overdue.
        var open = due.Where(l => _context.Folder(l.Key.Job).Exists).ToDictionary();
        foreach (var ((job, attempt), _) in open.Where(l => l.Value.IsLast && DueOf(l.Key.Job, l.Key.Attempt) > now).ToList())
        {
            open.Remove((job, attempt));
            Expect(job, attempt);
        }

        if (open.Count > 0)
        {
            await LookAsync(open).ConfigureAwait(false);
        }

        foreach (var ((job, attempt), look) in open.Where(l => !l.Value.IsLast))
        {
            var pause = look.Pause * 1.5;
            if (now + pause < look.Until)
            {
                Plan(job, attempt, new(now + pause, pause, look.Until));
            }
        }
    }

    /// <summary>Tells of the jobs that are settled, and takes them out.</summary>
    private async Task LookAsync(Dictionary<(JobId Job, int Attempt), Look> open)
    {
        try
        {
            foreach (var e in await _probe.ProbeAsync([.. open.Keys.Select(k => new PlacedJob(k.Job, k.Attempt, null, null))], _context.Stop).ConfigureAwait(false))
            {
                if (e.State is BackendState.Finished or BackendState.Failed or BackendState.TimedOut or BackendState.Cancelled or BackendState.Suspended)
                {
                    await _context.Sink.PostAsync(e, _context.Stop).ConfigureAwait(false);
                    open.Remove((e.Job, e.Attempt));
                }
            }
        }
        catch (OperationCanceledException) when (_context.Stop.IsCancellationRequested)
        {
            open.Clear();
        }
#pragma warning disable CA1031 // Whatever went wrong, it is tried again, and after that the sweep finds the end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _context.Logger.FollowUpFailed(open.Count, e.Message);
        }
    }

    /// <param name="Due">When to look.</param>
    /// <param name="Pause">Since the last look.</param>
    /// <param name="Until">No look after that.</param>
    private readonly record struct Look(DateTimeOffset Due, TimeSpan Pause, DateTimeOffset Until)
    {
        public bool IsLast => Due == Until;
    }
}
