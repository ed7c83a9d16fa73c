using System.Collections.Concurrent;

namespace UwsKit;

/// <summary>Keeps jobs in memory: for tests and demonstrations, and the reference of what a storage does. Thread-safe.</summary>
public sealed class InMemoryStorage : IStorage
{
    private readonly ConcurrentDictionary<JobId, Job> _jobs = new();

    /// <inheritdoc/>
    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => new(_jobs.TryAdd(job.Id, job));

    /// <inheritdoc/>
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => new(_jobs.GetValueOrDefault(id));

    /// <inheritdoc/>
    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
        => new(_jobs.TryGetValue(job.Id, out var stored) && stored.Version == job.Version
            && _jobs.TryUpdate(job.Id, job with { Version = job.Version + 1 }, stored));

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => new(_jobs.TryRemove(id, out _));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => new(query.Select(_jobs.Values));
}
