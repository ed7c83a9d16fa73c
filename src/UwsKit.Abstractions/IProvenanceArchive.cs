namespace UwsKit;

/// <summary>
/// Optional ability of a storage: keeps how each job's results came to be, beyond the job's own life. Implemented by the class that is the
/// <see cref="IStorage"/>, or registered as a service of its own. Without it provenance lives as long as the job. Every member may be called from many threads,
/// and from many nodes at once; a storage that is away throws <see cref="UwsException"/> of kind <see cref="UwsErrorKind.Unavailable"/>.
/// </summary>
public interface IProvenanceArchive
{
    /// <summary>Keeps an entry in place of an earlier one of the same job. Durable and visible to every node on return.</summary>
    ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct);

    /// <summary>The entry of a job; null when there is none.</summary>
    ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct);

    /// <summary>The jobs whose entries have a key, newest id first: at most so many. Compared character by character.</summary>
    ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct);

    /// <summary>The jobs that have entries, newest id first, page by page: at most so many, with ids below <paramref name="before"/> where it is given.</summary>
    ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct);

    /// <summary>Removes the entries that were to be kept until then or before.</summary>
    ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct);
}

/// <summary>What is kept of one job. A storage does not look into it.</summary>
/// <param name="Job">Whose provenance it is.</param>
/// <param name="Keys">What the entry is found by, such as digests of results; each at most 200 characters.</param>
/// <param name="Document">UTF-8 JSON, usually some kilobytes.</param>
/// <param name="Until">When it is to be removed; null = never, or not while the job is there.</param>
public sealed record ProvenanceEntry(JobId Job, IReadOnlyCollection<string> Keys, ReadOnlyMemory<byte> Document, DateTimeOffset? Until = null);
