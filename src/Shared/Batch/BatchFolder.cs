using System.Text;

namespace UwsKit.Batch;

/// <summary>
/// A job's control folder on the shared file system; beside what all have: <c>accepted.N</c> (the back end's id), <c>command.N</c>, <c>environment.N</c>, <c>callback.N</c>,
/// <c>batch.N.log</c> and <c>impossible.N</c>.
/// </summary>
internal sealed class BatchFolder(string root, JobId id) : ControlFolder(root, id)
{
    private static readonly string[] SubmissionFiles = ["submitted", "command", "environment", "callback", "batch"];

    public void Make() => UnixFiles.MakeFolder(Path);

    /// <summary>Makes an NFS client ask its server what came to be here since: opening a folder does, where looking for one file may be answered "not there" for a minute.</summary>
    public void Refresh() => _ = Exists && Directory.EnumerateFiles(Path).Any();

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
}
