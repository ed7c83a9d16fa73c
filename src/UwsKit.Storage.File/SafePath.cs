namespace UwsKit.Storage.File;

/// <summary>
/// Where the files of jobs are: <c>ROOT/xy/ID/{input,output,log}</c>, xy being the last two characters of the id, which are random: about a thousand
/// folders of equal size. Names are judged before they become part of a path. Thread-safe.
/// </summary>
internal sealed class SafePath(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly Lazy<string> _root = new(() =>
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        MakeDirectory(path);
        return OperatingSystem.IsLinux() ? Native.RealPath(path) : path;
    }, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The folder of all, with its links resolved; made at the first use.</summary>
    public string Root => _root.Value;

    public string Job(JobId job)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(job, default);
        return Path.Combine(Root, job.Value[^2..], job.Value);
    }

    public string Area(JobId job, JobFileArea area) => Path.Combine(Job(job), area switch
    {
        JobFileArea.Input => "input", JobFileArea.Output => "output", JobFileArea.Log => "log",
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "not an area"),
    });

    public string File(JobId job, JobFileArea area, string name)
    {
        JobFileName.ThrowIfUnsafe(name);
        return Path.Combine(Area(job, area), name);
    }

    /// <summary>The folder of files that are still being written: beside the areas, so that a rename stays on one disk and nobody lists them.</summary>
    public string Unfinished(JobId job) => Path.Combine(Job(job), "unfinished");

    /// <summary>The folder of descriptions, which belong to no job: the folders of jobs have names of two characters.</summary>
    public string Descriptions => Path.Combine(Root, "descriptions");

    /// <summary>The file of a description.</summary>
    public string Description(string digest)
        => digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower) ? Path.Combine(Descriptions, digest + ".json") : throw new ArgumentException("not a SHA-256", nameof(digest));

    /// <summary>All jobs that have a folder.</summary>
    public IEnumerable<JobId> Jobs()
    {
        foreach (var folder in Directory.EnumerateDirectories(Root).SelectMany(Directory.EnumerateDirectories))
        {
            if (JobId.TryParse(Path.GetFileName(folder), out var job) && folder == Job(job))
            {
                yield return job;
            }
        }
    }

    public static bool IsLink(string path) => new DirectoryInfo(path) is { LinkTarget: not null };

    /// <summary>Makes a directory that only the service's user may enter, and those above it. A link in its place is removed.</summary>
    /// <returns>Whether there was a link.</returns>
    public static bool MakeOwnDirectory(string path)
    {
        var link = IsLink(path);
        if (link)
        {
            System.IO.File.Delete(path);
        }

        MakeDirectory(path);
        return link;
    }

    // One by one: Directory.CreateDirectory gives the mode to the last folder of a path only.
    private static void MakeDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } above)
        {
            MakeDirectory(above);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
