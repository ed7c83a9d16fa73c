namespace UwsKit;

/// <summary>A job's line in a list: what the indexes hold, without parameters and results.</summary>
public sealed record JobSummary
{
    /// <inheritdoc cref="Job.Id"/>
    public required JobId Id { get; init; }
    /// <inheritdoc cref="Job.JobList"/>
    public required string JobList { get; init; }
    /// <inheritdoc cref="Job.Phase"/>
    public required ExecutionPhase Phase { get; init; }
    /// <inheritdoc cref="Job.OwnerId"/>
    public string? OwnerId { get; init; }
    /// <inheritdoc cref="Job.RunId"/>
    public string? RunId { get; init; }
    /// <inheritdoc cref="Job.CreationTime"/>
    public required DateTimeOffset CreationTime { get; init; }
    /// <inheritdoc cref="Job.QueuedAt"/>
    public DateTimeOffset? QueuedAt { get; init; }
    /// <inheritdoc cref="Job.StartTime"/>
    public DateTimeOffset? StartTime { get; init; }
    /// <inheritdoc cref="Job.EndTime"/>
    public DateTimeOffset? EndTime { get; init; }
    /// <inheritdoc cref="Job.DueAt"/>
    public DateTimeOffset? DueAt { get; init; }
    /// <inheritdoc cref="Job.Placement"/>
    public Placement? Placement { get; init; }
    /// <inheritdoc cref="Job.StoredBytes"/>
    public long StoredBytes { get; init; }
    /// <inheritdoc cref="Job.Deleted"/>
    public bool Deleted { get; init; }
    /// <inheritdoc cref="Job.Version"/>
    public required long Version { get; init; }
}
