using System.Collections.Concurrent;

namespace UwsKit;

/// <summary>
/// Job records in memory: for tests and demonstrations, and the shortest complete example of a storage. Everything is gone when the process ends;
/// lists look at every job. One process only. Thread-safe.
/// </summary>
public sealed class InMemoryStorage : IStorage, IProvenanceArchive
{
    private readonly ConcurrentDictionary<JobId, ProvenanceEntry> _provenance = new();
    private readonly ConcurrentDictionary<JobId, Job> _jobs = new();

    /// <inheritdoc/>
    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ct.ThrowIfCancellationRequested();
        return new(_jobs.TryAdd(job.Id, job));
    }

    /// <inheritdoc/>
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => new(_jobs.GetValueOrDefault(id));

    /// <inheritdoc/>
    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ct.ThrowIfCancellationRequested();
        while (_jobs.TryGetValue(job.Id, out var stored) && stored.Version == job.Version)
        {
            // TryUpdate compares whole records; one that is equal but for its version cannot be there, since the version is a member.
            if (_jobs.TryUpdate(job.Id, job with { Version = job.Version + 1 }, stored))
            {
                return new(true);
            }
        }

        return new(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(_jobs.TryRemove(id, out _));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new(query.Select(_jobs.Values));
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _provenance[entry.Job] = entry with { Document = entry.Document.ToArray() };
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct) => new(_provenance.GetValueOrDefault(job));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
        => new([.. _provenance.Values.Where(e => e.Keys.Contains(key, StringComparer.Ordinal)).Select(e => e.Job).OrderDescending().Take(take)]);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct)
        => new([.. _provenance.Keys.Where(job => before is not { } b || job.CompareTo(b) < 0).OrderDescending().Take(take)]);

    /// <inheritdoc/>
    public ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct)
    {
        foreach (var (job, entry) in _provenance.Where(e => e.Value.Until <= until))
        {
            _provenance.TryRemove(new(job, entry));
        }

        return default;
    }
}
