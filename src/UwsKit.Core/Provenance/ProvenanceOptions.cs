using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>How long it is remembered how results came to be, and how much of it one answer shows.</summary>
public sealed class ProvenanceOptions
{
    /// <summary>For how long provenance outlives its job; null = for ever, zero = it goes with the job.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan? KeepFor { get; set; }

    /// <summary>Most nodes of one graph; what is beyond is left out, and the graph says so.</summary>
    [Range(10, 100_000)]
    public int MaxNodes { get; set; } = 1000;

    /// <summary>The program that lays out drawings (Graphviz); where it is missing, or this is empty, a simpler layout of our own is taken.</summary>
    public string Graphviz { get; set; } = "dot";
}
