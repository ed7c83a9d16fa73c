namespace UwsKit;

/// <summary>How parameters depend on each other.</summary>
public enum ParameterRuleKind
{
    /// <summary>Exactly one of them is given.</summary>
    OneOf,
    /// <summary>At most one of them is given.</summary>
    AtMostOneOf,
    /// <summary>One or more of them are given.</summary>
    AtLeastOneOf,
    /// <summary>When <see cref="ParameterRule.Parameter"/> is given, all of them are.</summary>
    Needs,
}
