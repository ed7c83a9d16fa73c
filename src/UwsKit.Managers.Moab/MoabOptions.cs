using System.ComponentModel.DataAnnotations;

namespace UwsKit.Managers.Moab;

/// <summary>Settings of a Moab manager; the property names are the keys of its configuration section.</summary>
public sealed class MoabOptions : IBatchOptions
{
    /// <summary>
    /// Folder of the jobs' control and work directories, on a file system that the server and all nodes share; a relative path starts at the
    /// current directory. Each manager needs one of its own.
    /// </summary>
    [Required]
    public string Root { get; set; } = "work";

    /// <summary>Class (queue); null = the site's default.</summary>
    public string? Class { get; set; }

    /// <summary>Account to charge; null = the user's default.</summary>
    public string? Account { get; set; }

    /// <summary>Quality of service; null = the default.</summary>
    public string? Qos { get; set; }

    /// <summary>Nodes and processors of a job in Moab's words, such as <c>1:ppn=4</c>; null = the site's default.</summary>
    public string? Nodes { get; set; }

    /// <summary>Memory of a job, such as <c>4gb</c>; null = the site's default.</summary>
    public string? Memory { get; set; }

    /// <summary>Time limit of jobs without an execution duration; null = the class's default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan? Time { get; set; }

    /// <summary>Further words of msub, one each: <c>-l</c> and <c>flags=suspendable</c>, say.</summary>
    public IList<string> Arguments { get; set; } = new List<string>();

    /// <summary>Which of <c>class</c>, <c>account</c>, <c>qos</c>, <c>nodes</c>, <c>memory</c> and <c>time</c> a description may choose.</summary>
    public IList<string> AllowedOptions { get; set; } = new List<string>();

    /// <summary>Whether the scripts post their events to the service; false: always by the spool folder.</summary>
    public bool Callbacks { get; set; } = true;

    /// <summary>How often the spool folder is looked at (files of this machine are seen at once).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1000000", "01:00:00")]
    public TimeSpan SpoolInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a job that is stopped may tidy up: between SIGTERM and SIGKILL. Less than what the resource manager below Moab grants.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How old the scheduler's lists may be (its iteration): until then a new job may be missing, and a running one be shown as waiting.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ListDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the site has USEJOBREGEX, so that job ids are regular expressions in mjobctl: they are sent anchored then.</summary>
    public bool IdsAreExpressions { get; set; }

    /// <summary>Time after which a command of Moab is killed. Longer than its own timeout (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>PATH in which msub, showq, checkjob and mjobctl are found.</summary>
    [Required]
    public string CommandPath { get; set; } = "/opt/moab/bin:/usr/local/bin:/usr/bin:/bin";

    /// <summary>MOABHOMEDIR of the commands; null = Moab's own place.</summary>
    public string? MoabHome { get; set; }

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

    // A job that Moab can never start is put on a hold, and shown as HELD.
    TimeSpan IBatchOptions.ImpossibleAfter => TimeSpan.MaxValue;
}
