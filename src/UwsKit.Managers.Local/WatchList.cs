using System.Collections.Concurrent;

namespace UwsKit.Managers.Local;

/// <summary>The jobs that are being watched, and the slots that they take. Starts with those that an earlier server process left running.</summary>
internal sealed class WatchList
{
    private readonly ConcurrentDictionary<JobId, WatchedJob> _jobs = new();
    private readonly LocalContext _context;
    private readonly string _root;
    private readonly Lazy<bool> _found;
    private int _taken;

    public WatchList(LocalContext context, string root)
    {
        (_context, _root) = (context, root);
        _found = new(FindRunning);
    }

    public int FreeSlots => Math.Max(0, _found.Value ? _context.Options.MaxParallel - Volatile.Read(ref _taken) : 0);

    public WatchedJob? Find(JobId job)
    {
        _ = _found.Value;
        return _jobs.GetValueOrDefault(job);
    }

    /// <summary>Takes a slot; false when none is free.</summary>
    public bool TryReserve()
    {
        _ = _found.Value;
        if (Interlocked.Increment(ref _taken) <= _context.Options.MaxParallel)
        {
            return true;
        }

        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _taken);

    /// <summary>Watches a job; one that runs anyway takes its slot even when there is none.</summary>
    public WatchedJob Add(WatchedJob job, bool reserved)
    {
        if (!_jobs.TryAdd(job.Folder.Id, job))
        {
            return _jobs[job.Folder.Id];
        }

        if (!reserved)
        {
            Interlocked.Increment(ref _taken);
        }

        _ = job.WatchAsync(() =>
        {
            _jobs.TryRemove(new(job.Folder.Id, job));
            Release();
        });
        return job;
    }

    /// <summary>Without this, a server just started would think that all slots are free.</summary>
    private bool FindRunning()
    {
        foreach (var path in Directory.EnumerateDirectories(_root))
        {
            if (!JobId.TryParse(Path.GetFileName(path), out var id))
            {
                continue;
            }

            var folder = new JobFolder(_root, id);
            foreach (var attempt in folder.Attempts())
            {
                if (folder.FindRun(attempt) is var (run, record) && folder.ReadExit(run) is null && record is StartRecord.Begun begun
                    && begun.Supervisor.IsAlive() && folder.ReadSubmitted(run)?.TrimEnd() == _context.Name)
                {
                    _context.Logger.TakenUp(id, attempt, begun.Supervisor.Pid);
                    Add(new(_context, folder, attempt, run, begun), reserved: false);
                    break;
                }
            }
        }

        return true;
    }
}
