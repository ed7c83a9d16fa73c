namespace UwsKit;

/// <summary>Finds what is wrong with the rules between parameters.</summary>
internal static class RuleFaults
{
    public static void Find(JobDescription description, List<DescriptionFault> faults)
    {
        var known = description.Parameters.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var (i, rule) in description.Rules.Index())
        {
            var place = $"rules[{i}]";
            var needs = rule.Kind is ParameterRuleKind.Needs;
            if (!Enum.IsDefined(rule.Kind))
            {
                faults.Add(DescriptionFault.At($"{place}.kind", $"'{rule.Kind}' is not allowed; allowed: {string.Join(", ", Enum.GetNames<ParameterRuleKind>())}"));
                continue;
            }

            if (needs == rule.Parameter is null)
            {
                faults.Add(DescriptionFault.At($"{place}.parameter", needs ? "a value is needed; allowed: the parameter that needs the others" : "it belongs to rules of the kind needs"));
            }

            if (rule.Parameters.Count < (needs ? 1 : 2))
            {
                faults.Add(DescriptionFault.At($"{place}.parameters", $"{rule.Parameters.Count} names are too few; allowed: {(needs ? 1 : 2)} or more"));
            }

            var all = needs && rule.Parameter is { } needing ? rule.Parameters.Prepend(needing) : rule.Parameters;
            faults.AddRange(all.Where(n => !known.ContainsKey(n)).Select(n => DescriptionFault.At(
                $"{place}.parameters", $"'{ParameterText.Show(n)}' is no parameter; parameters: {(known.Count == 0 ? "none" : string.Join(", ", known.Keys))}")));
            faults.AddRange(all.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
                .Select(g => DescriptionFault.At($"{place}.parameters", $"'{ParameterText.Show(g.Key)}' is named {g.Count()} times")));

            // A default would count as given by every client; the needed ones may have one.
            var bare = needs ? all.Take(1) : all;
            faults.AddRange(bare.Where(n => known.TryGetValue(n, out var p) && (p.AllDefaults.Count > 0 || p.Required)).Select(n => DescriptionFault.At(
                $"{place}.parameters", $"'{n}' is required or has a default, so it would always count as given; allowed: neither")));
        }
    }
}
