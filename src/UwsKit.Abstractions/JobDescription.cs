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
    /// <summary>The parameters, in the order of the form.</summary>
    public IReadOnlyList<ParameterDescription> Parameters { get; init; } = [];
    /// <summary>The results; the first is the main one.</summary>
    public IReadOnlyList<ResultDescription> Results { get; init; } = [];
    /// <summary>Whether parameters that are not described are kept (as text) instead of dropped.</summary>
    public bool AllowUndescribedParameters { get; init; }
    /// <summary>Default, and without a configured maximum also the maximum, of the execution duration. Null = no limit.</summary>
    public TimeSpan? ExecutionDuration { get; init; }
    /// <summary>What is run.</summary>
    public BackendDescription Backend { get; init; } = new();
    /// <summary>The folder that relative paths start at: that of the description file.</summary>
    [JsonIgnore]
    public string? BaseDirectory { get; init; }
}

/// <summary>The types of a parameter.</summary>
public enum ParameterType
{
    /// <summary>Any text.</summary>
    Text,
    /// <summary>A whole number of 64 bits.</summary>
    Integer,
    /// <summary>A number.</summary>
    Real,
    /// <summary><c>true</c>, <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    Boolean,
    /// <summary>An ISO 8601 instant, UTC.</summary>
    Timestamp,
    /// <summary>An absolute URI.</summary>
    Uri,
    /// <summary>A file: uploaded, or an http(s) URL that the service fetches.</summary>
    File,
}

/// <summary>One parameter.</summary>
/// <param name="Name">NMTOKEN characters; matched without regard to case.</param>
/// <param name="Type">Its type.</param>
public sealed record ParameterDescription(string Name, ParameterType Type)
{
    /// <summary>Whether a value must be given (a default counts as given).</summary>
    public bool Required { get; init; }
    /// <summary>Whether several values may be given.</summary>
    public bool Repeatable { get; init; }
    /// <summary>Value when none is given.</summary>
    public string? Default { get; init; }
    /// <summary>Smallest value (integer, real, timestamp).</summary>
    public string? Min { get; init; }
    /// <summary>Largest value (integer, real, timestamp).</summary>
    public string? Max { get; init; }
    /// <summary>The only values allowed; empty = any.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
    /// <summary>Unit in VOUnits spelling.</summary>
    public string? Unit { get; init; }
    /// <summary>Unified Content Descriptor.</summary>
    public string? Ucd { get; init; }
    /// <summary>Expected media type of a file.</summary>
    public string? MediaType { get; init; }
    /// <summary>Help for people.</summary>
    public string? Text { get; init; }
}

/// <summary>One result that a job may leave in its output directory.</summary>
/// <param name="Name">Id of the result.</param>
/// <param name="MediaType">Media type.</param>
public sealed record ResultDescription(string Name, string MediaType)
{
    /// <summary>Name of the file in the output directory; null = <see cref="Name"/>.</summary>
    public string? FilePattern { get; init; }
    /// <summary>What it is.</summary>
    public string? Text { get; init; }
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
