namespace UwsKit;

/// <summary>The three kinds of nodes of W3C PROV.</summary>
internal enum ProvKind
{
    Entity,
    Activity,
    Agent,
}

/// <summary>What a node is to a job service.</summary>
internal enum ProvClass
{
    Job,
    Step,
    Result,
    Input,
    Parameter,
    Description,
    Person,
    Organization,
    Software,
}

/// <summary>The relations that are written; each points back in time, from what came later to what it came from.</summary>
internal enum ProvVerb
{
    Used,
    WasGeneratedBy,
    WasAssociatedWith,
    WasAttributedTo,
    WasDerivedFrom,
    WasInformedBy,
    WasInfluencedBy,
}

/// <summary>The type of an attribute's value.</summary>
internal enum ProvType
{
    Text,
    Name,
    Instant,
    Number,
}

/// <summary>One attribute.</summary>
/// <param name="Name">A qualified name.</param>
/// <param name="Value">Of characters that XML can hold.</param>
/// <param name="Type">How the value is to be read.</param>
internal sealed record ProvAttribute(string Name, string Value, ProvType Type = ProvType.Text);

/// <summary>A node. Immutable.</summary>
/// <param name="Kind">Which of PROV's kinds.</param>
/// <param name="Class">What it is here.</param>
/// <param name="Id">Its local name: see <see cref="ProvNames"/>.</param>
/// <param name="Label">What people call it.</param>
internal sealed record ProvNode(ProvKind Kind, ProvClass Class, string Id, string Label)
{
    /// <summary>Start of an activity.</summary>
    public DateTimeOffset? Start { get; init; }
    /// <summary>End of an activity.</summary>
    public DateTimeOffset? End { get; init; }
    /// <summary>URL of what the node stands for; null = there is none, or not any more.</summary>
    public string? Href { get; init; }
    /// <summary>A second line for drawings.</summary>
    public string? Detail { get; init; }
    /// <summary>All but label and times.</summary>
    public IReadOnlyList<ProvAttribute> Attributes { get; init; } = [];
}

/// <summary>A relation of two nodes. Immutable.</summary>
internal sealed record ProvRelation(ProvVerb Verb, string From, string To)
{
    public string? Role { get; init; }
    public DateTimeOffset? Time { get; init; }
    /// <summary>A finer type, as a qualified name.</summary>
    public string? Type { get; init; }
}

/// <summary>A whole graph, in the order in which it was found. Immutable.</summary>
/// <param name="Root">URL of the service; names are resolved below it.</param>
/// <param name="Nodes">Each id once.</param>
/// <param name="Relations">Between those nodes, each once.</param>
/// <param name="Note">What was left out; null = nothing.</param>
internal sealed record ProvGraph(string Root, IReadOnlyList<ProvNode> Nodes, IReadOnlyList<ProvRelation> Relations, string? Note = null);
