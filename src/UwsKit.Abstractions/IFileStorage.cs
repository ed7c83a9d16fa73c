namespace UwsKit;

/// <summary>
/// Keeps the bytes of jobs: uploads, results and logs, apart from the records. Names are those that <see cref="JobFileName"/> allows;
/// others are refused with <see cref="UwsErrorKind.Invalid"/>. Every member may be called from many threads.
/// </summary>
public interface IFileStorage
{
    /// <summary>Makes the storage ready. Called once before all else.</summary>
    ValueTask InitializeAsync(CancellationToken ct) => default;

    /// <summary>
    /// Streams content into a file, replacing one of the same name. The file appears whole or not at all: a broken stream leaves nothing
    /// (an earlier file of that name stays). Size and SHA-256 are those of the bytes stored.
    /// </summary>
    ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct);

    /// <summary>Opens a file for reading, also one that a job is still writing; null when there is none. The caller disposes it.</summary>
    ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct);

    /// <summary>The files of an area, by name; empty when there are none. Files in sub-folders and links are left out.</summary>
    ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct);

    /// <summary>Deletes one file; nothing happens when there is none.</summary>
    ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct);

    /// <summary>Deletes an area, or with null everything of a job; nothing happens when there is nothing.</summary>
    ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct);

    /// <summary>The jobs that have files, in any order: for sweeping what cut requests left behind.</summary>
    IAsyncEnumerable<JobId> ListJobsAsync(CancellationToken ct);
}

/// <summary>The three kinds of files of a job.</summary>
public enum JobFileArea
{
    /// <summary>Uploads and fetched inputs.</summary>
    Input,
    /// <summary>What the job produced.</summary>
    Output,
    /// <summary>Standard output and error.</summary>
    Log,
}

/// <summary>A file of a job.</summary>
/// <param name="Name">Its name within the area: one path segment.</param>
/// <param name="Size">Bytes.</param>
public sealed record JobFile(string Name, long Size)
{
    /// <summary>Media type as it was given; null = not known.</summary>
    public string? MediaType { get; init; }
    /// <summary>SHA-256 of the bytes, lower-case hex; null = not computed.</summary>
    public string? Sha256 { get; init; }
    /// <summary>When it was last written.</summary>
    public DateTimeOffset? LastModified { get; init; }
    /// <summary>The name that the client gave, for showing only; never used as a path.</summary>
    public string? OriginalName { get; init; }
}

/// <summary>An opened file: its bytes, or where they are.</summary>
/// <param name="File">What it is.</param>
/// <param name="Stream">The bytes; seekable where ranges are to be served. Null with <paramref name="Redirect"/>.</param>
/// <param name="Redirect">Absolute URL that delivers the bytes (an opt-in of object stores).</param>
public sealed record JobFileContent(JobFile File, Stream? Stream, Uri? Redirect = null) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream?.DisposeAsync() ?? default;
}

/// <summary>Optional, beside <see cref="IFileStorage"/>: the areas are directories that a job's work can read and write by path.</summary>
public interface IJobDirectories
{
    /// <summary>The absolute path of an area; made when it is not there.</summary>
    string GetDirectory(JobId job, JobFileArea area);
}
