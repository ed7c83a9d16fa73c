namespace UwsKit;

/// <summary>What a client asks for, in the words of ProvSAP.</summary>
internal sealed record ProvenanceQuery
{
    /// <summary>Relations followed from the nodes asked for; null = as far as it goes.</summary>
    public int? Depth { get; init; } = 1;
    /// <summary>Towards what came later instead of what it came from.</summary>
    public bool Forth { get; init; }
    /// <summary>Only what W3C PROV knows.</summary>
    public bool W3c { get; init; }
    /// <summary>Whether agents are shown.</summary>
    public bool Agents { get; init; } = true;
    /// <summary>Whether relations beyond agents are followed.</summary>
    public bool BeyondAgents { get; init; }
    /// <summary>Whether parameters are shown.</summary>
    public bool Configuration { get; init; } = true;
    /// <summary>0 = none, 1 = the description of each job, 2 = also those of its parameters, inputs and results.</summary>
    public int Descriptions { get; init; }
}
