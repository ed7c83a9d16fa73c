using System.Text.Json;

namespace UwsKit;

/// <summary>
/// One job as it stood at one moment: an immutable snapshot with a version number. The record is the truth; events and notifications are
/// hints (UWS 1.1 §2.1.2). All instants are UTC with milliseconds. Thread-safe.
/// </summary>
public sealed record Job
{
    /// <summary>The identifier, also the last segment of the job's URL.</summary>
    public required JobId Id { get; init; }
    /// <summary>The name of the job list that the job belongs to.</summary>
    public required string JobList { get; init; }
    /// <summary>Who created the job; null when nobody was authenticated (UWS 1.1 §2.1.8).</summary>
    public string? OwnerId { get; init; }
    /// <summary>The client's own label, given back as it came (UWS 1.1 §2.1.9).</summary>
    public string? RunId { get; init; }
    /// <summary>The phase; changed only along <see cref="PhaseRules"/>.</summary>
    public ExecutionPhase Phase { get; init; }
    /// <summary>The phase before ARCHIVED; null otherwise.</summary>
    public ExecutionPhase? FormerPhase { get; init; }
    /// <summary>When the job was created. Not unique: ties are broken by <see cref="Id"/>.</summary>
    public required DateTimeOffset CreationTime { get; init; }
    /// <summary>When the client committed the job.</summary>
    public DateTimeOffset? QueuedAt { get; init; }
    /// <summary>When execution began; null until then.</summary>
    public DateTimeOffset? StartTime { get; init; }
    /// <summary>When the job ended, also when it never started; null until then.</summary>
    public DateTimeOffset? EndTime { get; init; }
    /// <summary>When the job is expected to be complete (an instant, UWS 1.1 §2.1.6); null = not known.</summary>
    public DateTimeOffset? Quote { get; init; }
    /// <summary>When the job will be destroyed (UWS 1.1 §2.1.5); null = never.</summary>
    public DateTimeOffset? Destruction { get; init; }
    /// <summary>How long the job may execute, whole seconds (UWS 1.1 §2.1.4); null = no limit, 0 on the wire.</summary>
    public TimeSpan? ExecutionDuration { get; init; }
    /// <summary>Time spent EXECUTING before <see cref="ExecutingSince"/>: SUSPENDED and HELD do not count.</summary>
    public TimeSpan Executed { get; init; }
    /// <summary>Since when the job is EXECUTING without a break; null in any other phase.</summary>
    public DateTimeOffset? ExecutingSince { get; init; }
    /// <summary>The description that the job was created with.</summary>
    public DescriptionRef? Description { get; init; }
    /// <summary>The parameters, in the order received; repeated names are several values.</summary>
    public IReadOnlyList<JobParameter> Parameters { get; init; } = [];
    /// <summary>The results; ids are unique within the job.</summary>
    public IReadOnlyList<JobResult> Results { get; init; } = [];
    /// <summary>Why the job failed, or why the system aborted it; null otherwise.</summary>
    public JobError? Error { get; init; }
    /// <summary>The newest progress report.</summary>
    public JobProgress? Progress { get; init; }
    /// <summary>Where the work is; null = nothing left to do at any back end.</summary>
    public Placement? Placement { get; init; }
    /// <summary>Where the work was done, from the last phase on; null before, and when no back end ever had the job.</summary>
    public JobRun? Ran { get; init; }
    /// <summary>The job that this one was made to reproduce; null = none.</summary>
    public JobId? Reproduces { get; init; }
    /// <summary>An XML fragment of one element for <c>jobInfo</c> (UWS 1.1 §2.2.2.2); null = none.</summary>
    public string? JobInfo { get; init; }
    /// <summary>W3C trace context of the creating request.</summary>
    public string? TraceParent { get; init; }
    /// <summary>
    /// With whom the owner shares the job, to read only: the names <c>user:ID</c> and <c>group:NAME</c>, by which lists find it
    /// (<see cref="Visibility.Shared"/>), or <c>link:ID/UNIX-SECONDS</c> for a signed link and its end.
    /// </summary>
    public IReadOnlyList<string> SharedWith { get; init; } = [];
    /// <summary>The users and groups of <see cref="SharedWith"/>, each once: what a storage keeps an index of.</summary>
    public IReadOnlyList<string> SharedNames => SharedWith.Count == 0 ? [] : [.. SharedWith.Where(IsName).Distinct(StringComparer.Ordinal)];
    /// <summary>A tombstone: invisible to every read and list until back end and files are gone.</summary>
    public bool Deleted { get; init; }
    /// <summary>One more with every stored change. Kept beside the document, not in it.</summary>
    public long Version { get; init; }
    /// <summary>Members of the stored document that this release does not know; written back as they came.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Unknown { get; init; }

    /// <summary>When the execution duration will be used up; null when no clock runs.</summary>
    public DateTimeOffset? ExecutionDeadline
        => Phase == ExecutionPhase.Executing && ExecutionDuration is { } limit && ExecutingSince is { } since ? since + (limit - Executed) : null;

    /// <summary>The next instant at which the sweeper has something to do by the clock: destruction or end of the execution duration.</summary>
    public DateTimeOffset? DueAt
    {
        get
        {
            var destruction = Deleted || Phase == ExecutionPhase.Archived ? null : Destruction;
            var deadline = Deleted ? null : ExecutionDeadline;
            return destruction is null || deadline < destruction ? deadline ?? destruction : destruction;
        }
    }

    /// <summary>Bytes of its uploads, fetched inputs and results in the file storage; none once it is deleted or ARCHIVED.</summary>
    public long StoredBytes => Deleted || Phase == ExecutionPhase.Archived ? 0
        : Parameters.Sum(p => p.File?.Size ?? 0) + Results.Sum(r => r.FileName is null ? 0 : r.Size ?? 0);

    /// <summary>Whether an entry of <see cref="SharedWith"/> is a user or a group, and no signed link.</summary>
    internal static bool IsName(string entry) => !entry.StartsWith("link:", StringComparison.Ordinal);

    /// <summary>The job's line in a list.</summary>
    public JobSummary Summarize() => new()
    {
        Id = Id, JobList = JobList, Phase = Phase, OwnerId = OwnerId, RunId = RunId, CreationTime = CreationTime, QueuedAt = QueuedAt,
        StartTime = StartTime, EndTime = EndTime, DueAt = DueAt, Placement = Placement, StoredBytes = StoredBytes,
        Deleted = Deleted, Version = Version,
    };
}

/// <summary>Which description a job was made with: name, version and SHA-256 (lower-case hex) of its canonical JSON.</summary>
public sealed record DescriptionRef(string Name, string? Version, string Digest);
