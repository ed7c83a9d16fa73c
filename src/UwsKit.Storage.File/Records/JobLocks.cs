namespace UwsKit.Storage.File;

/// <summary>One lock for each job that is in use at the moment. Thread-safe.</summary>
internal sealed class JobLocks
{
    private readonly Dictionary<JobId, Entry> _inUse = [];

    /// <summary>Waits for the job; it is held until the answer is disposed.</summary>
    public async ValueTask<Holder> HoldAsync(JobId job, CancellationToken ct)
    {
        Entry? entry;
        lock (_inUse)
        {
            if (!_inUse.TryGetValue(job, out entry))
            {
                _inUse.Add(job, entry = new());
            }

            entry.Users++;
        }

        try
        {
            await entry.Gate.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            Leave(job, entry);
            throw;
        }

        return new(this, job, entry);
    }

    private void Leave(JobId job, Entry entry)
    {
        lock (_inUse)
        {
            if (--entry.Users == 0)
            {
                _inUse.Remove(job);
                entry.Gate.Dispose();
            }
        }
    }

    internal readonly struct Holder(JobLocks locks, JobId job, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Gate.Release();
            locks.Leave(job, entry);
        }
    }

    internal sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public int Users { get; set; }
    }
}
