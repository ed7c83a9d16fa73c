using System.Text.Json.Serialization;

namespace UwsKit;

/// <summary>
/// The one place that says what a job list does: its parameters, results and work. Validation, forms and documents follow from it.
/// Immutable; the JSON form has the same members in camelCase.
/// </summary>
public sealed record JobDescription
{
    /// <summary>Name; also that of the job list unless the configuration says otherwise. Lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public required string Name { get; init; }
    /// <summary>One line for people.</summary>
    public string? Title { get; init; }
    /// <summary>What the job does.</summary>
    public string? Text { get; init; }
    /// <summary>Version of the description and its software.</summary>
    public string? Version { get; init; }
    /// <summary>URL of the documentation.</summary>
    public Uri? Documentation { get; init; }
    /// <summary>Who answers questions: a name, mail address or both.</summary>
    public string? Contact { get; init; }
    /// <summary>The IVOA identifier of the protocol that the list follows, such as <c>ivo://ivoa.net/std/SODA#async-1.0</c>; null = plain UWS 1.1.</summary>
    public Uri? StandardId { get; init; }
    /// <summary>What kind of activity it is, such as <c>Simulation</c>, <c>Reduction</c> or <c>Analysis</c> (ProvenanceDM 1.0 §2.5).</summary>
    public string? ActivityType { get; init; }
    /// <summary>A finer word for the kind of activity.</summary>
    public string? ActivitySubtype { get; init; }
    /// <summary>The parameters, in the order of the form.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; init; } = [];
    /// <summary>What must hold between parameters.</summary>
    public IReadOnlyList<ParameterRule> Rules { get; init; } = [];
    /// <summary>Requests that work, for people and for the service's examples (DALI 1.1 §2.3).</summary>
    public IReadOnlyList<ExampleDescription> Examples { get; init; } = [];
    /// <summary>The results. The one named <c>result</c>, or else the first, is the main one; clients find it under the id <c>result</c> in any case.</summary>
    public IReadOnlyList<ResultDescription> Results { get; init; } = [];
    /// <summary>Whether parameters that are not described are kept (as text) instead of dropped.</summary>
    public bool AllowUndescribedParameters { get; init; }
    /// <summary>Default, and without a configured maximum also the maximum, of the execution duration. Null = no limit.</summary>
    public TimeSpan? ExecutionDuration { get; init; }
    /// <summary>The form of <c>{job}/error</c>, where the configuration does not say it; null = plain text.</summary>
    public ErrorFormat? ErrorFormat { get; init; }
    /// <summary>What is run.</summary>
    public BackendDescription Backend { get; init; } = new();
    /// <summary>The folder that relative paths start at: that of the description file.</summary>
    [JsonIgnore]
    public string? BaseDirectory { get; init; }
}

/// <summary>
/// What is run: a command or a script, with arguments. <c>{name}</c> in an argument is replaced by the parameter's value as (part of) that one
/// argument; no shell ever reads it. An argument that begins with <c>./</c> or <c>../</c> is a path from the description's folder.
/// </summary>
public sealed record BackendDescription
{
    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
    /// <summary>Instead: an executable file beside the description, copied with the job.</summary>
    public string? Script { get; init; }
    /// <summary>Arguments of <see cref="Script"/>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
    /// <summary>Wishes for a manager, such as a partition; each manager says which it knows.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}

/// <summary>Finds descriptions by name. Several sources may be registered; the first that knows a name wins. Thread-safe.</summary>
public interface IJobDescriptionSource
{
    /// <summary>The description of that name; null when this source has none.</summary>
    JobDescription? Find(string name);
    /// <summary>All descriptions of this source.</summary>
    IReadOnlyList<JobDescription> List();
}
