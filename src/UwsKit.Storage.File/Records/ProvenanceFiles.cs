using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.File;

/// <summary>
/// What is kept of jobs' provenance: <c>ROOT/provenance/xy/ID.json</c>, a line of JSON with its keys before the document. The keys are in memory and made anew at the
/// start. Thread-safe as long as nobody writes one job twice at once.
/// </summary>
internal sealed class ProvenanceFiles(string root, bool sync, ILogger log)
{
    private const string Ending = ".json", Unfinished = ".json.new";

    private readonly string _folder = Path.Combine(root, "provenance");
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedSet<JobId>> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<JobId, Head> _heads = [];

    /// <summary>Reads the keys of all entries.</summary>
    public void ReadAll()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            if (path.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                System.IO.File.Delete(path);
                continue;
            }

            try
            {
                if (JobId.TryParse(Path.GetFileNameWithoutExtension(path), out var job) && path == PathOf(job) && Read(job) is { } entry)
                {
                    Note(job, new(entry.Until, [.. entry.Keys]));
                }
            }
            catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
            {
                log.RecordLeftOut(path, e.Message);
            }
        }
    }

    /// <summary>Puts an entry onto the disk, in place of an earlier one.</summary>
    public bool Write(ProvenanceEntry entry)
    {
        var head = new Head(entry.Until, [.. entry.Keys.Distinct(StringComparer.Ordinal)]);
        var path = PathOf(entry.Job);
        var folder = Path.GetDirectoryName(path)!;
        SafePath.MakeOwnDirectory(_folder);
        SafePath.MakeOwnDirectory(folder);
        var draft = Path.ChangeExtension(path, null) + Unfinished;
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, how))
        {
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(head));
            stream.Write("\n"u8);
            stream.Write(entry.Document.Span);
            stream.Flush(flushToDisk: sync);
        }

        System.IO.File.Move(draft, path, overwrite: true);
        Sync(folder);
        Note(entry.Job, head);
        return true;
    }

    /// <summary>Reads an entry; null when there is none.</summary>
    /// <exception cref="JsonException">It is damaged.</exception>
    public ProvenanceEntry? Read(JobId job)
    {
        using var stream = RegularFile.TryOpen(PathOf(job));
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        var content = bytes.AsMemory(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var end = content.Span.IndexOf((byte)'\n');
        var head = end < 0 ? null : JsonSerializer.Deserialize<Head>(content.Span[..end]);
        return head is null ? throw new JsonException("its first line is not that of a kept provenance") : new(job, head.Keys, content[(end + 1)..], head.Until);
    }

    public IReadOnlyList<JobId> Find(string key, int take)
    {
        lock (_gate)
        {
            return _jobs.TryGetValue(key, out var jobs) ? [.. jobs.Reverse().Take(take)] : [];
        }
    }

    public IReadOnlyList<JobId> List(JobId? before, int take)
    {
        lock (_gate)
        {
            return [.. _heads.Keys.Where(job => before is not { } b || job.CompareTo(b) < 0).OrderDescending().Take(take)];
        }
    }

    /// <summary>The entries that were to be kept until then or before.</summary>
    public IReadOnlyList<JobId> Due(DateTimeOffset until)
    {
        lock (_gate)
        {
            return [.. _heads.Where(h => h.Value.Until <= until).Select(h => h.Key)];
        }
    }

    public bool Delete(JobId job)
    {
        System.IO.File.Delete(PathOf(job));
        Sync(Path.GetDirectoryName(PathOf(job))!);
        Note(job, null);
        return true;
    }

    private void Note(JobId job, Head? head)
    {
        lock (_gate)
        {
            if (_heads.Remove(job, out var old))
            {
                foreach (var key in old.Keys.Where(k => _jobs[k].Remove(job) && _jobs[k].Count == 0))
                {
                    _jobs.Remove(key);
                }
            }

            if (head is null)
            {
                return;
            }

            _heads[job] = head;
            foreach (var key in head.Keys)
            {
                (_jobs.TryGetValue(key, out var jobs) ? jobs : _jobs[key] = []).Add(job);
            }
        }
    }

    private string PathOf(JobId job)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(job, default);
        return Path.Combine(_folder, job.Value[^2..], job.Value + Ending);
    }

    private void Sync(string folder)
    {
        if (sync && OperatingSystem.IsLinux())
        {
            Native.SyncDirectory(folder);
        }
    }

    private sealed record Head(DateTimeOffset? Until, string[] Keys);
}
