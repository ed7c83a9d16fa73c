namespace UwsKit;

/// <summary>What one request wants changed in a job: all of it or nothing.</summary>
internal sealed record WantedChange
{
    /// <summary>Values for parameters; PENDING only.</summary>
    public IReadOnlyList<PostedValue> Posted { get; init; } = [];
    /// <summary>Another execution duration; zero asks for the longest allowed.</summary>
    public TimeSpan? ExecutionDuration { get; init; }
    /// <summary>Whether <see cref="Destruction"/> counts.</summary>
    public bool SetsDestruction { get; init; }
    /// <summary>Another destruction time; null asks for the latest allowed.</summary>
    public DateTimeOffset? Destruction { get; init; }
    /// <summary>True = RUN, false = ABORT, null = neither.</summary>
    public bool? Run { get; init; }
}
