using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>Settings of the whole host; the property names are the keys of the configuration section. Durations: see <see cref="UwsDuration"/>.</summary>
public sealed class UwsOptions
{
    /// <summary>The root of the host as clients see it (scheme, host, path prefix of a proxy). Null = taken from the request.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Addresses or networks (CIDR) of proxies whose <c>X-Forwarded-*</c> headers count; nobody else's do.</summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>Folder of plugins, one sub-folder each.</summary>
    public string? PluginDirectory { get; set; }

    /// <summary>Name of this node; must be stable over restarts and unique among the nodes of one storage.</summary>
    [Required]
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>
    /// Secrets that sign the event tokens of job scripts; the first signs, all are accepted. Empty = a random one for each start, so scripts
    /// that outlive a restart cannot report and the next probe tells instead.
    /// </summary>
    public IList<string> EventKeys { get; set; } = [];

    /// <summary>What a client may ask for.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>What holds for every job list that does not say otherwise.</summary>
    public JobListOptions Defaults { get; set; } = new();

    /// <summary>A folder whose description files are job lists; null = none.</summary>
    public CatalogueOptions? Catalogue { get; set; }

    /// <summary>What registries are told about the service; null = it is not to be registered.</summary>
    public RegistryOptions? Registry { get; set; }

    /// <summary>Inputs that the service fetches by URL.</summary>
    public InputOptions Inputs { get; set; } = new();

    /// <summary>Whether SUSPENDED and HELD are shown as such; false shows EXECUTING and QUEUED, for clients that choke on them.</summary>
    public bool ShowSuspendedAndHeld { get; set; } = true;

    /// <summary>The root of the host as job scripts on the nodes of a cluster see it, where that is another than <see cref="PublicUrl"/>.</summary>
    public Uri? CallbackUrl { get; set; }

    /// <summary>How often managers are asked how their jobs stand: the safety net behind events.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a back end may not know a job before the job ends in ERROR.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LostGrace { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// After how long without a sign of life a node counts as gone, where several share a storage: jobs that it ran on its own machine then end in ERROR
    /// (transient), two fifths of it later. Longer than a restart takes. Renewed five times in that time.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:02", "1.00:00:00")]
    public TimeSpan NodeLease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after creation files without a job record are kept: longer than any upload takes.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromDays(1);
}

/// <summary>Limits on requests.</summary>
public sealed class LimitOptions
{
    /// <summary>Longest WAIT (UWS 1.1 §2.2.1.2): below the idle limits of proxies and clients.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>Blocked requests at once on this node; beyond it a WAIT is answered after a second.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiters { get; set; } = 10_000;

    /// <summary>Blocked requests of one owner (nobody counts as one) at once on this node.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitersPerOwner { get; set; } = 5_000;

    /// <summary>
    /// Requests a minute of one owner, or of one address without a login, at this node; as many may come at once after a quiet minute. Beyond it 429 with
    /// <c>Retry-After</c>. The events of jobs and VOSI availability do not count. Null = no limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>Bytes of one parameter value that is not a file.</summary>
    [Range(1, int.MaxValue)]
    public int MaxValueBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Number of values in one request.</summary>
    [Range(1, 1_000_000)]
    public int MaxValues { get; set; } = 10_000;

    /// <summary>Characters of a value that are shown in the job document; longer ones are shown by reference.</summary>
    [Range(1, int.MaxValue)]
    public int MaxInlineCharacters { get; set; } = 64 * 1024;

    /// <summary>The n of <c>?LAST=n</c> in the redirect after a deletion.</summary>
    [Range(1, 1_000_000)]
    public int LastAfterDelete { get; set; } = 100;
}

/// <summary>Inputs fetched by URL, on behalf of a client: where the service may go.</summary>
public sealed class InputOptions
{
    /// <summary>Hosts that may be asked, exact names or <c>*.example.org</c>; empty = any public host.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Schemes that may be used, of <c>http</c> and <c>https</c>; empty = both.</summary>
    public IList<string> AllowedSchemes { get; set; } = [];

    /// <summary>Whether loopback, private and link-local addresses may be connected to.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Which addresses count as public; another answer is for tests, whose servers have none.</summary>
    internal Func<System.Net.IPAddress, bool> IsPublic { get; set; } = PublicAddress.Is;

    /// <summary>Largest input in bytes.</summary>
    [Range(1L, long.MaxValue)]
    public long MaxBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Longest time for one input.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Settings of a job list. In <see cref="UwsOptions.Defaults"/> they hold for all; null in a list means: as in the defaults.</summary>
public sealed class JobListOptions
{
    private const string Century = "36500.00:00:00";

    /// <summary>Execution duration of a job that asks for none; null = that of the description.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Century)]
    public TimeSpan? ExecutionDuration { get; set; }

    /// <summary>Longest execution duration; null = the description's duration is also the maximum.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Century)]
    public TimeSpan? MaxExecutionDuration { get; set; }

    /// <summary>Time from creation to destruction of a job that asks for none; default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Century)]
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Longest time from now to destruction that a client may ask for; null = no limit.</summary>
    [Range(typeof(TimeSpan), "00:00:01", Century)]
    public TimeSpan? MaxLifetime { get; set; }

    /// <summary>Largest request body in bytes; default 30 MiB.</summary>
    [Range(1L, long.MaxValue)]
    public long? MaxBody { get; set; }

    /// <summary>What one owner may have in the list; default no limits.</summary>
    public OwnerQuota? PerOwner { get; set; }

    /// <summary>What remains after destruction; default <see cref="ArchivePolicy.Never"/>.</summary>
    public ArchivePolicy? Archive { get; set; }

    /// <summary>
    /// Whether the list promises DALI: then parameters POSTed to the job itself answer 403 (DALI 1.1 §2.1). Default: where the description follows a protocol other
    /// than UWS itself (<see cref="JobDescription.StandardId"/>).
    /// </summary>
    public bool? Dali { get; set; }

    /// <summary>Whether the list has a synchronous form at <c>{list}-sync</c> (DALI 1.1 §2.2). Default true.</summary>
    public bool? Sync { get; set; }

    /// <summary>Whether values are checked only when the job runs (it ends in ERROR) instead of being refused with 400. Default false.</summary>
    public bool? LazyValidation { get; set; }

    /// <summary>Whether parameters that are not described are refused (403) instead of dropped. Default false.</summary>
    public bool? StrictParameters { get; set; }

    /// <summary>The form of <c>{job}/error</c>; null = the description's.</summary>
    public ErrorFormat? ErrorFormat { get; set; }

    /// <summary>Whether creation and PHASE=RUN answer 503 while the manager is down, instead of keeping the job QUEUED. Default false.</summary>
    public bool? RefuseWhenManagerDown { get; set; }

    /// <summary>Further managers that a client may choose by a parameter; the list's own manager is the default. Default: none.</summary>
    public IList<string>? Managers { get; set; }

    /// <summary>The name of that parameter; it is added to the description unless it is there. Default <c>MANAGER</c>.</summary>
    public string? ManagerParameter { get; set; }

    /// <summary>
    /// Who may use the list: <c>user:ID</c>, <c>group:NAME</c>, <c>role:NAME</c>; one of them is enough. Closes the list, its jobs included, to everybody else;
    /// administrators, operators and signed links pass. Default: everybody.
    /// </summary>
    public IList<string>? Allow { get; set; }

    /// <summary>
    /// What callers without an identity may do here. Default: <see cref="AnonymousPolicy.Public"/> on a host without any authentication,
    /// <see cref="AnonymousPolicy.Unlisted"/> on others; <see cref="AnonymousPolicy.Off"/> where <see cref="Allow"/> names somebody.
    /// </summary>
    public AnonymousPolicy? Anonymous { get; set; }

    /// <summary>With whom owners may share their jobs, to read only. Default <see cref="SharingPolicy.Links"/>.</summary>
    public SharingPolicy? Sharing { get; set; }

    /// <summary>
    /// Which lists of one manager go first when it is full: jobs of a list with a higher number are handed over before all others, owners in turn among those
    /// of one number. What runs is not stopped for them. Default 0.
    /// </summary>
    public int? Priority { get; set; }

    /// <summary>These settings, and the given ones where these say nothing.</summary>
    public JobListOptions Over(JobListOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        return new()
        {
            ExecutionDuration = ExecutionDuration ?? defaults.ExecutionDuration,
            MaxExecutionDuration = MaxExecutionDuration ?? defaults.MaxExecutionDuration,
            Lifetime = Lifetime ?? defaults.Lifetime,
            MaxLifetime = MaxLifetime ?? defaults.MaxLifetime,
            MaxBody = MaxBody ?? defaults.MaxBody,
            PerOwner = PerOwner?.Over(defaults.PerOwner) ?? defaults.PerOwner,
            Archive = Archive ?? defaults.Archive,
            Dali = Dali ?? defaults.Dali,
            Sync = Sync ?? defaults.Sync,
            LazyValidation = LazyValidation ?? defaults.LazyValidation,
            StrictParameters = StrictParameters ?? defaults.StrictParameters,
            ErrorFormat = ErrorFormat ?? defaults.ErrorFormat,
            RefuseWhenManagerDown = RefuseWhenManagerDown ?? defaults.RefuseWhenManagerDown,
            Managers = Managers ?? defaults.Managers,
            ManagerParameter = ManagerParameter ?? defaults.ManagerParameter,
            Allow = Allow ?? defaults.Allow,
            Anonymous = Anonymous ?? defaults.Anonymous,
            Sharing = Sharing ?? defaults.Sharing,
            Priority = Priority ?? defaults.Priority,
        };
    }
}

/// <summary>What remains of a job after its destruction (UWS 1.1 §2.1.3).</summary>
public enum ArchivePolicy
{
    /// <summary>Nothing.</summary>
    Never,
    /// <summary>At the destruction time the record stays, in phase ARCHIVED; a client's DELETE leaves nothing.</summary>
    AtDestruction,
    /// <summary>Also after a client's DELETE; DELETE of an ARCHIVED job leaves nothing.</summary>
    Always,
}
