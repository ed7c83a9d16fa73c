namespace UwsKit;

/// <summary>Files of which one job's cannot be read.</summary>
internal sealed class UnreadableFiles(IFileStorage inner) : IFileStorage
{
    public JobId Unreadable { get; set; }

    public ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct)
        => inner.WriteAsync(job, area, name, mediaType, content, ct);

    public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => inner.OpenReadAsync(job, area, name, ct);

    public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct)
        => job == Unreadable ? throw new UwsException(UwsErrorKind.Unavailable, "no access") : inner.ListAsync(job, area, ct);

    public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => inner.DeleteFileAsync(job, area, name, ct);

    public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct) => inner.DeleteAsync(job, area, ct);

    public IAsyncEnumerable<JobId> ListJobsAsync(CancellationToken ct) => inner.ListJobsAsync(ct);
}
