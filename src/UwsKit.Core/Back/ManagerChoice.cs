namespace UwsKit;

/// <summary>
/// The choice of a manager by a parameter of the job. It is a parameter like any other, added to the list's description: so it is validated, shown
/// in forms and in the job, and usable by every client. Pure.
/// </summary>
internal static class ManagerChoice
{
    private const string DefaultParameter = "MANAGER";

    /// <summary>All managers of a list, its own first.</summary>
    public static IReadOnlyList<string> Allowed(string manager, JobListOptions options)
        => [.. (options.Managers ?? []).Prepend(manager).Where(m => m.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The description with the parameter. One that the description has itself keeps its words, options and default, as far as it has them.</summary>
    public static JobDescription Describe(JobDescription description, string manager, JobListOptions options)
    {
        if (Allowed(manager, options) is not { Count: > 1 } allowed)
        {
            return description;
        }

        var name = ParameterOf(options);
        var own = description.Parameters.FirstOrDefault(p => Is(p, name));
        var parameter = own ?? new(name, ParameterType.Text) { Text = "where the job runs" };
        var choices = parameter.Options.Count > 0 ? parameter.Options : allowed;
        parameter = parameter with { Options = choices, Default = parameter.Default ?? (choices.Contains(manager) ? manager : choices[0]) };
        return description with
        {
            Parameters = own is null ? [.. description.Parameters, parameter] : [.. description.Parameters.Select(p => ReferenceEquals(p, own) ? parameter : p)],
        };
    }

    /// <summary>An earlier description of the list, with the choice that the list offers now: managers are the operator's, not the description's.</summary>
    public static JobDescription Renew(JobDescription earlier, JobList list)
        => list.Managers.Count > 1 && list.Description.Parameters.FirstOrDefault(p => Is(p, ParameterOf(list.Options))) is { } choice
            ? earlier with { Parameters = [.. earlier.Parameters.Select(p => Is(p, choice.Name) ? choice : p)] }
            : earlier;

    /// <summary>What makes a parameter of the description unfit for the choice.</summary>
    public static IEnumerable<string> Faults(JobList list)
    {
        if (list.Managers.Count < 2 || list.Description.Parameters.FirstOrDefault(p => Is(p, ParameterOf(list.Options))) is not { } parameter)
        {
            yield break;
        }

        if (parameter.Type != ParameterType.Text || parameter.Repeatable)
        {
            yield return $"parameter '{parameter.Name}': it chooses the manager (ManagerParameter), so it must be a text that is given once";
        }

        foreach (var option in parameter.Options.Except(list.Managers))
        {
            yield return $"parameter '{parameter.Name}': option '{ParameterText.Show(option)}' is not allowed; allowed: the managers of the list, {string.Join(", ", list.Managers)}";
        }
    }

    /// <summary>The manager of a job; the list's own where the job does not choose one of those allowed.</summary>
    public static string Of(JobList list, Job job)
    {
        var chosen = list.Managers.Count < 2 ? null : job.Parameters.LastOrDefault(p => p.Name.Equals(ParameterOf(list.Options), StringComparison.OrdinalIgnoreCase))?.Value;
        return chosen is not null && list.Managers.Contains(chosen) ? chosen : list.Manager;
    }

    private static bool Is(ParameterDescription parameter, string name) => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string ParameterOf(JobListOptions options) => options.ManagerParameter is { Length: > 0 } name ? name : DefaultParameter;
}
