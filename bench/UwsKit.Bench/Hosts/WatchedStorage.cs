using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>A storage that cannot keep provenance, and notes when the one job that is watched is over, and when the service has let go of it.</summary>
internal class WatchedStorage(IStorage inner) : IStorage, IAsyncDisposable
{
    private TaskCompletionSource<long> _over = new(), _free = new();

    protected IStorage Inner { get; } = inner;

    /// <summary>Of the next job.</summary>
    public (Task<long> Over, Task<long> Free) Watch()
    {
        (_over, _free) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        return (_over.Task, _free.Task);
    }

    public async ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        var done = await Inner.TryUpdateAsync(job, ct);
        if (done && job.Phase is ExecutionPhase.Completed)
        {
            _over.TrySetResult(Stopwatch.GetTimestamp());
            if (job.Placement is null)
            {
                _free.TrySetResult(Stopwatch.GetTimestamp());
            }
        }

        return done;
    }

    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => Inner.TryCreateAsync(job, ct);
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => Inner.GetAsync(id, ct);
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => Inner.DeleteAsync(id, ct);
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => Inner.ListAsync(query, ct);

    public async ValueTask DisposeAsync()
    {
        if (Inner is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}

/// <summary>The same with what keeps provenance; notes how long that takes.</summary>
internal sealed class WatchedArchive(IStorage inner) : WatchedStorage(inner), IProvenanceArchive
{
    private readonly IProvenanceArchive _archive = (IProvenanceArchive)inner;

    /// <summary>Of the last entry.</summary>
    public double KeptMilliseconds { get; private set; }

    public async ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        await _archive.KeepAsync(entry, ct);
        KeptMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct) => _archive.FindAsync(job, ct);
    public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct) => _archive.FindJobsAsync(key, take, ct);
    public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct) => _archive.ListJobsAsync(before, take, ct);
    public ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct) => _archive.RemoveAsync(until, ct);
}
