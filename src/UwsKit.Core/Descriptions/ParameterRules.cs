namespace UwsKit;

/// <summary>Judges posted values by a description. Names are matched without regard to case. Pure and thread-safe.</summary>
public static class ParameterRules
{
    /// <summary>
    /// Judges the values of one request, without regard to what the job already has. Files: <c>param:x</c> refers to the file part x of the same
    /// request (UWS 1.1 §2.2.3.1.1), an http(s) URL is fetched later, and a part named after a declared file parameter is its value. UPLOAD (DALI 1.1 §3.4.5) gives
    /// files by name: its own, or those of other file parameters.
    /// </summary>
    public static ParameterVerdict Check(JobDescription description, IReadOnlyList<PostedValue> posted)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(posted);
        return new ParameterCheck(description, DaliUpload.Expand(description, posted)).Run();
    }

    /// <summary>The parameters after an update: a name that was posted has the posted values only; of UPLOAD those of the same names are replaced, for uploads accumulate (UWS 1.1 §2.1.11).</summary>
    public static IReadOnlyList<JobParameter> Merge(IReadOnlyList<JobParameter> present, IReadOnlyList<JobParameter> posted)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(posted);
        var replaced = posted.Select(p => p.Name).Where(n => !DaliUpload.Is(n)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var uploads = posted.Where(p => DaliUpload.Is(p.Name)).SelectMany(p => DaliUpload.NamesOf(p.Value)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. present.Where(p => !replaced.Contains(p.Name) && !(DaliUpload.Is(p.Name) && DaliUpload.NamesOf(p.Value).All(uploads.Contains))), .. posted];
    }

    /// <summary>The parameters with the defaults of all declared parameters that have no value.</summary>
    public static IReadOnlyList<JobParameter> WithDefaults(JobDescription description, IReadOnlyList<JobParameter> parameters)
        => [.. parameters, .. Absent(description, parameters)
            .SelectMany(d => d.AllDefaults.Select(value => new JobParameter(d.Name, value) { ByReference = d.Type == ParameterType.File }))];

    /// <summary>
    /// One line for each required parameter without a value, each with fewer values than it needs, and each rule between parameters that asks for more: checked when the
    /// job is committed.
    /// </summary>
    public static IReadOnlyList<string> Missing(JobDescription description, IReadOnlyList<JobParameter> parameters)
        => [.. Absent(description, parameters).Where(d => d.Required && d.AllDefaults.Count == 0)
                .Select(d => $"parameter '{d.Name}': a value is needed; allowed: {ParameterValue.Allowed(d)}"),
            .. RuleCheck.TooFew(description, parameters), .. RuleCheck.Lacking(description, parameters)];

    /// <summary>One line for each parameter that is given too often, and each rule that forbids what is given together: checked whenever parameters are given.</summary>
    public static IReadOnlyList<string> Conflicts(JobDescription description, IReadOnlyList<JobParameter> parameters) => RuleCheck.Conflicts(description, parameters);

    /// <summary>One line for each fault of the description itself (names, types, defaults out of range, …); empty when it is sound.</summary>
    public static IReadOnlyList<string> Faults(JobDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return [.. DescriptionFaults.Find(description).Select(f => f.Text)];
    }

    private static IEnumerable<ParameterDescription> Absent(JobDescription description, IReadOnlyList<JobParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(parameters);
        var given = parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return description.Parameters.Where(d => !given.Contains(d.Name));
    }
}
