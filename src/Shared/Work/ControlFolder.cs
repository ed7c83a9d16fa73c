using System.Globalization;
using System.Text;

namespace UwsKit.Work;

/// <summary>
/// A job's control folder, the truth about its work, as all managers have it: <c>submitted.N</c>, <c>started.N</c>, <c>exit.N</c>, <c>limit</c>, <c>cancel</c>, <c>progress</c>,
/// <c>parameters.json</c>, <c>script/</c>, <c>work/</c> (current directory) and <c>tmp/</c> (TMPDIR and HOME).
/// </summary>
internal abstract class ControlFolder(string root, JobId id)
{
    private static readonly string[] AttemptFiles = ["submitted.", "started."];

    public JobId Id { get; } = id;
    public string Path { get; } = System.IO.Path.Combine(root, id.Value);
    public bool Exists => Directory.Exists(Path);
    public bool CancelWanted => System.IO.File.Exists(File("cancel"));
    public string Work => File("work");
    public string Temporary => File("tmp");
    public string Parameters => File("parameters.json");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string File(string name, int attempt) => File(string.Create(CultureInfo.InvariantCulture, $"{name}.{attempt}"));

    /// <summary>Makes the folders of the work, empty again where an earlier attempt used them.</summary>
    public void MakeWorkFolders(bool again = false)
    {
        if (again)
        {
            UnixFiles.DeleteFolder(Work);
            UnixFiles.DeleteFolder(Temporary);
            System.IO.File.Delete(File("progress"));
        }

        UnixFiles.MakeFolder(Work);
        UnixFiles.MakeFolder(Temporary);
    }

    public StartRecord? ReadStart(int attempt) => Read("started", attempt, StartRecord.Parse);

    public ExitRecord? ReadExit(int attempt) => Read("exit", attempt, ExitRecord.Parse);

    /// <summary>Sees to it that an attempt never runs; false when it has begun or was decided otherwise.</summary>
    public bool TryVoid(int attempt) => TryDecide(attempt, StartRecord.VoidLine);

    /// <summary>Lets an earlier attempt count for this one; false when this one was decided already.</summary>
    public bool TryAdopt(int attempt, int earlier) => TryDecide(attempt, StartRecord.SameLine(earlier));

    /// <summary>Notes that an attempt may have been handed over, from now on, and what else is to be known of that.</summary>
    public void MarkSubmitted(int attempt, string note = "") => UnixFiles.Place(File("submitted", attempt), Encoding.UTF8.GetBytes(note));

    /// <summary>What was noted of it; null = it was not submitted.</summary>
    public string? ReadSubmitted(int attempt) => UnixFiles.TryRead(File("submitted", attempt));

    /// <summary>The attempts that were submitted or decided, the last first.</summary>
    public IReadOnlyList<int> Attempts()
        => !Exists ? [] : [.. Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).OfType<string>()
            .SelectMany(f => AttemptFiles.Where(p => f.StartsWith(p, StringComparison.Ordinal)).Select(p => f[p.Length..]))
            .Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0)
            .Where(n => n > 0).Distinct().OrderDescending()];

    /// <summary>The attempt that really runs or ran, when <paramref name="attempt"/> is looked for; null = it has not begun, or never will.</summary>
    public (int Attempt, StartRecord Record)? FindRun(int attempt)
    {
        // An attempt only ever counts for a later one, so this ends.
        for (var record = ReadStart(attempt); record is not null and not StartRecord.Void; record = ReadStart(attempt))
        {
            if (record is not StartRecord.Same same)
            {
                return (attempt, record);
            }

            attempt = same.Attempt;
        }

        return null;
    }

    /// <summary>Sets what the work may use, or null for no limit. Its script reads this while it runs.</summary>
    public void WriteLimit(TimeSpan? duration)
    {
        var hundredths = duration is { } d ? Math.Max(1, (long)Math.Ceiling(d.TotalMilliseconds / 10)) : 0;
        UnixFiles.Place(File("limit"), Encoding.ASCII.GetBytes(hundredths.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    public TimeSpan? ReadLimit()
        => long.TryParse(UnixFiles.TryRead(File("limit"))?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var h) && h > 0
            ? TimeSpan.FromMilliseconds(h * 10) : null;

    /// <summary>Writes down that the work is not wanted any more.</summary>
    public void WantCancel() => UnixFiles.TryCreate(File("cancel"), []);

    public void ForgetCancel() => System.IO.File.Delete(File("cancel"));

    /// <summary>A record of an attempt; null when there is none that is whole.</summary>
    protected T? Read<T>(string name, int attempt, Func<string, DateTimeOffset, T?> parse) where T : class
    {
        var path = File(name, attempt);
        return UnixFiles.TryRead(path) is { } text ? parse(text, new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(path))) : null;
    }

    private bool TryDecide(int attempt, string line) => UnixFiles.TryCreate(File("started", attempt), Encoding.ASCII.GetBytes(line));
}
