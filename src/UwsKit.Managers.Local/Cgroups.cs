using System.Globalization;

namespace UwsKit.Managers.Local;

/// <summary>
/// Control groups (version 2) for the jobs, below a folder that the operator has given to the server. The kernel then keeps memory and processes of
/// the whole job. A group lives as long as its attempt runs.
/// </summary>
internal sealed class Cgroups
{
    private static readonly string[] Needed = ["memory", "pids"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly string _root;
    private readonly TimeProvider _time;

    /// <exception cref="UwsConfigurationException">The folder is not fit for it.</exception>
    public Cgroups(string root, TimeProvider time)
    {
        (_root, _time) = (root, time);
        var enabled = Enabled();
        if (Needed.Except(enabled).Any() && Enable() is { } fault)
        {
            throw new UwsConfigurationException(
                $"Cgroup: '{root}' does not enable {string.Join(" and ", Needed.Except(enabled))} in cgroup.subtree_control; found: '{string.Join(' ', enabled)}'; " +
                $"they cannot be enabled: {fault}; allowed: a group that is delegated to this account with both controllers, and in which no process is itself");
        }
    }

    /// <summary>Makes the group of an attempt; those before it are over.</summary>
    /// <returns>The file by which a process enters it.</returns>
    public async ValueTask<string> MakeAsync(JobId job, JobLimits limits, CancellationToken ct)
    {
        // What the kernel counted for an earlier attempt must not count for this one.
        await RemoveAsync(job, ct).ConfigureAwait(false);
        var folder = Folder(job);
        Directory.CreateDirectory(folder);
        Set("memory.max", limits.Memory);
        try
        {
            Set("memory.swap.max", limits.Memory is null ? null : 0);
        }
        catch (UnauthorizedAccessException) when (!File.Exists(Path.Combine(folder, "memory.swap.max")))
        {
            // A kernel without swap has no such file, and lets nobody make one.
        }

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

    /// <summary>Kills all that is in the group at once, however fast it multiplies, and also what has cleared its environment. Linux 5.14.</summary>
    public void Kill(JobId job)
    {
        var file = Path.Combine(Folder(job), "cgroup.kill");
        try
        {
            if (File.Exists(file))
            {
                File.WriteAllText(file, "1");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone meanwhile; else its processes are killed one by one.
        }
    }

    /// <summary>An attempt is over: writes down whether the kernel killed something of it for want of memory, and removes the group.</summary>
    public async ValueTask EndAsync(JobFolder folder, int attempt, CancellationToken ct)
    {
        if (Read(folder.Id, "memory.events").Any(l => l.StartsWith("oom_kill ", StringComparison.Ordinal) && l != "oom_kill 0"))
        {
            folder.MarkOutOfMemory(attempt);
        }

        await RemoveAsync(folder.Id, ct).ConfigureAwait(false);
    }

    /// <summary>Removes the group, and what is left in it.</summary>
    public async ValueTask RemoveAsync(JobId job, CancellationToken ct)
    {
        var folder = Folder(job);
        Kill(job);
        // A process that was just killed is in it until the kernel has cleared it away.
        for (var round = 0; round < 100 && Read(job, "cgroup.events").Contains("populated 1"); round++)
        {
            await Task.Delay(Pause, _time, ct).ConfigureAwait(false);
        }

        try
        {
            // The work may have made groups of its own in it.
            foreach (var group in Directory.Exists(folder) ? Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).OrderByDescending(d => d.Length).Append(folder) : [])
            {
                Directory.Delete(group);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, or a process cannot be killed: forgetting the job tries again.
        }
    }

    private string[] Enabled() => (UnixFiles.TryRead(Control) ?? throw new UwsConfigurationException(
        $"Cgroup: '{_root}' is not a control group (version 2): it has no cgroup.subtree_control")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Why the controllers cannot be enabled; null = they are.</summary>
    private string? Enable()
    {
        try
        {
            File.WriteAllText(Control, string.Join(' ', Needed.Select(c => "+" + c)));
            return Needed.Except(Enabled()).Any() ? "the system does not take it" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private string Control => Path.Combine(_root, "cgroup.subtree_control");

    private string[] Read(JobId job, string file) => UnixFiles.TryRead(Path.Combine(Folder(job), file))?.Split('\n') ?? [];

    private string Folder(JobId job) => Path.Combine(_root, $"uws-{job.Value}");
}
