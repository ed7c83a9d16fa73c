namespace UwsKit;

/// <summary>
/// What a list asks a storage for. All conditions are joined by AND; a null or default one does not count. <see cref="Matches"/> and
/// <see cref="Compare"/> are the definition that every storage is tested against. Immutable.
/// </summary>
public sealed record JobQuery
{
    /// <summary>Only this job list.</summary>
    public string? JobList { get; init; }
    /// <summary>Whose jobs. There is no default: no endpoint can forget it.</summary>
    public required Visibility Visibility { get; init; }
    /// <summary>Only these phases.</summary>
    public PhaseSet Phases { get; init; } = PhaseSet.Listed;
    /// <summary>Only jobs created strictly later (UWS 1.1 §2.2.2.1, AFTER).</summary>
    public DateTimeOffset? After { get; init; }
    /// <summary>Only jobs whose id or run id begins with this text, exactly (ordinal).</summary>
    public string? Text { get; init; }
    /// <summary>Only what comes after this entry in the default order: the next page.</summary>
    public JobCursor? Before { get; init; }
    /// <summary>At most so many entries; 1 or more.</summary>
    public int Take { get; init; } = 1000;
    /// <summary>Only jobs whose <see cref="Job.DueAt"/> is at or before this instant; the answer is in order of <see cref="Job.DueAt"/>.</summary>
    public DateTimeOffset? DueBefore { get; init; }
    /// <summary>
    /// Only jobs placed so; the answer is in order of <see cref="Job.QueuedAt"/> (never queued first), unless <see cref="DueBefore"/> is given, or
    /// <see cref="PlacementQuery.OldestPerOwner"/>, which has an order of its own.
    /// </summary>
    public PlacementQuery? Placement { get; init; }
    /// <summary>Whether tombstones (<see cref="Job.Deleted"/>) are listed as well.</summary>
    public bool IncludeDeleted { get; init; }

    /// <summary>Whether a job belongs in the answer, leaving aside <see cref="Take"/> and <see cref="PlacementQuery.OldestPerOwner"/>.</summary>
    public bool Matches(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return (JobList is null || job.JobList == JobList)
            && Visibility.Sees(job.OwnerId, job.SharedWith)
            && Phases.Contains(job.Phase)
            && (After is null || job.CreationTime > After)
            && (Text is null || job.Id.Value.StartsWith(Text, StringComparison.Ordinal) || job.RunId?.StartsWith(Text, StringComparison.Ordinal) == true)
            && (Before is null || Before.Precedes(job.CreationTime, job.Id))
            && (DueBefore is null || job.DueAt <= DueBefore)
            && (Placement is null || (Placement.Matches(job.Placement) && Placement.Reaches(job.OwnerId)))
            && (IncludeDeleted || !job.Deleted);
    }

    /// <summary>
    /// The order of the answer: newest first by default; by owner (<see cref="OwnerCursor.Compare"/>), then longest queued first, with
    /// <see cref="PlacementQuery.OldestPerOwner"/>; else earliest due first with <see cref="DueBefore"/>; else longest queued first with
    /// <see cref="Placement"/>. Ties are broken by id, in the same direction.
    /// </summary>
    public int Compare(JobSummary x, JobSummary y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (Placement is { OldestPerOwner: true } && OwnerCursor.Compare(x.OwnerId, y.OwnerId) is not 0 and var byOwner)
        {
            return byOwner;
        }

        if (DueBefore is not null && Placement is not { OldestPerOwner: true })
        {
            return (x.DueAt ?? default, x.Id).CompareTo((y.DueAt ?? default, y.Id));
        }

        return Placement is not null
            ? (x.QueuedAt ?? default, x.Id).CompareTo((y.QueuedAt ?? default, y.Id))
            : (y.CreationTime, y.Id).CompareTo((x.CreationTime, x.Id));
    }

    /// <summary>The answer to this query out of all jobs, in memory: for small storages and as the reference for all others.</summary>
    public IReadOnlyList<JobSummary> Select(IEnumerable<Job> jobs)
    {
        var found = jobs.Where(Matches).Select(j => j.Summarize()).Order(Comparer<JobSummary>.Create(Compare));
        return [.. (Placement?.OldestPerOwner == true ? found.DistinctBy(j => j.OwnerId) : found).Take(Take)];
    }
}

/// <summary>A place in the default order of a list: everything that comes after this creation time and id is the next page.</summary>
/// <param name="CreationTime">Creation time of the last entry seen.</param>
/// <param name="Id">Id of the last entry seen.</param>
public sealed record JobCursor(DateTimeOffset CreationTime, JobId Id)
{
    /// <summary>Whether an entry comes after the cursor, that is: is older.</summary>
    public bool Precedes(DateTimeOffset creationTime, JobId id)
        => creationTime < CreationTime || (creationTime == CreationTime && id < Id);
}

/// <summary>Selects jobs by their placement; null members do not count.</summary>
/// <param name="State">The state.</param>
/// <param name="Manager">The manager's name.</param>
/// <param name="Node">The node that submitted.</param>
/// <param name="OldestPerOwner">
/// Of each owner (nobody counts as one) only the job queued first, and the answer in order of owners: what a fair queue looks at. The work is that of
/// <see cref="JobQuery.Take"/> owners, however many there are.
/// </param>
/// <param name="AfterOwner">With <paramref name="OldestPerOwner"/>: only owners that come after this one.</param>
public sealed record PlacementQuery(PlacementState State, string? Manager = null, string? Node = null, bool OldestPerOwner = false, OwnerCursor? AfterOwner = null)
{
    /// <summary>Whether a placement is selected.</summary>
    public bool Matches(Placement? placement)
        => placement is not null && placement.State == State
            && (Manager is null || placement.Manager == Manager) && (Node is null || placement.Node == Node);

    /// <summary>Whether an owner's jobs are selected, as far as <see cref="AfterOwner"/> says.</summary>
    public bool Reaches(string? ownerId) => !OldestPerOwner || AfterOwner is null || OwnerCursor.Compare(ownerId, AfterOwner.OwnerId) > 0;
}
