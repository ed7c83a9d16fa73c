namespace UwsKit;

/// <summary>A job document as a client reads it (UWS 1.1 §2.2.2.2), of any server.</summary>
/// <param name="JobId">The identifier.</param>
/// <param name="Phase">The phase.</param>
public sealed record UwsJobDocument(string JobId, ExecutionPhase Phase)
{
    /// <summary>Version of the protocol; <c>1.0</c> when the document does not say: such a server does not know WAIT.</summary>
    public string Version { get; init; } = "1.0";
    /// <summary>The client's label; null = none.</summary>
    public string? RunId { get; init; }
    /// <summary>The owner; null = nobody.</summary>
    public string? OwnerId { get; init; }
    /// <summary>When the job is expected to be complete; null = not known.</summary>
    public DateTimeOffset? Quote { get; init; }
    /// <summary>When it was created; null with 1.0 servers.</summary>
    public DateTimeOffset? CreationTime { get; init; }
    /// <summary>When execution began.</summary>
    public DateTimeOffset? StartTime { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }
    /// <summary>How long it may execute; null = no limit.</summary>
    public TimeSpan? ExecutionDuration { get; init; }
    /// <summary>When it will be destroyed; null = never, or not known.</summary>
    public DateTimeOffset? Destruction { get; init; }
    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<UwsParameterDocument> Parameters { get; init; } = [];
    /// <summary>The results, in order.</summary>
    public IReadOnlyList<UwsResultDocument> Results { get; init; } = [];
    /// <summary>The error summary; null = none.</summary>
    public UwsErrorDocument? Error { get; init; }
    /// <summary>The <c>jobInfo</c> element as XML text; null = none.</summary>
    public string? JobInfo { get; init; }
}

/// <summary>A line of a job list (UWS 1.1 §2.2.2.1).</summary>
/// <param name="JobId">The identifier.</param>
/// <param name="Phase">The phase.</param>
public sealed record UwsJobReference(string JobId, ExecutionPhase Phase)
{
    /// <summary>The job's URL; null when the server gives none.</summary>
    public string? Href { get; init; }
    /// <summary>The client's label; null = none.</summary>
    public string? RunId { get; init; }
    /// <summary>The owner; null = nobody, or not said.</summary>
    public string? OwnerId { get; init; }
    /// <summary>When it was created; null = not said.</summary>
    public DateTimeOffset? CreationTime { get; init; }
}

/// <summary>A job list document.</summary>
/// <param name="Version">Version of the protocol; <c>1.0</c> when the document does not say.</param>
/// <param name="Jobs">The lines, in order.</param>
public sealed record UwsJobListDocument(string Version, IReadOnlyList<UwsJobReference> Jobs);

/// <summary>One value of a parameter (UWS 1.1 §2.1.11).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The text, or the URL of the content.</param>
/// <param name="ByReference">Whether <paramref name="Value"/> is a URL.</param>
public sealed record UwsParameterDocument(string Name, string Value, bool ByReference);

/// <summary>A result (UWS 1.1 §2.1.10).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Href">Its URL; null when the server gives none.</param>
/// <param name="Size">Bytes; null = not said.</param>
/// <param name="MediaType">Media type; null = not said.</param>
public sealed record UwsResultDocument(string Id, string? Href, long? Size, string? MediaType);

/// <summary>An error summary (UWS 1.1 §2.1.7).</summary>
/// <param name="Transient">Whether the job may succeed later.</param>
/// <param name="Message">The message; may be empty with some servers.</param>
/// <param name="HasDetail">Whether <c>{job}/error</c> says more.</param>
public sealed record UwsErrorDocument(bool Transient, string Message, bool HasDetail);
