using System.ComponentModel.DataAnnotations;

namespace UwsKit.Managers.Slurm;

/// <summary>Settings of a SLURM manager; the property names are the keys of its configuration section.</summary>
public sealed class SlurmOptions : IBatchOptions
{
    /// <summary>
    /// Folder of the jobs' control and work directories, on a file system that the server and all nodes share; a relative path starts at the
    /// current directory. Each manager needs one of its own.
    /// </summary>
    [Required]
    public string Root { get; set; } = "work";

    /// <summary>Partition; null = the cluster's default.</summary>
    public string? Partition { get; set; }

    /// <summary>Account to charge; null = the user's default.</summary>
    public string? Account { get; set; }

    /// <summary>Quality of service; null = the default.</summary>
    public string? Qos { get; set; }

    /// <summary>CPUs of a job; null = the cluster's default.</summary>
    [Range(1, 1_000_000)]
    public int? Cpus { get; set; }

    /// <summary>Memory of a job, such as <c>4G</c>; null = the cluster's default.</summary>
    public string? Memory { get; set; }

    /// <summary>Generic resources, such as <c>gpu:1</c>.</summary>
    public string? Gres { get; set; }

    /// <summary>Time limit of jobs without an execution duration; null = the partition's default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan? Time { get; set; }

    /// <summary>Further options of sbatch, each one word such as <c>--constraint=avx2</c>.</summary>
    public IList<string> Arguments { get; set; } = new List<string>();

    /// <summary>Which of <c>partition</c>, <c>account</c>, <c>qos</c>, <c>cpus</c>, <c>memory</c>, <c>gres</c> and <c>time</c> a description may choose.</summary>
    public IList<string> AllowedOptions { get; set; } = new List<string>();

    /// <summary>Whether the scripts post their events to the service; false: always by the spool folder.</summary>
    public bool Callbacks { get; set; } = true;

    /// <summary>How often the spool folder is looked at (files of this machine are seen at once).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "01:00:00")]
    public TimeSpan SpoolInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a job that is stopped may tidy up: between SIGTERM and SIGKILL. Less than the cluster's KillWait.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a job may wait for what the cluster says will never come (a limit of its partition, say) before it fails.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan ImpossibleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether <c>sacct</c> is asked for jobs that the controller has forgotten; where there is no accounting it is asked once only.</summary>
    public bool Accounting { get; set; } = true;

    /// <summary>Whether <c>sbatch --test-only</c> is asked for the job's quote before it is submitted (takes one more command, and a job number, each).</summary>
    public bool Quotes { get; set; }

    /// <summary>Time after which a command of SLURM is killed. Longer than the cluster's MessageTimeout.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>PATH in which sbatch, squeue, scancel, scontrol and sacct are found.</summary>
    [Required]
    public string CommandPath { get; set; } = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>SLURM_CONF of the commands; null = SLURM's own place.</summary>
    public string? SlurmConf { get; set; }

    /// <summary>The account that owns the jobs; null = that of the server.</summary>
    public string? User { get; set; }

    /// <summary>Login node on which the commands are run by ssh; null = this machine.</summary>
    public string? Host { get; set; }

    /// <summary>Port of ssh; null = its own default.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Private key for <see cref="Host"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>File with the key of <see cref="Host"/>, as ssh-keyscan writes it.</summary>
    public string? KnownHosts { get; set; }

    /// <summary>Whether control and work directories are kept after their jobs, to find out what went wrong.</summary>
    public bool KeepWork { get; set; }

    /// <summary>More environment variables for the work, by name.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>PATH of the work.</summary>
    [Required]
    public string Path { get; set; } = "/usr/local/bin:/usr/bin:/bin";
}
