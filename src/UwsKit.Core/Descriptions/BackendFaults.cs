namespace UwsKit;

/// <summary>Finds what is wrong with what is to be run. Neither command nor script is sound: a job list may be run by code.</summary>
internal static class BackendFaults
{
    public static void Find(JobDescription description, List<DescriptionFault> faults)
    {
        var backend = description.Backend;
        if (backend.Command.Count > 0 && backend.Script is not null)
        {
            faults.Add(DescriptionFault.At("backend", "command and script are both given; allowed: one of them"));
        }

        if (backend.Script is { } script && string.IsNullOrWhiteSpace(script))
        {
            faults.Add(DescriptionFault.At("backend.script", "'' is not allowed; allowed: the name of an executable file"));
        }

        if (backend.Arguments.Count > 0 && backend.Script is null)
        {
            faults.Add(DescriptionFault.At("backend.arguments", "they belong to a script; the arguments of a command stand in backend.command"));
        }

        if (backend.Command is [var program, ..] && (string.IsNullOrWhiteSpace(program) || Placeholders.Names(program).Any()))
        {
            faults.Add(DescriptionFault.At("backend.command", $"program '{ParameterText.Show(program)}' is not allowed; allowed: a fixed name, so that no value chooses what is run"));
        }

        var known = description.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Arguments("backend.command", backend.Command.Skip(1), known, faults);
        Arguments("backend.arguments", backend.Arguments, known, faults);
    }

    private static void Arguments(string at, IEnumerable<string> arguments, HashSet<string> known, List<DescriptionFault> faults)
    {
        foreach (var argument in arguments)
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                faults.Add(DescriptionFault.At(at, $"'{ParameterText.Show(argument)}' is not allowed; allowed: text without NUL"));
            }

            faults.AddRange(Placeholders.Names(argument).Where(n => !known.Contains(n)).Select(n => DescriptionFault.At(
                at, $"'{{{ParameterText.Show(n)}}}' in '{ParameterText.Show(argument)}' is no parameter; parameters: {(known.Count == 0 ? "none" : string.Join(", ", known))}; double the braces for the text itself")));
        }
    }
}
