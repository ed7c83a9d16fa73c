using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>
/// A job's control folder; beside what all have: <c>stop.N</c>, <c>collected.N</c>, <c>oom.N</c> and <c>limits</c>. In <c>submitted.N</c> is the name of the manager: two may share a root.
/// </summary>
internal sealed class JobFolder(string root, JobId id) : ControlFolder(root, id)
{
    public void Make() => UnixFiles.MakeFolder(Path);

    /// <summary>Why an attempt was stopped; null = it was not.</summary>
    public StopRecord? ReadStop(int attempt) => Read("stop", attempt, StopRecord.Parse);

    /// <summary>That the results of an attempt were taken from another account, and what was wrong with that; null = not yet.</summary>
    public string? ReadCollected(int attempt) => UnixFiles.TryRead(File("collected", attempt));

    public void MarkCollected(int attempt, string fault)
        => UnixFiles.Place(File("collected", attempt), Encoding.UTF8.GetBytes(fault));

    /// <summary>Writes down why an attempt is stopped; the first reason stays.</summary>
    public void MarkStopped(int attempt, StopRecord why)
        => UnixFiles.TryCreate(File("stop", attempt), Encoding.UTF8.GetBytes(why.ToLine()));

    /// <summary>Whether the system killed something of an attempt for want of memory.</summary>
    public bool RanOutOfMemory(int attempt) => System.IO.File.Exists(File("oom", attempt));

    public void MarkOutOfMemory(int attempt) => UnixFiles.TryCreate(File("oom", attempt), []);

    /// <summary>Takes back that an attempt may have been started: nothing was.</summary>
    public void UnmarkSubmitted(int attempt) => System.IO.File.Delete(File("submitted", attempt));

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
}
