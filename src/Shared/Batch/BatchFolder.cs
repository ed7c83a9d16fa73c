using System.Globalization;
using System.Text;

namespace UwsKit.Batch;

/// <summary>
/// A job's control folder on the shared file system, the truth about its work: <c>submitted.N</c>, <c>accepted.N</c> (the back end's id),
/// <c>started.N</c>, <c>exit.N</c>, <c>command.N</c>, <c>environment.N</c>, <c>callback.N</c>, <c>impossible.N</c>, <c>limit</c>, <c>cancel</c>, <c>progress</c>,
/// <c>parameters.json</c>, <c>script/</c>, <c>work/</c> and <c>tmp/</c>.
/// </summary>
internal sealed class BatchFolder(string root, JobId id)
{
    private static readonly string[] AttemptFiles = ["submitted.", "started."];
    private static readonly string[] SubmissionFiles = ["submitted", "command", "environment", "callback", "batch"];

    public JobId Id { get; } = id;
    public string Path { get; } = System.IO.Path.Combine(root, id.Value);
    public bool Exists => Directory.Exists(Path);
    public bool CancelWanted => System.IO.File.Exists(File("cancel"));
    public string Work => File("work");
    public string Temporary => File("tmp");
    public string Parameters => File("parameters.json");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string File(string name, int attempt) => File(string.Create(CultureInfo.InvariantCulture, $"{name}.{attempt}"));

    public void Make() => UnixFiles.MakeFolder(Path);

    /// <summary>Makes the folders of the work, empty again where an earlier attempt used them.</summary>
    public void MakeWorkFolders()
    {
        UnixFiles.DeleteFolder(Work);
        UnixFiles.DeleteFolder(Temporary);
        System.IO.File.Delete(File("progress"));
        UnixFiles.MakeFolder(Work);
        UnixFiles.MakeFolder(Temporary);
    }

    /// <summary>Makes an NFS client ask its server what came to be here since: opening a folder does, where looking for one file may be answered "not there" for a minute.</summary>
    public void Refresh() => _ = Exists && Directory.EnumerateFiles(Path).Any();

    public BatchStart? ReadStart(int attempt) => Read("started", attempt, BatchStart.Parse);

    public BatchExit? ReadExit(int attempt) => Read("exit", attempt, BatchExit.Parse);

    /// <summary>Sees to it that an attempt never runs; false when it has begun or was decided otherwise.</summary>
    public bool TryVoid(int attempt) => TryDecide(attempt, BatchStart.VoidLine);

    /// <summary>Lets an earlier attempt count for this one; false when this one was decided already.</summary>
    public bool TryAdopt(int attempt, int earlier) => TryDecide(attempt, BatchStart.SameLine(earlier));

    /// <summary>Notes that the back end may have an attempt, from now on.</summary>
    public void MarkSubmitted(int attempt) => UnixFiles.TryCreate(File("submitted", attempt), []);

    public bool IsSubmitted(int attempt) => System.IO.File.Exists(File("submitted", attempt));

    /// <summary>Removes what a submission needed that did not come about: a job that waits for its turn for days would leave it a thousand times. What cannot be removed now stays.</summary>
    public void Clear(int attempt)
    {
        try
        {
            foreach (var file in SubmissionFiles.Select(f => File(f, attempt)).SelectMany(f => new[] { f, f + ".log", f + ".sh" }).Where(System.IO.File.Exists))
            {
                System.IO.File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not needed, and not in the way.
        }
    }

    public void MarkAccepted(int attempt, string backendId) => UnixFiles.Write(File("accepted", attempt), Encoding.UTF8.GetBytes(backendId));

    /// <summary>The back end's id of an attempt, and when it gave it; null = it was never seen to accept.</summary>
    public (string BackendId, DateTimeOffset At)? ReadAccepted(int attempt)
        => UnixFiles.TryRead(File("accepted", attempt)) is { Length: > 0 } text ? (text.Trim(), new(System.IO.File.GetLastWriteTimeUtc(File("accepted", attempt)))) : null;

    /// <summary>The attempts that were submitted or decided, the last first.</summary>
    public IReadOnlyList<int> Attempts()
        => !Exists ? [] : [.. Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).OfType<string>()
            .SelectMany(f => AttemptFiles.Where(p => f.StartsWith(p, StringComparison.Ordinal)).Select(p => f[p.Length..]))
            .Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0)
            .Where(n => n > 0).Distinct().OrderDescending()];

    /// <summary>The attempt that really runs or ran, when <paramref name="attempt"/> is looked for; null = it has not begun, or never will.</summary>
    public (int Attempt, BatchStart.Begun Record)? FindRun(int attempt)
    {
        // An attempt only ever counts for a later one, so this ends.
        for (var record = ReadStart(attempt); record is not null and not BatchStart.Void; record = ReadStart(attempt))
        {
            if (record is BatchStart.Begun begun)
            {
                return (attempt, begun);
            }

            attempt = ((BatchStart.Same)record).Attempt;
        }

        return null;
    }

    /// <summary>Sets what the work may use, or null for no limit; the wrapper reads it twice a second.</summary>
    public void WriteLimit(TimeSpan? duration)
    {
        var hundredths = duration is { } d ? Math.Max(1, (long)Math.Ceiling(d.TotalMilliseconds / 10)) : 0;
        UnixFiles.Write(File("limit"), Encoding.ASCII.GetBytes(hundredths.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    public TimeSpan? ReadLimit()
        => long.TryParse(UnixFiles.TryRead(File("limit"))?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var h) && h > 0
            ? TimeSpan.FromMilliseconds(h * 10) : null;

    /// <summary>Writes down that the work is not wanted any more.</summary>
    public void WantCancel() => UnixFiles.TryCreate(File("cancel"), []);

    public void ForgetCancel() => System.IO.File.Delete(File("cancel"));

    /// <summary>When the batch system first said that an attempt will never start; from now on, if it did not before.</summary>
    public DateTimeOffset ImpossibleSince(int attempt)
    {
        var file = File("impossible", attempt);
        UnixFiles.TryCreate(file, []);
        return new(System.IO.File.GetLastWriteTimeUtc(file));
    }

    /// <summary>The batch system does not say that any more.</summary>
    public void MarkPossible(int attempt)
    {
        if (System.IO.File.Exists(File("impossible", attempt)))
        {
            System.IO.File.Delete(File("impossible", attempt));
        }
    }

    private bool TryDecide(int attempt, string line) => UnixFiles.TryCreate(File("started", attempt), Encoding.ASCII.GetBytes(line));

    private T? Read<T>(string prefix, int attempt, Func<string, DateTimeOffset, T?> parse) where T : class
    {
        var path = File(prefix, attempt);
        return UnixFiles.TryRead(path) is { } text ? parse(text, new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(path))) : null;
    }
}
