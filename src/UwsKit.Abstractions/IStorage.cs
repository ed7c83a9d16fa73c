namespace UwsKit;

/// <summary>
/// Keeps job records. A storage knows no phase rules: it stores whole records and compares one version number. Every member may be called
/// from many threads and, unless the storage says otherwise, from many processes at once. A storage that is away throws
/// <see cref="UwsException"/> of kind <see cref="UwsErrorKind.Unavailable"/> within a bounded time, and logs when it goes away and when it is back, once each. Instants keep milliseconds; any text, U+0000 included, comes back as it was.
/// </summary>
public interface IStorage
{
    /// <summary>Makes the storage ready (opens, migrates its schema). Called once before all else, by every node; safe when several nodes do so at once.</summary>
    ValueTask InitializeAsync(CancellationToken ct) => default;

    /// <summary>
    /// Stores a new job with the version as given. On return it is durable and visible to every node.
    /// The token counts only until the write is under way.
    /// </summary>
    /// <returns>False when the id is taken; nothing is changed then.</returns>
    ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct);

    /// <summary>Reads a job, tombstones included; null when there is none. Sees every write that has returned, on any node.</summary>
    ValueTask<Job?> GetAsync(JobId id, CancellationToken ct);

    /// <summary>
    /// Replaces the record if the stored version equals <c>job.Version</c>, and stores it with that version plus one. Of many writers from one
    /// version exactly one wins. Durable and visible on return.
    /// </summary>
    /// <returns>False when the job is gone or its version is another.</returns>
    ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct);

    /// <summary>Removes the record.</summary>
    /// <returns>False when there was none.</returns>
    ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct);

    /// <summary>One page of a list: at most <see cref="JobQuery.Take"/> entries in the order that <see cref="JobQuery.Compare"/> defines.</summary>
    ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct);
}

/// <summary>
/// Optional: tells of changes made by any node within about two seconds. Only a hint: a change may be told twice or late, and after a
/// reconnection a <see cref="JobChange.Gap"/> asks to look again at everything. Registered beside the storage.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Watches until cancelled. Reconnects by itself; does not end and does not throw because the back end is away.</summary>
    IAsyncEnumerable<JobChange> WatchAsync(CancellationToken ct);
}

/// <summary>A job has changed, or (default value) changes may have been missed.</summary>
/// <param name="Id">The job.</param>
/// <param name="Version">Its version after the change; <see cref="long.MaxValue"/> when it was removed.</param>
public readonly record struct JobChange(JobId Id, long Version)
{
    /// <summary>Changes may have been missed: read again what you wait for.</summary>
    public static JobChange Gap => default;

    /// <summary>Whether this is <see cref="Gap"/>.</summary>
    public bool IsGap => Id == default;
}
