namespace UwsKit.Storage.MongoDb;

public sealed partial class MongoDbStorage
{
    /// <inheritdoc/>
    /// <remarks>A document of its own, so not one step with the deletion of the job's: whoever deletes a job keeps its provenance before that.</remarks>
    public async ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await _provenance.KeepAsync(entry, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct) => await _provenance.FindAsync(job, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await _provenance.FindJobsAsync(key, take, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct)
        => await _provenance.ListJobsAsync(before, take, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct) => await _provenance.RemoveAsync(until, ct).ConfigureAwait(false);
}
