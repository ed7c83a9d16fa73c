using System.Text.Json.Serialization;

namespace UwsKit;

/// <summary>
/// One value of one parameter (UWS 1.1 §2.1.11). Either <see cref="Value"/> is the text, or <see cref="File"/> is the content in the job's input area.
/// </summary>
/// <param name="Name">The name in its declared spelling; NMTOKEN characters only.</param>
/// <param name="Value">The text; for a file given by URL, the URL. Null when only a file is there.</param>
public sealed record JobParameter(string Name, string? Value)
{
    /// <summary>The stored content of an upload or of a fetched URL; null for plain values.</summary>
    public JobFile? File { get; init; }
    /// <summary>Whether <see cref="Value"/> is the URL of the content rather than the content.</summary>
    public bool ByReference { get; init; }
}

/// <summary>One result (UWS 1.1 §2.1.10).</summary>
/// <param name="Id">Unique within the job.</param>
/// <param name="FileName">Name in the job's output area; null when the result is elsewhere (<see cref="Href"/>).</param>
public sealed record JobResult(string Id, string? FileName)
{
    /// <summary>Absolute http(s) URL of a result kept elsewhere.</summary>
    public Uri? Href { get; init; }
    /// <summary>Media type; null = unknown.</summary>
    public string? MediaType { get; init; }
    /// <summary>Bytes; null = unknown.</summary>
    public long? Size { get; init; }
    /// <summary>SHA-256 of the bytes, lower-case hex; null = unknown.</summary>
    public string? Sha256 { get; init; }
    /// <summary>The name of its <see cref="ResultDescription"/>; null = it is not described.</summary>
    public string? Described { get; init; }
    /// <summary>Whether it is (one of) the main result: see <see cref="JobDescription.Results"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Main { get; init; }
    /// <summary>The name of the description of the result that this one gives a quick view of; null = it is no preview.</summary>
    public string? PreviewOf { get; init; }
}

/// <summary>Why a job failed (UWS 1.1 §2.1.7).</summary>
/// <param name="Transient">True when the same job may succeed if submitted again later; false (fatal) when it will not.</param>
/// <param name="Message">One readable line, never empty.</param>
/// <param name="Detail">More text for <c>{job}/error</c>; null = the message is all there is.</param>
public sealed record JobError(bool Transient, string Message, string? Detail = null);

/// <summary>How far a job is.</summary>
/// <param name="Percent">0 to 100; null = not known.</param>
/// <param name="Text">What it is doing.</param>
/// <param name="At">When this was reported.</param>
public sealed record JobProgress(double? Percent, string? Text, DateTimeOffset At);

/// <summary>Where a job's work is.</summary>
/// <param name="Manager">Name of the manager in the configuration; empty when the job was never committed.</param>
/// <param name="State">What there is left to do.</param>
/// <param name="Attempt">0 before the first submission; one more with each.</param>
/// <param name="Node">The server node that submitted it.</param>
/// <param name="BackendId">The back end's own identifier.</param>
/// <param name="Since">When this state was entered.</param>
/// <param name="LostSince">Since when the back end does not know the job; null = it does.</param>
/// <param name="ExitCode">Exit status of the work, when known.</param>
/// <param name="Reason">Why the back end holds, suspends or cannot tell, as it said; shown in <c>jobInfo</c>.</param>
public sealed record Placement(
    string Manager, PlacementState State, int Attempt, string? Node, string? BackendId,
    DateTimeOffset Since, DateTimeOffset? LostSince = null, int? ExitCode = null, string? Reason = null)
{
    /// <summary>The execution duration was changed, and the back end is yet to be told. Not in a <see cref="JobSummary"/>, as <see cref="Reason"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TellDuration { get; init; }

    /// <summary>The owner ran the held job, and the back end is yet to be asked for its release. Not in a <see cref="JobSummary"/>, as <see cref="Reason"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TellRelease { get; init; }
}

/// <summary>What remains of a <see cref="Placement"/> when nothing is left to do: for provenance.</summary>
/// <param name="Manager">Name of the manager in the configuration.</param>
/// <param name="Node">The server node that submitted the job.</param>
/// <param name="BackendId">The back end's own identifier.</param>
/// <param name="Attempts">How often the job was submitted.</param>
/// <param name="ExitCode">Exit status of the work; null = not known.</param>
/// <param name="Software">Name and version of the service that ran it.</param>
public sealed record JobRun(string Manager, string? Node, string? BackendId, int Attempts, int? ExitCode, string? Software);

/// <summary>What is left to do at the back end.</summary>
public enum PlacementState
{
    /// <summary>Committed, waiting for a free slot.</summary>
    Waiting,
    /// <summary>A node is handing it to the manager.</summary>
    Submitting,
    /// <summary>The back end has it.</summary>
    Placed,
    /// <summary>Not wanted any more: to be cancelled, its traces removed.</summary>
    Forgetting,
}
