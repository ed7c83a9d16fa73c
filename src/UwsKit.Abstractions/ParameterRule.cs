namespace UwsKit;

/// <summary>
/// What must hold between parameters. Given together against a rule is refused at once; what lacks is asked for when the job is committed. Immutable.
/// </summary>
/// <param name="Kind">How they depend on each other.</param>
/// <param name="Parameters">Their names. Those that exclude each other have no defaults: a default would count as given.</param>
public sealed record ParameterRule(ParameterRuleKind Kind, IReadOnlyList<string> Parameters)
{
    /// <summary>Of <see cref="ParameterRuleKind.Needs"/>: the parameter that needs the others.</summary>
    public string? Parameter { get; init; }
    /// <summary>Why, for people.</summary>
    public string? Text { get; init; }
}
