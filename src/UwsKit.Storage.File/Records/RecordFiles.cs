using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.File;

/// <summary>
/// The files of the records: <c>ROOT/xy/ID.json</c>, xy being the last two characters of the id, which are random. A record is written under another
/// name, synced, renamed, and its folder synced. Thread-safe as long as nobody writes one job twice at once.
/// </summary>
internal sealed class RecordFiles(string root, bool sync, ILogger log)
{
    private const string Ending = ".json", Unfinished = ".json.new";

    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything under the name of a job's record.</summary>
    public bool Exists(JobId job) => Path.Exists(PathOf(job));

    /// <summary>Reads a record; null when there is none.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public Job? Read(JobId job)
    {
        var path = PathOf(job);
        return Path.Exists(path) ? Read(path, job) : null;
    }

    /// <summary>Puts a record onto the disk, in place of an earlier one. After an error the disk has the one or the other.</summary>
    public void Write(JobId job, ReadOnlyMemory<byte> record)
    {
        var path = PathOf(job);
        var folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        var draft = Path.ChangeExtension(path, null) + Unfinished;
        try
        {
            using (var stream = new FileStream(draft, Draft()))
            {
                stream.Write(record.Span);
                stream.Flush(flushToDisk: sync);
            }

            System.IO.File.Move(draft, path, overwrite: true);
        }
        catch
        {
            System.IO.File.Delete(draft);
            throw;
        }

        Sync(folder);
    }

    /// <summary>Removes a record.</summary>
    public void Delete(JobId job)
    {
        System.IO.File.Delete(PathOf(job));
        Sync(Path.GetDirectoryName(PathOf(job))!);
    }

    /// <summary>The folders that may hold records.</summary>
    public IReadOnlyList<string> Folders() => [.. Directory.EnumerateDirectories(root, "??")];

    /// <summary>Reads all records of a folder, removes what was never finished, and sets aside what is none.</summary>
    public IReadOnlyList<JobLine> ReadFolder(string folder)
    {
        List<JobLine> found = [];
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            if (path.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                RemoveUnfinished(path);
            }
            else if (path.EndsWith(Ending, StringComparison.Ordinal) && TryRead(path) is { } job)
            {
                found.Add(new(job));
            }
        }

        return found;
    }

    private void RemoveUnfinished(string path)
    {
        try
        {
            System.IO.File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.RecordLeftOut(path, e.Message);
        }
    }

    private Job? TryRead(string path)
    {
        try
        {
            return JobId.TryParse(Path.GetFileNameWithoutExtension(path), out var id) && path == PathOf(id)
                ? Read(path, id) : throw new JsonException("its name and place are not those of a job's record");
        }
        catch (JsonException e)
        {
            SetAside(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may be whole: the disk or its rights are to blame.
            log.RecordLeftOut(path, e.Message);
        }

        return null;
    }

    private static Job Read(string path, JobId id)
    {
        using var stream = RegularFile.TryOpen(path) ?? throw new JsonException("it is no regular file");
        var bytes = new byte[stream.Length];
        var job = RecordJson.Read(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        return job.Id == id ? job : throw new JsonException($"it holds the record of job {job.Id}");
    }

    private void SetAside(string path, string reason)
    {
        try
        {
            var folder = Path.Combine(root, "damaged");
            SafePath.MakeOwnDirectory(folder);
            var aside = Path.Combine(folder, Path.GetFileName(path));
            for (var n = 1; Path.Exists(aside); n++)
            {
                aside = Path.Combine(folder, $"{Path.GetFileName(path)}.{n}");
            }

            // A rename for whatever it is; File.Move would look for a file.
            Directory.Move(path, aside);
            log.RecordSetAside(path, aside, reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.RecordLeftOut(path, $"{reason}; it cannot be set aside: {e.Message}");
        }
    }

    private void MakeFolder(string folder)
    {
        if (_folders.ContainsKey(folder))
        {
            return;
        }

        SafePath.MakeOwnDirectory(folder);
        Sync(root);
        _folders.TryAdd(folder, true);
    }

    private string PathOf(JobId job)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(job, default);
        return Path.Combine(root, job.Value[^2..], job.Value + Ending);
    }

    private void Sync(string folder)
    {
        if (sync && OperatingSystem.IsLinux())
        {
            Native.SyncDirectory(folder);
        }
    }

    private static FileStreamOptions Draft()
    {
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return how;
    }
}
