namespace UwsKit;

/// <summary>Judges which parameters are given, and how often.</summary>
internal static class RuleCheck
{
    /// <summary>Whether parameters that are good for themselves can conflict at all: on most lists they cannot, and each creation asks.</summary>
    public static bool CanConflict(JobDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Rules.Count > 0 || description.Parameters.Any(d => d.MaxCount is not null);
    }

    /// <summary>What is given too often, or together although it excludes each other: no further value can heal it.</summary>
    public static IReadOnlyList<string> Conflicts(JobDescription description, IReadOnlyList<JobParameter> parameters)
    {
        if (!CanConflict(description))
        {
            return [];
        }

        var given = Given(description, parameters);
        return [.. Counts(description, parameters, (count, d) => count > d.MaxCount),
                .. from rule in description.Rules
                   where rule.Kind is ParameterRuleKind.OneOf or ParameterRuleKind.AtMostOneOf
                   let together = rule.Parameters.Where(given.Contains).ToList()
                   where together.Count > 1
                   select Line(rule, $"parameters {Names(together)}: given together; allowed: {(rule.Kind is ParameterRuleKind.OneOf ? "exactly" : "at most")} one of {Names(rule.Parameters)}")];
    }

    /// <summary>What rules ask for and is not given (yet).</summary>
    public static IReadOnlyList<string> Lacking(JobDescription description, IReadOnlyList<JobParameter> parameters)
    {
        if (description.Rules.Count == 0)
        {
            return [];
        }

        var given = Given(description, parameters);
        return [.. description.Rules.Select(rule => rule.Kind switch
        {
            ParameterRuleKind.OneOf when !rule.Parameters.Any(given.Contains) => Line(rule, $"parameters {Names(rule.Parameters)}: none is given; allowed: exactly one of them"),
            ParameterRuleKind.AtLeastOneOf when !rule.Parameters.Any(given.Contains) => Line(rule, $"parameters {Names(rule.Parameters)}: none is given; allowed: one or more of them"),
            ParameterRuleKind.Needs when rule.Parameter is { } p && given.Contains(p) && !rule.Parameters.All(given.Contains)
                => Line(rule, $"parameter '{p}': given without {Names(rule.Parameters.Where(n => !given.Contains(n)))}; allowed: together with {Names(rule.Parameters)}"),
            _ => null,
        }).OfType<string>()];
    }

    /// <summary>Parameters with fewer values than they need, once they have any.</summary>
    public static IEnumerable<string> TooFew(JobDescription description, IReadOnlyList<JobParameter> parameters)
        => description.Parameters.Any(d => d.MinCount is not null) ? Counts(description, parameters, (count, d) => count < d.MinCount) : [];

    private static IEnumerable<string> Counts(JobDescription description, IReadOnlyList<JobParameter> parameters, Func<int, ParameterDescription, bool> isWrong)
    {
        var counts = parameters.CountBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return from d in description.Parameters
               let count = counts.GetValueOrDefault(d.Name)
               where count > 0 && isWrong(count, d)
               select $"parameter '{d.Name}': given {count} times; allowed: {ParameterValue.CountWords(d)}";
    }

    private static HashSet<string> Given(JobDescription description, IReadOnlyList<JobParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(parameters);

        // An empty text leaves the choice to another: it is how a text, for which empty is a value, is taken back.
        return parameters.Where(p => p is not { Value: "", File: null }).Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string Line(ParameterRule rule, string line) => rule.Text is { } why ? $"{line} ({ParameterText.Show(why)})" : line;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));
}
