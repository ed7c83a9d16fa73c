using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace UwsKit;

/// <summary>
/// Files of jobs in memory: for tests and demonstrations. Everything is gone when the process ends, and large files cost their size.
/// Thread-safe.
/// </summary>
public sealed class InMemoryFiles(TimeProvider time) : IFileStorage, IDescriptionArchive
{
    private readonly ConcurrentDictionary<string, byte[]> _descriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(JobId Job, JobFileArea Area, string Name), (JobFile File, byte[] Bytes)> _files = new();

    /// <inheritdoc/>
    public async ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        var key = Key(job, area, name);
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, ct).ConfigureAwait(false);
        var bytes = buffer.ToArray();
        var file = new JobFile(name, bytes.Length)
        {
            MediaType = mediaType, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)), LastModified = time.Now(),
        };
        _files[key] = (file, bytes);
        return file;
    }

    /// <inheritdoc/>
    public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct)
        => new(_files.TryGetValue(Key(job, area, name), out var found) ? new JobFileContent(found.File, new MemoryStream(found.Bytes, writable: false)) : null);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct)
        => new([.. _files.Where(f => f.Key.Job == job && f.Key.Area == area).Select(f => f.Value.File).OrderBy(f => f.Name, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct)
    {
        _files.TryRemove(Key(job, area, name), out _);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(job, default);
        foreach (var key in _files.Keys.Where(k => k.Job == job && (area is null || k.Area == area)))
        {
            _files.TryRemove(key, out _);
        }

        return default;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobId> ListJobsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var job in _files.Keys.Select(k => k.Job).Distinct())
        {
            ct.ThrowIfCancellationRequested();
            yield return job;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(string digest, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _descriptions.TryAdd(digest, json.ToArray());
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> FindAsync(string digest, CancellationToken ct) => new(_descriptions.GetValueOrDefault(digest)?.ToArray());

    private static (JobId, JobFileArea, string) Key(JobId job, JobFileArea area, string name)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(job, default);
        JobFileName.ThrowIfUnsafe(name);
        return (job, area, name);
    }
}
