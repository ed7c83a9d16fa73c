namespace UwsKit.Managers.Local;

/// <summary>Looks from time to time at what the kernel does not keep by itself: disk, standard output and error, processes. For one caller.</summary>
internal sealed class UsageWatch(LocalContext context, JobFolder folder, JobLimits limits)
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
    private long _next;

    /// <summary>What is over its limit; null = nothing, or it is not yet time to look again.</summary>
    public string? Look()
    {
        var start = context.Time.GetTimestamp();
        if ((limits.Disk ?? limits.Logs ?? limits.Processes) is null || start < _next)
        {
            return null;
        }

        var over = OverLogs() ?? OverDisk() ?? OverProcesses();
        // A tree of a million files must not keep a core busy: a twentieth of the time at most.
        _next = start + 20 * (context.Time.GetTimestamp() - start);
        return over;
    }

    private string? OverLogs()
    {
        foreach (var (file, name) in new[] { ("stdout", "standard output"), ("stderr", "standard error") })
        {
            var log = new FileInfo(Path.Combine(context.Logs(folder.Id), file));
            if (limits.Logs is { } allowed && log.Exists && log.Length > allowed)
            {
                return Over(name, ByteSize.Format(log.Length), ByteSize.Format(allowed));
            }
        }

        return null;
    }

    private string? OverDisk()
    {
        if (limits.Disk is not { } allowed)
        {
            return null;
        }

        var used = context.Stage is { } stage
            ? SizeOf(context.Logs(folder.Id)) + stage.Size(folder.Id)
            : new[] { context.Directories.GetDirectory(folder.Id, JobFileArea.Output), context.Logs(folder.Id), folder.Work, folder.Temporary }.Sum(SizeOf);
        return used > allowed ? Over("disk", ByteSize.Format(used), ByteSize.Format(allowed)) : null;
    }

    private string? OverProcesses()
        => limits.Processes is { } allowed && context.Cgroups is null && context.Processes.Find()[folder.Id].Count() is var used && used > allowed
            ? Over("processes", $"{used}", $"{allowed}") : null;

    private static string Over(string what, string used, string allowed) => $"stopped by its limit of {what}: used {used} of {allowed}";

    private static long SizeOf(string path)
    {
        long size = 0;
        try
        {
            foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", Everything))
            {
                // It may be gone by now.
                size += file.Exists ? file.Length : 0;
            }
        }
        catch (IOException)
        {
            // The work changes its tree while it is looked at: the next look tells.
        }

        return size;
    }
}
