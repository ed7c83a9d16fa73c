namespace UwsKit;
/// <summary>Placeholder.</summary>
public sealed class InMemoryFiles : IFileStorage
{
    /// <inheritdoc/>
    public ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct) => throw new NotSupportedException();
    /// <inheritdoc/>
    public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => throw new NotSupportedException();
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct) => new([]);
    /// <inheritdoc/>
    public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => default;
    /// <inheritdoc/>
    public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct) => default;
    /// <inheritdoc/>
    public async IAsyncEnumerable<JobId> ListJobsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct) { await Task.Yield(); yield break; }
}
