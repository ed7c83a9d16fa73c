using System.Net.Http.Headers;

namespace UwsKit;

/// <summary>Finds what is wrong with a description, every fault at once.</summary>
internal static class DescriptionFaults
{
    private const int LongestName = 64;

    // What lies beside the job lists under the prefix (DALI: siblings).
    private static readonly string[] Reserved = ["application.wadl", "availability", "capabilities", "examples", "openapi.json", "tables"];

    public static IReadOnlyList<string> Find(JobDescription description)
    {
        List<string> faults = [];
        Name(description.Name, faults);
        Repeated(description.Parameters.Select(p => p.Name), "parameter", faults);
        foreach (var parameter in description.Parameters)
        {
            Parameter(parameter, faults);
        }

        Repeated(description.Results.Select(r => r.Name), "result", faults);
        foreach (var result in description.Results)
        {
            Result(result, faults);
        }

        if (description.Documentation is { } url && !JobLinks.IsHttp(url))
        {
            faults.Add($"documentation: '{ParameterText.Show(url.OriginalString)}' is not allowed; allowed: an absolute http or https URL");
        }

        if (description.ExecutionDuration is { } duration && duration <= TimeSpan.Zero)
        {
            faults.Add($"executionDuration: '{UwsDuration.Format(duration)}' is not allowed; allowed: more than zero, or left out for no limit");
        }

        Backend(description, faults);
        return faults;
    }

    private static void Name(string name, List<string> faults)
    {
        var good = name.Length is > 0 and <= LongestName && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        if (!good)
        {
            faults.Add($"name: '{ParameterText.Show(name)}' is not allowed; allowed: 1 to {LongestName} of a-z, 0-9, '-' and '_', the first a letter or digit");
        }
        else if (Reserved.Contains(name) || name.EndsWith("-sync", StringComparison.Ordinal))
        {
            faults.Add($"name: '{name}' is not allowed, because the service itself uses it; not allowed: {string.Join(", ", Reserved)} and names ending in -sync");
        }
    }

    private static void Repeated(IEnumerable<string> names, string kind, List<string> faults)
        => faults.AddRange(names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => $"{kind} '{ParameterText.Show(g.Key)}': described {g.Count()} times (case does not count); allowed: once"));

    private static void Parameter(ParameterDescription p, List<string> faults)
    {
        var at = $"parameter '{ParameterText.Show(p.Name)}'";
        if (!ParameterNames.IsGood(p.Name))
        {
            faults.Add($"{at}: this name is not allowed; allowed: letters, digits, '.', '-', '_' and ':'");
        }
        else if (ParameterNames.Control.Contains(p.Name))
        {
            faults.Add($"{at}: this name is not allowed, because it controls every job; not allowed: {string.Join(", ", ParameterNames.Control)}");
        }

        if (!Enum.IsDefined(p.Type))
        {
            faults.Add($"{at}: type '{p.Type}' is not allowed; allowed: {string.Join(", ", Enum.GetNames<ParameterType>())}");
            return;
        }

        Bound(p, at, "min", p.Min, faults);
        Bound(p, at, "max", p.Max, faults);
        if (p is { Min: { } min, Max: { } max } && ParameterValue.Compare(p.Type, min, max) > 0)
        {
            faults.Add($"{at}: min '{min}' is above max '{max}'");
        }

        if (p.Options.Count > 0 && p.Type == ParameterType.File)
        {
            faults.Add($"{at}: a file has no options");
        }

        var unbounded = p with { Options = [] };
        faults.AddRange(p.Options.Where(o => p.Type != ParameterType.File && ParameterValue.Refusal(unbounded, o) is not null)
            .Select(o => $"{at}: option '{ParameterText.Show(o)}' is not allowed; allowed: {ParameterValue.Allowed(unbounded)}"));
        faults.AddRange(p.Options.GroupBy(o => o, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{at}: option '{ParameterText.Show(g.Key)}' is given {g.Count()} times"));
        if (p.Default is { } value && ParameterValue.Refusal(p, value) is { } allowed)
        {
            faults.Add($"{at}: default '{ParameterText.Show(value)}' is not allowed; allowed: {(p.Type == ParameterType.File ? "an http or https URL" : allowed)}");
        }

        if (p.MediaType is { } media && !MediaTypeHeaderValue.TryParse(media, out _))
        {
            faults.Add($"{at}: mediaType '{ParameterText.Show(media)}' is not allowed; allowed: a media type such as application/fits");
        }
    }

    private static void Bound(ParameterDescription p, string at, string which, string? bound, List<string> faults)
    {
        if (bound is null)
        {
            return;
        }

        if (!ParameterValue.IsOrdered(p.Type))
        {
            faults.Add($"{at}: {which} '{ParameterText.Show(bound)}' has no meaning for this type; allowed with: integer, real, timestamp");
        }
        else if (!ParameterValue.HasType(p.Type, bound))
        {
            faults.Add($"{at}: {which} '{ParameterText.Show(bound)}' is not allowed; allowed: {ParameterValue.Words(p.Type)}");
        }
    }

    private static void Result(ResultDescription r, List<string> faults)
    {
        var at = $"result '{ParameterText.Show(r.Name)}'";
        if (!IsSegment(r.Name))
        {
            faults.Add($"{at}: this name is not allowed; allowed: one path segment without control characters, at most 255 bytes");
        }

        if (r.FilePattern is { } file && !IsSegment(file))
        {
            faults.Add($"{at}: filePattern '{ParameterText.Show(file)}' is not allowed; allowed: one file name, no folder");
        }

        if (!MediaTypeHeaderValue.TryParse(r.MediaType, out _))
        {
            faults.Add($"{at}: mediaType '{ParameterText.Show(r.MediaType)}' is not allowed; allowed: a media type such as image/fits");
        }
    }

    private static bool IsSegment(string name)
        => name.Length > 0 && name is not ("." or "..") && System.Text.Encoding.UTF8.GetByteCount(name) <= 255 && XmlText.IsLegal(name)
            && !name.Any(c => c is '/' or '\\' || char.IsControl(c)) && name.Trim() == name;

    // Neither command nor script is sound: a job list may be run by code.
    private static void Backend(JobDescription description, List<string> faults)
    {
        var backend = description.Backend;
        if (backend.Command.Count > 0 && backend.Script is not null)
        {
            faults.Add("backend: command and script are both given; allowed: one of them");
        }

        if (backend.Script is { } script && string.IsNullOrWhiteSpace(script))
        {
            faults.Add("backend.script: '' is not allowed; allowed: the name of an executable file");
        }

        if (backend.Arguments.Count > 0 && backend.Script is null)
        {
            faults.Add("backend.arguments: they belong to a script; the arguments of a command stand in backend.command");
        }

        if (backend.Command is [var program, ..] && (string.IsNullOrWhiteSpace(program) || Placeholders.Names(program).Any()))
        {
            faults.Add($"backend.command: program '{ParameterText.Show(program)}' is not allowed; allowed: a fixed name, so that no value chooses what is run");
        }

        var known = description.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Arguments("backend.command", backend.Command.Skip(1), known, faults);
        Arguments("backend.arguments", backend.Arguments, known, faults);
    }

    private static void Arguments(string at, IEnumerable<string> arguments, HashSet<string> known, List<string> faults)
    {
        foreach (var argument in arguments)
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                faults.Add($"{at}: '{ParameterText.Show(argument)}' is not allowed; allowed: text without NUL");
            }

            faults.AddRange(Placeholders.Names(argument).Where(n => !known.Contains(n))
                .Select(n => $"{at}: '{{{ParameterText.Show(n)}}}' in '{ParameterText.Show(argument)}' is no parameter; parameters: {(known.Count == 0 ? "none" : string.Join(", ", known))}; double the braces for the text itself"));
        }
    }
}
