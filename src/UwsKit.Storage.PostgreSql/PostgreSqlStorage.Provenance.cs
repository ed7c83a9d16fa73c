namespace UwsKit.Storage.PostgreSql;

public sealed partial class PostgreSqlStorage
{
    /// <inheritdoc/>
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
