using System.Globalization;
using System.IO.Enumeration;
using System.Text;

namespace UwsKit.Managers.Local;

/// <summary>
/// Finds a job's processes by the variable <c>UWS_WORK</c> that its work was started with: sessions, groups and parents can be changed by the
/// work, the environment of a process only by an exec that clears it.
/// </summary>
/// <param name="account">Asked for its own processes; null = this process may look at all of them.</param>
internal sealed class ProcessTree(Account? account = null)
{
    /// <summary>The variable that marks the work's processes.</summary>
    public const string Marker = "UWS_WORK";

    private static readonly byte[] MarkerBytes = Encoding.ASCII.GetBytes(Marker + "=");
    private static readonly EnumerationOptions Here = new() { AttributesToSkip = 0 };

    /// <summary>All processes of jobs, from one look at <c>/proc</c>.</summary>
    public ILookup<JobId, int> Find() => Find(0);

    /// <summary>The processes of jobs with a number from <paramref name="lowest"/> on.</summary>
    public ILookup<JobId, int> Find(int lowest)
    {
        if (account is not null)
        {
            return FindByAccount(account);
        }

        List<(JobId Job, int Pid)> found = [];
        foreach (var pid in Processes())
        {
            if (pid >= lowest && JobOf(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")) is { } job)
            {
                found.Add((job, pid));
            }
        }

        return found.ToLookup(f => f.Job, f => f.Pid);
    }

    /// <summary>Sends a signal to the processes of a job that did not get it yet.</summary>
    public void SignalOnce(JobId job, int signal, HashSet<int> done)
    {
        Signal(signal, [.. Find()[job].Where(done.Add)]);
    }

    /// <summary>Kills every process of a job, and those that they start meanwhile; false when some outlived it all.</summary>
    public bool Kill(JobId job, ILookup<JobId, int>? found = null, int lowest = 0)
    {
        HashSet<int> hit = [];
        for (var round = 0; round < 100; round++)
        {
            var pids = (found ?? Find(lowest))[job].ToList();
            found = null;
            if (pids.Count > 0)
            {
                hit.UnionWith(pids);
                Signal(Native.SigKill, pids);
            }
            else if (hit.All(IsGone))
            {
                // What has only lost its environment until now is looked at again.
                return true;
            }
        }

        return !Find(lowest)[job].Any();
    }

    // By names alone, which looks at no entry closer.
    private static FileSystemEnumerable<int> Processes()
        => new("/proc", (ref e) => int.Parse(e.FileName, NumberStyles.None, CultureInfo.InvariantCulture), Here)
        {
            ShouldIncludePredicate = (ref e) => int.TryParse(e.FileName, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        };

    private static bool IsGone(int pid)
    {
        var stat = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        return stat.LastIndexOf((byte)')') is var end && (end < 0 || stat[end + 2] is (byte)'Z' or (byte)'X');
    }

    private void Signal(int signal, List<int> pids)
    {
        if (account is not null && pids.Count > 0)
        {
            // The shell's own: one that is gone does not keep the others from it.
            account.Run(["/bin/sh", "-c", "kill -s \"$@\"", "sh", signal == Native.SigKill ? "KILL" : "TERM", .. pids.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
            return;
        }

        foreach (var pid in pids)
        {
            _ = Native.Kill(pid, signal);
        }
    }

    // Lines end with NUL: "/proc/PID/environ:UWS_WORK=ID".
    private static ILookup<JobId, int> FindByAccount(Account account)
        => account.Run("/bin/sh", "-c", $"grep -azsHx '{Marker}=[0-9A-Za-z-]*' /proc/[0-9]*/environ").Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => (Job: JobId.TryParse(l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..], out var job) ? job : default, Pid: l.Split('/') is [_, _, var pid, ..] ? pid : ""))
            .Where(l => l.Job != default && int.TryParse(l.Pid, out _))
            .ToLookup(l => l.Job, l => int.Parse(l.Pid, CultureInfo.InvariantCulture));

    private static JobId? JobOf(string environ)
    {
        var bytes = ProcFile.Read(environ);
        foreach (var range in bytes.Split((byte)0))
        {
            if (bytes[range].StartsWith(MarkerBytes) && JobId.TryParse(Encoding.ASCII.GetString(bytes[range][MarkerBytes.Length..]), out var job))
            {
                return job;
            }
        }

        return null;
    }
}
