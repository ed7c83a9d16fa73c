namespace UwsKit;

/// <summary>Judges posted values by a description. Pure and thread-safe.</summary>
public static class ParameterRules
{
    /// <summary>Judges the values of one request, without regard to what the job already has.</summary>
    public static ParameterVerdict Check(JobDescription description, IReadOnlyList<PostedValue> posted) => throw new NotSupportedException();

    /// <summary>The parameters after an update: a name that was posted has the posted values only, UPLOAD accumulates (UWS 1.1 §2.1.11).</summary>
    public static IReadOnlyList<JobParameter> Merge(IReadOnlyList<JobParameter> present, IReadOnlyList<JobParameter> posted) => throw new NotSupportedException();

    /// <summary>The parameters with the defaults of all declared parameters that have no value.</summary>
    public static IReadOnlyList<JobParameter> WithDefaults(JobDescription description, IReadOnlyList<JobParameter> parameters) => throw new NotSupportedException();

    /// <summary>One line for each required parameter without a value: checked when the job is committed.</summary>
    public static IReadOnlyList<string> Missing(JobDescription description, IReadOnlyList<JobParameter> parameters) => throw new NotSupportedException();

    /// <summary>One line for each fault of the description itself (names, types, defaults out of range, …); empty when it is sound.</summary>
    public static IReadOnlyList<string> Faults(JobDescription description) => throw new NotSupportedException();
}

/// <summary>What became of the posted values.</summary>
/// <param name="Parameters">The accepted ones, in the order received, in their declared spelling.</param>
/// <param name="Violations">One line for each value refused: parameter, value, rule.</param>
/// <param name="Dropped">Names that the description does not know (and does not allow).</param>
/// <param name="UnusedFiles">File parts that became no parameter's value; the caller deletes them.</param>
public sealed record ParameterVerdict(
    IReadOnlyList<JobParameter> Parameters, IReadOnlyList<string> Violations, IReadOnlyList<string> Dropped, IReadOnlyList<JobFile> UnusedFiles);
