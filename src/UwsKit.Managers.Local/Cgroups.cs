using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// Control groups (version 2) for the jobs, below a folder that the operator has given to the server with the controllers <c>memory</c> and
/// <c>pids</c> enabled for what is in it. The kernel then keeps memory and processes of the whole job.
/// </summary>
internal sealed class Cgroups
{
    private static readonly string[] Needed = ["memory", "pids"];
    private readonly string _root;

    /// <exception cref="UwsConfigurationException">The folder is not fit for it.</exception>
    public Cgroups(string root)
    {
        _root = root;
        var enabled = (UnixFiles.TryRead(Path.Combine(root, "cgroup.subtree_control")) ?? throw new UwsConfigurationException(
            $"Cgroup: '{root}' is not a control group (version 2): it has no cgroup.subtree_control")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (Needed.Except(enabled).ToList() is [_, ..] missing)
        {
            throw new UwsConfigurationException($"Cgroup: '{root}' does not enable {string.Join(" and ", missing)} in cgroup.subtree_control; found: '{string.Join(' ', enabled)}'");
        }
    }

    /// <summary>Makes the group of an attempt.</summary>
    /// <returns>The file by which a process enters it.</returns>
    public string Make(JobId job, JobLimits limits)
    {
        var folder = Folder(job);
        Directory.CreateDirectory(folder);
        Set("memory.max", limits.Memory);
        Set("memory.swap.max", limits.Memory is null ? null : 0);
        Set("pids.max", limits.Processes);
        return Path.Combine(folder, "cgroup.procs");

        void Set(string name, long? value)
        {
            var file = Path.Combine(folder, name);
            if (value is { } number || File.Exists(file))
            {
                File.WriteAllText(file, value?.ToString(CultureInfo.InvariantCulture) ?? "max");
            }
        }
    }

    /// <summary>Whether the kernel killed something of the job for want of memory.</summary>
    public bool RanOutOfMemory(JobId job)
        => UnixFiles.TryRead(Path.Combine(Folder(job), "memory.events"))?.Split('\n').Any(l => l.StartsWith("oom_kill ", StringComparison.Ordinal) && l != "oom_kill 0") == true;

    /// <summary>Removes the group; its processes are dead.</summary>
    public void Remove(JobId job)
    {
        try
        {
            Directory.Delete(Folder(job));
        }
        catch (IOException)
        {
            // Not there, or a process is not reaped yet: the group is empty and harmless.
        }
    }

    private string Folder(JobId job) => Path.Combine(_root, $"uws-{job.Value}");
}
