namespace UwsKit;

/// <summary>The in-memory file storage, counting what is written.</summary>
internal sealed class CountingFiles : IFileStorage
{
    private readonly InMemoryFiles _inner = new(TimeProvider.System);
    private int _writes;

    public int Writes => _writes;

    public ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct)
    {
        Interlocked.Increment(ref _writes);
        return _inner.WriteAsync(job, area, name, mediaType, content, ct);
    }

    public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => _inner.OpenReadAsync(job, area, name, ct);
    public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct) => _inner.ListAsync(job, area, ct);
    public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => _inner.DeleteFileAsync(job, area, name, ct);
    public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct) => _inner.DeleteAsync(job, area, ct);
    public IAsyncEnumerable<JobId> ListJobsAsync(CancellationToken ct) => _inner.ListJobsAsync(ct);
}
