using System.Text.Json.Serialization;

namespace UwsKit;

/// <summary>One parameter: what a value may be, and what people and documents say about it. Immutable.</summary>
/// <param name="Name">NMTOKEN characters; matched without regard to case (DALI 1.1 §3.1).</param>
/// <param name="Type">Its type.</param>
public sealed record ParameterDescription(string Name, ParameterType Type)
{
    /// <summary>Label in a form; null = the name.</summary>
    public string? Title { get; init; }
    /// <summary>Help for people.</summary>
    public string? Text { get; init; }
    /// <summary>The part of a form that it belongs to; parameters of one group stand together.</summary>
    public string? Group { get; init; }

    /// <summary>Whether a value must be given (a default counts as given).</summary>
    public bool Required { get; init; }
    /// <summary>Whether several values may be given.</summary>
    public bool Repeatable { get; init; }
    /// <summary>Of a repeatable one: fewest values, once any is given.</summary>
    public int? MinCount { get; init; }
    /// <summary>Of a repeatable one: most values.</summary>
    public int? MaxCount { get; init; }
    /// <summary>Value when none is given.</summary>
    public string? Default { get; init; }
    /// <summary>Values of a repeatable one when none is given, instead of <see cref="Default"/>.</summary>
    public IReadOnlyList<string> Defaults { get; init; } = [];

    /// <summary>Smallest value (integer, real, timestamp; both ends of an interval).</summary>
    public string? Min { get; init; }
    /// <summary>Largest value (integer, real, timestamp; both ends of an interval).</summary>
    public string? Max { get; init; }
    /// <summary>The only values allowed; empty = any.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
    /// <summary>Labels of options in a form, by value; an option without one is shown as it is.</summary>
    public IReadOnlyDictionary<string, string> OptionTitles { get; init; } = new Dictionary<string, string>();
    /// <summary>A regular expression that the whole value must match (text, uri). Matched in linear time: no back-references, no look-around.</summary>
    public string? Pattern { get; init; }
    /// <summary>Most characters of a value (text, uri).</summary>
    public int? MaxLength { get; init; }
    /// <summary>Most bytes of a file, uploaded or fetched; the host's own limits hold as well.</summary>
    public long? MaxSize { get; init; }

    /// <summary>
    /// The structure of a value (DALI 1.1 §3.3): <c>timestamp</c>, <c>interval</c>, <c>point</c>, <c>circle</c> or <c>polygon</c>, which are checked, or one
    /// of your own with a prefix (<c>x:name</c>), which is only shown.
    /// </summary>
    public string? Xtype { get; init; }
    /// <summary>Unit in VOUnits spelling.</summary>
    public string? Unit { get; init; }
    /// <summary>Unified Content Descriptor.</summary>
    public string? Ucd { get; init; }
    /// <summary>Its role in a data model, such as <c>Char.SpatialAxis.Coverage</c>.</summary>
    public string? Utype { get; init; }
    /// <summary>Expected media type of a file.</summary>
    public string? MediaType { get; init; }

    /// <summary>The values when none is given: <see cref="Default"/> or <see cref="Defaults"/>; empty = none.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> AllDefaults => Default is { } one ? [one] : Defaults;
}
