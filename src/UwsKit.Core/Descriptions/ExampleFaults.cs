namespace UwsKit;

/// <summary>Finds examples that the service itself would refuse.</summary>
internal static class ExampleFaults
{
    public static void Find(JobDescription description, List<DescriptionFault> faults)
    {
        foreach (var (i, example) in description.Examples.Index())
        {
            var at = $"example '{ParameterText.Show(example.Name)}'";
            if (!ParameterNames.IsGood(example.Name) || !char.IsLetter(example.Name[0]))
            {
                faults.Add(new($"examples[{i}].name", $"{at}: this name is not allowed; allowed: a letter, then letters, digits, '.', '-' and '_'"));
            }

            List<PostedValue> posted = [.. example.Parameters.SelectMany(p => p.Value.Select(v => new PostedValue(p.Key, v)))];
            var verdict = ParameterRules.Check(description, posted);
            var whole = ParameterRules.WithDefaults(description, verdict.Parameters);
            var refused = verdict.Violations.Count > 0 ? verdict.Violations
                : [.. verdict.Dropped.Select(n => $"'{ParameterText.Show(n)}' is no parameter"), .. ParameterRules.Conflicts(description, whole), .. ParameterRules.Missing(description, whole)];
            faults.AddRange(refused.Select(line => new DescriptionFault($"examples[{i}].parameters", $"{at}: {line}")));
        }
    }
}
