namespace UwsKit;

/// <summary>Finds what is wrong with a description, every fault at once.</summary>
internal static class DescriptionFaults
{
    private const int LongestName = 64;

    // What lies beside the job lists under the prefix (DALI: siblings).
    private static readonly string[] Reserved =
        ["account", "application.wadl", "assets", "availability", "capabilities", "descriptions", "examples", "links", "login", "logout", "openapi.json", "provsap", "registry-record", "tables", "tokens"];

    public static IReadOnlyList<DescriptionFault> Find(JobDescription description)
    {
        List<DescriptionFault> faults = [];
        Name(description.Name, faults);
        if (description.Documentation is { } url && !JobLinks.IsHttp(url))
        {
            faults.Add(DescriptionFault.At("documentation", $"'{ParameterText.Show(url.OriginalString)}' is not allowed; allowed: an absolute http or https URL"));
        }

        if (description.StandardId is { } standard && !(standard.IsAbsoluteUri && standard.Scheme == "ivo"))
        {
            faults.Add(DescriptionFault.At("standardId", $"'{ParameterText.Show(standard.OriginalString)}' is not allowed; allowed: an IVOA identifier such as ivo://ivoa.net/std/SODA#async-1.0"));
        }

        if (description.ExecutionDuration is { } duration && duration <= TimeSpan.Zero)
        {
            faults.Add(DescriptionFault.At("executionDuration", $"'{UwsDuration.Format(duration)}' is not allowed; allowed: more than zero, or left out for no limit"));
        }

        Repeated(description.Parameters.Select(p => p.Name), "parameter", "parameters", faults);
        foreach (var (i, parameter) in description.Parameters.Index())
        {
            ParameterFaults.Find(parameter, $"parameters[{i}]", faults);
        }

        RuleFaults.Find(description, faults);
        Repeated(description.Results.Select(r => r.Name), "result", "results", faults);
        ResultFaults.Find(description.Results, faults);
        BackendFaults.Find(description, faults);
        Repeated(description.Examples.Select(e => e.Name), "example", "examples", faults);
        if (faults.Count == 0)
        {
            // Examples are judged by the rules, so those must be sound themselves.
            ExampleFaults.Find(description, faults);
        }

        return faults;
    }

    private static void Name(string name, List<DescriptionFault> faults)
    {
        var good = name.Length is > 0 and <= LongestName && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        if (!good)
        {
            faults.Add(DescriptionFault.At("name", $"'{ParameterText.Show(name)}' is not allowed; allowed: 1 to {LongestName} of a-z, 0-9, '-' and '_', the first a letter or digit"));
        }
        else if (Reserved.Contains(name) || name.EndsWith("-sync", StringComparison.Ordinal))
        {
            faults.Add(DescriptionFault.At("name", $"'{name}' is not allowed, because the service itself uses it; not allowed: {string.Join(", ", Reserved)} and names ending in -sync"));
        }
    }

    private static void Repeated(IEnumerable<string> names, string kind, string member, List<DescriptionFault> faults)
        => faults.AddRange(names.Index().GroupBy(n => n.Item, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => new DescriptionFault(
                $"{member}[{g.Last().Index}].name", $"{kind} '{ParameterText.Show(g.Key)}': described {g.Count()} times (case does not count); allowed: once")));
}
