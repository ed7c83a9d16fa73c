using System.ComponentModel.DataAnnotations;

namespace UwsKit.Managers.Local;

/// <summary>Settings of a local manager; the property names are the keys of its configuration section.</summary>
public sealed class LocalManagerOptions
{
    /// <summary>How many jobs run at once.</summary>
    [Range(1, 100_000)]
    public int MaxParallel { get; set; } = System.Environment.ProcessorCount;

    /// <summary>
    /// Folder of the jobs' work directories and records; a relative path starts at the current directory. It has to outlive a restart of the
    /// server, and to be on a file system that allows programs (for descriptions with a script).
    /// </summary>
    [Required]
    public string Root { get; set; } = "work";

    /// <summary>How long a job that is stopped may tidy up: the time between SIGTERM and SIGKILL.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often progress is read, and jobs of an earlier server process are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether work directories are kept after their jobs, to find out what went wrong.</summary>
    public bool KeepWork { get; set; }

    /// <summary>Niceness of the work, 0 to 19; null = that of the server.</summary>
    [Range(0, 19)]
    public int? Nice { get; set; }

    /// <summary>
    /// The account that jobs run as; null = the server's. A server that is root becomes it by <c>setpriv</c>, any other by <c>sudo -n</c>, which a
    /// line of the site's sudoers must allow: <c>uws ALL=(uwsjob) NOPASSWD:SETENV: ALL</c>. Its files lie in <c>ROOT-USER</c>, which it must be able to pass into.
    /// </summary>
    [MinLength(1)]
    public string? User { get; set; }

    /// <summary>What one job may use.</summary>
    public LocalLimits Limits { get; } = new();

    /// <summary>
    /// Folder of control groups (version 2) that belongs to the server, with the controllers memory and pids, which the server
    /// enables for what is in it where they are not; no process may be in the folder itself. Such as one below <c>/sys/fs/cgroup</c> by systemd's <c>Delegate=</c>; null = none are used.
    /// </summary>
    public string? Cgroup { get; set; }

    /// <summary>
    /// Program and arguments that the work is started through, such as <c>bwrap</c> or <c>systemd-run --scope</c>; the command follows them.
    /// <c>{work}</c>, <c>{tmp}</c>, <c>{input}</c>, <c>{output}</c> and <c>{control}</c> become the job's directories. It must pass the
    /// environment on, and leave the processes visible to the server.
    /// </summary>
    public IReadOnlyList<string> Wrapper { get; set; } = [];

    /// <summary>Closes each job's work in; comes after <see cref="Wrapper"/>.</summary>
    public LocalSandbox Sandbox { get; } = new();

    /// <summary>More environment variables for the work, by name.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>PATH of the work; null = that of the server.</summary>
    public string? Path { get; set; }
}
