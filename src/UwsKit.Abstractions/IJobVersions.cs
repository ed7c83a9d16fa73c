namespace UwsKit;

/// <summary>
/// Optional ability of a storage: the versions of many jobs in one question, without their records. Without it each is read. Implemented by the class that is
/// the <see cref="IStorage"/>. Thread-safe.
/// </summary>
public interface IJobVersions
{
    /// <summary>The stored versions; a job that is not there is missing in the answer.</summary>
    ValueTask<IReadOnlyDictionary<JobId, long>> GetVersionsAsync(IReadOnlyCollection<JobId> ids, CancellationToken ct);
}
