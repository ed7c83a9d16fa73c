using System.Globalization;

namespace UwsKit;

/// <summary>How a job stands at its back end.</summary>
public enum BackendState
{
    /// <summary>Waiting in the back end's queue.</summary>
    Queued,
    /// <summary>Held by the back end or its operator.</summary>
    Held,
    /// <summary>Running.</summary>
    Running,
    /// <summary>Interrupted or requeued; resumes by itself.</summary>
    Suspended,
    /// <summary>Ended with exit status 0; all outputs are stored.</summary>
    Finished,
    /// <summary>Ended with a failure.</summary>
    Failed,
    /// <summary>Stopped for using up its execution duration.</summary>
    TimedOut,
    /// <summary>Stopped by the system for lack or overuse of resources, or by an operator.</summary>
    Cancelled,
    /// <summary>The back end cannot say at present.</summary>
    Unknown,
    /// <summary>The back end does not know the job.</summary>
    Lost,
}

/// <summary>
/// Something happened to a job at its back end. Only a hint to the core: it may come late, twice or out of order without harm; an event of another
/// attempt than the current one is ignored.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="State">How it stands now.</param>
/// <param name="Attempt">The submission that this is about.</param>
public sealed record JobEvent(JobId Job, BackendState State, int Attempt)
{
    /// <summary>The back end's identifier, when it is known only now.</summary>
    public string? BackendId { get; init; }
    /// <summary>Why, for the user: one line.</summary>
    public string? Message { get; init; }
    /// <summary>More text for <c>{job}/error</c>.</summary>
    public string? Detail { get; init; }
    /// <summary>Whether a failure may not happen again.</summary>
    public bool Transient { get; init; }
    /// <summary>Exit status of the work.</summary>
    public int? ExitCode { get; init; }
    /// <summary>When the work began, by the back end's clock.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it ended, by the back end's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    /// <summary>How far it is.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>
    /// Reads the fields that the common batch script posts: <c>state</c> and <c>attempt</c> (both needed), <c>message</c>, <c>exitcode</c>,
    /// <c>backendid</c>, <c>started</c>, <c>ended</c>, <c>transient</c>. Null = not understood.
    /// </summary>
    public static JobEvent? FromFields(JobId job, IReadOnlyDictionary<string, string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (!fields.TryGetValue("state", out var word) || !word.All(char.IsAsciiLetter) // neither numbers nor "Running,Failed", which Enum.TryParse takes
            || !Enum.TryParse<BackendState>(word, ignoreCase: true, out var state)
            || !fields.TryGetValue("attempt", out var number) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
        {
            return null;
        }

        return new JobEvent(job, state, attempt)
        {
            Message = fields.GetValueOrDefault("message"),
            BackendId = fields.GetValueOrDefault("backendid"),
            ExitCode = int.TryParse(fields.GetValueOrDefault("exitcode"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null,
            StartedAt = UwsTime.TryParse(fields.GetValueOrDefault("started"), out var started) ? started : null,
            EndedAt = UwsTime.TryParse(fields.GetValueOrDefault("ended"), out var ended) ? ended : null,
            Transient = fields.GetValueOrDefault("transient") is "1" or "true",
        };
    }
}

/// <summary>Takes events from managers and their scripts.</summary>
public interface IJobEventSink
{
    /// <summary>
    /// Judges and records an event; durable on return. Repeated, late and foreign events are logged and change nothing. Throws
    /// <see cref="UwsException"/> (<see cref="UwsErrorKind.Unavailable"/>) when the storage is away: post again later.
    /// </summary>
    ValueTask PostAsync(JobEvent e, CancellationToken ct);
}
