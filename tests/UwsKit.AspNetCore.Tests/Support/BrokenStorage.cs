namespace UwsKit;

/// <summary>The in-memory storage, until the test says what its reads throw instead.</summary>
internal sealed class BrokenStorage : IStorage
{
    private readonly InMemoryStorage _inner = new();

    public Func<Exception>? Throw { get; set; }

    /// <summary>What writes throw.</summary>
    public Func<Exception>? ThrowOnWrite { get; set; }

    /// <summary>What every page of a list but the first throws.</summary>
    public Func<Exception>? ThrowOnPage { get; set; }

    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => ThrowOnWrite is { } e ? throw e() : _inner.TryCreateAsync(job, ct);
    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => ThrowOnWrite is { } e ? throw e() : _inner.TryUpdateAsync(job, ct);
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => (Throw ?? ThrowOnWrite) is { } e ? throw e() : _inner.DeleteAsync(id, ct);
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => Throw is { } e ? throw e() : _inner.GetAsync(id, ct);
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
        => Throw is { } e ? throw e() : query.Before is not null && ThrowOnPage is { } p ? throw p() : _inner.ListAsync(query, ct);
}
