using System.Globalization;
using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>
/// A job's control folder, the truth about its work: <c>manager</c>, <c>submitted.N</c>, <c>started.N</c>, <c>stop.N</c>, <c>exit.N</c>, <c>collected.N</c>, <c>limit</c>,
/// <c>limits</c>, <c>cancel</c>, <c>progress</c>, <c>parameters.json</c>, <c>script/</c>, <c>work/</c> (current directory) and <c>tmp/</c> (TMPDIR and HOME).
/// </summary>
internal sealed class JobFolder(string root, JobId id)
{
    private const string StartedPrefix = "started.";
    private const string SubmittedPrefix = "submitted.";

    public JobId Id { get; } = id;
    public string Path { get; } = System.IO.Path.Combine(root, id.Value);
    public string Work => File("work");
    public string Temporary => File("tmp");
    public string Parameters => File("parameters.json");
    public bool Exists => Directory.Exists(Path);
    public bool CancelWanted => System.IO.File.Exists(File("cancel"));

    /// <summary>The name of the manager that the job belongs to: two managers may share a root.</summary>
    public string? Manager => UnixFiles.TryRead(File("manager"))?.TrimEnd();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Make(string manager)
    {
        UnixFiles.MakeFolder(Path);
        if (Manager != manager)
        {
            UnixFiles.Place(File("manager"), Encoding.UTF8.GetBytes(manager + "\n"));
        }
    }

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

    public StartRecord? ReadStart(int attempt) => Read(StartedPrefix, attempt, StartRecord.Parse);

    public ExitRecord? ReadExit(int attempt) => Read("exit.", attempt, ExitRecord.Parse);

    /// <summary>Why an attempt was stopped; null = it was not.</summary>
    public StopRecord? ReadStop(int attempt) => Read("stop.", attempt, StopRecord.Parse);

    /// <summary>That the results of an attempt were taken from another account, and what was wrong with that; null = not yet.</summary>
    public string? ReadCollected(int attempt) => UnixFiles.TryRead(File(string.Create(CultureInfo.InvariantCulture, $"collected.{attempt}")));

    public void MarkCollected(int attempt, string fault)
        => UnixFiles.Place(File(string.Create(CultureInfo.InvariantCulture, $"collected.{attempt}")), Encoding.UTF8.GetBytes(fault));

    /// <summary>Writes down why an attempt is stopped; the first reason stays.</summary>
    public void MarkStopped(int attempt, StopRecord why)
        => UnixFiles.TryCreate(File(string.Create(CultureInfo.InvariantCulture, $"stop.{attempt}")), Encoding.UTF8.GetBytes(why.ToLine()));

    /// <summary>Sees to it that an attempt never runs; false when it has begun or was decided otherwise.</summary>
    public bool TryVoid(int attempt) => TryDecide(attempt, StartRecord.VoidLine);

    /// <summary>Lets an earlier attempt count for this one; false when this one was decided already.</summary>
    public bool TryAdopt(int attempt, int earlier) => TryDecide(attempt, StartRecord.SameLine(earlier));

    /// <summary>Notes that a supervisor may have been started for an attempt, from now on.</summary>
    public void MarkSubmitted(int attempt)
        => UnixFiles.TryCreate(File(string.Create(CultureInfo.InvariantCulture, $"{SubmittedPrefix}{attempt}")), []);

    /// <summary>Takes that back: nothing was started.</summary>
    public void UnmarkSubmitted(int attempt) => System.IO.File.Delete(File(string.Create(CultureInfo.InvariantCulture, $"{SubmittedPrefix}{attempt}")));

    /// <summary>The attempts that were submitted or decided, the last first.</summary>
    public IReadOnlyList<int> Attempts()
        => !Exists ? [] : [.. Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).OfType<string>()
            .Where(f => f.StartsWith(StartedPrefix, StringComparison.Ordinal) || f.StartsWith(SubmittedPrefix, StringComparison.Ordinal))
            .Select(f => int.TryParse(f.AsSpan(f.IndexOf('.', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Where(n => n > 0).Distinct().OrderDescending()];

    /// <summary>The attempt that really runs or ran, when <paramref name="attempt"/> is looked for; null = it never will.</summary>
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

    /// <summary>Sets what the work may use, or null for no limit; the supervisor reads it at its start and when it is signalled.</summary>
    public void WriteLimit(TimeSpan? duration)
    {
        var hundredths = duration is { } d ? Math.Max(1, (long)Math.Ceiling(d.TotalMilliseconds / 10)) : 0;
        UnixFiles.Place(File("limit"), Encoding.ASCII.GetBytes(hundredths.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    public TimeSpan? ReadLimit()
        => long.TryParse(UnixFiles.TryRead(File("limit"))?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var h) && h > 0
            ? TimeSpan.FromMilliseconds(h * 10) : null;

    /// <summary>Keeps what the work may use beside its duration; what holds without any setting needs no file.</summary>
    public void WriteLimits(JobLimits limits)
    {
        if (limits != JobLimits.Unset)
        {
            UnixFiles.Place(File("limits"), limits.ToBytes());
        }
        else
        {
            System.IO.File.Delete(File("limits"));
        }
    }

    public JobLimits ReadLimits() => UnixFiles.TryRead(File("limits")) is { } text ? JobLimits.Parse(text) : JobLimits.Unset;

    /// <summary>Writes down that the work is not wanted any more.</summary>
    public void WantCancel() => UnixFiles.TryCreate(File("cancel"), []);

    public void ForgetCancel() => System.IO.File.Delete(File("cancel"));

    private bool TryDecide(int attempt, string line)
        => UnixFiles.TryCreate(File(string.Create(CultureInfo.InvariantCulture, $"{StartedPrefix}{attempt}")), Encoding.ASCII.GetBytes(line));

    private T? Read<T>(string prefix, int attempt, Func<string, DateTimeOffset, T?> parse) where T : class
    {
        var path = File(string.Create(CultureInfo.InvariantCulture, $"{prefix}{attempt}"));
        return UnixFiles.TryRead(path) is { } text ? parse(text, new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(path))) : null;
    }
}
