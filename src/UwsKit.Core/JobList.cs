namespace UwsKit;

/// <summary>A job list of this host: a description, the manager that runs it, and its settings (already over the host's defaults). Immutable.</summary>
/// <param name="Name">Its path segment.</param>
/// <param name="Description">What its jobs do; where a client may choose the manager, with the parameter for that.</param>
/// <param name="Manager">The name of its manager.</param>
/// <param name="Options">Its settings.</param>
public sealed record JobList(string Name, JobDescription Description, string Manager, JobListOptions Options)
{
    /// <inheritdoc cref="JobList(string, JobDescription, string, JobListOptions)" path="/param[@name='Description']"/>
    public JobDescription Description { get; } = ManagerChoice.Describe(Description, Manager, Options);

    /// <summary>All managers that may run its jobs, the default first.</summary>
    public IReadOnlyList<string> Managers { get; } = ManagerChoice.Allowed(Manager, Options);

    /// <summary>Lower-case hex SHA-256 of the description's canonical JSON.</summary>
    public string Digest { get; } = DescriptionJson.Digest(ManagerChoice.Describe(Description, Manager, Options));

    /// <summary>Largest request body in bytes.</summary>
    public long MaxBody => Options.MaxBody ?? 30L * 1024 * 1024;

    /// <summary>Whether it promises DALI: its settings say so, or its description follows a protocol other than UWS itself.</summary>
    public bool IsDali => Options.Dali ?? (Description.StandardId is { } id && !id.OriginalString.StartsWith("ivo://ivoa.net/std/uws", StringComparison.OrdinalIgnoreCase));

    /// <summary>Longest execution duration; null = no limit.</summary>
    public TimeSpan? MaxExecutionDuration => Options.MaxExecutionDuration ?? Description.ExecutionDuration;

    /// <summary>Execution duration of a job that asks for none; null = no limit.</summary>
    public TimeSpan? DefaultExecutionDuration => Clamp(Options.ExecutionDuration ?? Description.ExecutionDuration);

    /// <summary>Time from creation to destruction of a job that asks for none.</summary>
    public TimeSpan? DefaultLifetime
        => Options.Lifetime ?? (Options.MaxLifetime < TimeSpan.FromDays(7) ? Options.MaxLifetime : TimeSpan.FromDays(7));

    /// <summary>The form of <c>{job}/error</c> (DALI 1.1 §4.2).</summary>
    public ErrorFormat ErrorFormat => Options.ErrorFormat ?? Description.ErrorFormat ?? UwsKit.ErrorFormat.Text;

    /// <summary>The manager for a job: the one that its parameters choose, where the list offers a choice.</summary>
    public string ManagerOf(Job job) => ManagerChoice.Of(this, job);

    /// <summary>An execution duration within the limit; null or zero ask for the longest allowed (UWS 1.1 §2.1.4).</summary>
    public TimeSpan? Clamp(TimeSpan? wished)
    {
        var wish = wished == TimeSpan.Zero ? null : wished;
        return wish is null || wish > MaxExecutionDuration ? MaxExecutionDuration ?? wish : wish;
    }
}

/// <summary>
/// The job lists of this host, by name: those of configuration and code, which stay, and those of the catalogue, which may come, change and go while it runs.
/// Of several with one name, which stop the host's start, the first. Thread-safe: each look sees the lists before a change or after it.
/// </summary>
public sealed class JobLists
{
    private volatile Dictionary<string, JobList> _all;

    /// <param name="lists">Those that stay.</param>
    public JobLists(IEnumerable<JobList> lists)
    {
        Lasting = [.. lists];
        _all = Index(Lasting);
    }

    /// <summary>All lists: those that stay in the order of their configuration, then the catalogue's.</summary>
    public IReadOnlyCollection<JobList> All => _all.Values;

    /// <summary>The list of that name; null when there is none.</summary>
    public JobList? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>When the catalogue was last put into effect; null = there is none.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>The lists that stay.</summary>
    internal IReadOnlyList<JobList> Lasting { get; }

    /// <summary>The managers that lists may name, now or later.</summary>
    internal IEnumerable<string> Managers => All.SelectMany(l => l.Managers).Concat(CatalogueManagers);

    /// <summary>The managers that lists of the catalogue may name.</summary>
    internal IReadOnlyList<string> CatalogueManagers { get; init; } = [];

    /// <summary>Offers these lists of the catalogue instead of those before.</summary>
    internal void Offer(IReadOnlyList<JobList> catalogue, DateTimeOffset? at) => (_all, ChangedAt) = (Index(Lasting.Concat(catalogue)), at);

    private static Dictionary<string, JobList> Index(IEnumerable<JobList> lists)
        => lists.DistinctBy(l => l.Name, StringComparer.Ordinal).ToDictionary(l => l.Name, StringComparer.Ordinal);
}
