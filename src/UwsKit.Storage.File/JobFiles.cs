using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.File;

/// <summary>
/// Files of jobs in directories: <c>ROOT/xy/ID/{input,output,log}</c>, and descriptions in <c>ROOT/descriptions</c>. A file is written beside its area, synced and renamed, so it appears whole
/// or not at all, and stays after a power cut. Links that a job's work leaves are not followed; pipes are not opened. Directories belong to the
/// service's user only. Media types and original names are kept by the job's record, not here. Thread-safe; several nodes may share the root.
/// </summary>
public sealed class JobFiles(JobFilesOptions options, ILogger<JobFiles>? logger = null) : IFileStorage, IJobDirectories, IDescriptionArchive
{
    private readonly SafePath _paths = new(options.Root);
    private readonly ILogger _log = logger ?? NullLogger<JobFiles>.Instance;

    /// <inheritdoc/>
    public ValueTask InitializeAsync(CancellationToken ct)
    {
        // A folder that cannot be written is told at the start, not by the first upload; and by the host, in one line, not by the log as well.
        try
        {
            var probe = Path.Combine(_paths.Root, ".probe-" + Environment.ProcessId);
            System.IO.File.WriteAllBytes(probe, []);
            System.IO.File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"'{options.Root}' is no folder where this process may make files", e);
        }

        _log.Opened(_paths.Root);
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(content);
        var target = _paths.File(job, area, name);
        var draft = Guarded(() => new Draft(_paths.Unfinished(job)));
        await using (draft.ConfigureAwait(false))
        {
            try
            {
                await draft.FillAsync(content, ct).ConfigureAwait(false);
            }
            catch (DiskException e)
            {
                throw Unavailable(e.InnerException!);
            }

            ct.ThrowIfCancellationRequested();
            return Guarded(() =>
            {
                MakeArea(job, area);
                SyncFolders(job);
                return draft.Publish(target, options.SyncToDisk) with { MediaType = mediaType };
            });
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct)
    {
        var path = _paths.File(job, area, name);
        return new(Guarded(() => RegularFile.TryOpen(path) is { } stream ? new JobFileContent(Describe(name, stream), stream) : null));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct)
    {
        var folder = _paths.Area(job, area);
        return new(Guarded(() => Directory.Exists(folder) && !SafePath.IsLink(folder) ? List(job, area, folder, ct) : []));
    }

    /// <inheritdoc/>
    public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct)
    {
        var path = _paths.File(job, area, name);
        return Done(() =>
        {
            var folder = Path.GetDirectoryName(path)!;
            if (Directory.Exists(folder) && !SafePath.IsLink(folder) && (SafePath.IsLink(path) || !Directory.Exists(path)))
            {
                System.IO.File.Delete(path);
            }
        });
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct)
    {
        var folder = area is { } one ? _paths.Area(job, one) : _paths.Job(job);
        return Done(() => DirectoryRemoval.Remove(folder));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobId> ListJobsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var job in _paths.Jobs())
        {
            ct.ThrowIfCancellationRequested();
            yield return job;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string GetDirectory(JobId job, JobFileArea area) => Guarded(() => MakeArea(job, area));

    /// <inheritdoc/>
    public async ValueTask KeepAsync(string digest, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        var target = _paths.Description(digest);
        if (Guarded(() => System.IO.File.Exists(target)))
        {
            return;
        }

        var draft = Guarded(() => new Draft(Path.Combine(_paths.Descriptions, "unfinished")));
        await using (draft.ConfigureAwait(false))
        {
            using var content = new MemoryStream(json.ToArray(), writable: false);
            try
            {
                await draft.FillAsync(content, ct).ConfigureAwait(false);
            }
            catch (DiskException e)
            {
                throw Unavailable(e.InnerException!);
            }

            // Several nodes may do so at once: each puts the same bytes there.
            Guarded(() => draft.Publish(target, options.SyncToDisk));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> FindAsync(string digest, CancellationToken ct)
    {
        var path = _paths.Description(digest);
        try
        {
            return await System.IO.File.ReadAllBytesAsync(path, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(e);
        }
    }

    private List<JobFile> List(JobId job, JobFileArea area, string folder, CancellationToken ct)
    {
        List<JobFile> files = [];
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            ct.ThrowIfCancellationRequested();
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                continue;
            }

            if (!JobFileName.IsSafe(entry.Name, out var fault))
            {
                _log.UnsafeName(job, area, fault);
                continue;
            }

            if (TryDescribe(entry) is { } file)
            {
                files.Add(file);
            }
            else
            {
                _log.NoRegularFile(job, area, entry.Name);
            }
        }

        files.Sort((x, y) => string.CompareOrdinal(x.Name, y.Name));
        return files;
    }

    // One file whose mode the work took away must not hide the others: the job could never end.
    private static JobFile? TryDescribe(FileSystemInfo entry)
    {
        try
        {
            using var stream = RegularFile.TryOpen(entry.FullName);
            return stream is null ? null : Describe(entry.Name, stream);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static JobFile Describe(string name, FileStream stream) => new(name, stream.Length)
    {
        LastModified = UwsTime.Truncate(System.IO.File.GetLastWriteTimeUtc(stream.SafeFileHandle)),
    };

    /// <summary>Makes the folder of an area. What others put there they do not sync either, and what is missing is made again: so it is not synced here.</summary>
    private string MakeArea(JobId job, JobFileArea area)
    {
        var folder = _paths.Area(job, area);
        if ((!Directory.Exists(folder) || SafePath.IsLink(folder)) && SafePath.MakeOwnDirectory(folder))
        {
            _log.LinkRemoved(job, area);
        }

        return folder;
    }

    /// <summary>Puts the names of the folders of a job onto the disk: those that are there cost next to nothing.</summary>
    private void SyncFolders(JobId job)
    {
        if (options.SyncToDisk && OperatingSystem.IsLinux())
        {
            var folder = _paths.Job(job);
            Native.SyncDirectory(folder);
            Native.SyncDirectory(Path.GetDirectoryName(folder)!);
            Native.SyncDirectory(_paths.Root);
        }
    }

    private ValueTask Done(Action work)
    {
        Guarded(() =>
        {
            work();
            return true;
        });
        return default;
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(e);
        }
    }

    // The path is for the operator's log; the client learns only that it is our fault.
    private UwsException Unavailable(Exception e)
    {
        _log.Failed(e, options.Root, e.Message);
        return new(UwsErrorKind.Unavailable, "The file storage is not available.", e);
    }
}
