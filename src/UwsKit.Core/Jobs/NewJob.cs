namespace UwsKit;

/// <summary>A client's wish for a new job.</summary>
/// <param name="Id">Made before the body was read: uploads already lie under it.</param>
public sealed record NewJob(JobId Id)
{
    /// <summary>Who asks; null = nobody authenticated.</summary>
    public string? OwnerId { get; init; }
    /// <summary>The client's label, at most 64 characters.</summary>
    public string? RunId { get; init; }
    /// <summary>The values posted, control parameters taken out, RUNID left in.</summary>
    public IReadOnlyList<PostedValue> Posted { get; init; } = [];
    /// <summary>Whether the job is committed at once (PHASE=RUN).</summary>
    public bool Run { get; init; }
    /// <summary>Wished execution duration; null = the default, zero = the longest allowed.</summary>
    public TimeSpan? ExecutionDuration { get; init; }
    /// <summary>Wished destruction; null = the default.</summary>
    public DateTimeOffset? Destruction { get; init; }
    /// <summary>W3C trace context of the request.</summary>
    public string? TraceParent { get; init; }
    /// <summary>The job that this one is made to reproduce.</summary>
    public JobId? Reproduces { get; init; }
}
