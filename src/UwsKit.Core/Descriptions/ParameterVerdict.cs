namespace UwsKit;

/// <summary>What became of the posted values.</summary>
/// <param name="Parameters">The accepted ones, in the order received, in their declared spelling.</param>
/// <param name="Violations">One line for each value refused: parameter, value, rule. At most 100, then how many more.</param>
/// <param name="Dropped">Names that the description does not know (and does not allow).</param>
/// <param name="UnusedFiles">File parts that became no parameter's value; the caller deletes them.</param>
public sealed record ParameterVerdict(
    IReadOnlyList<JobParameter> Parameters, IReadOnlyList<string> Violations, IReadOnlyList<string> Dropped, IReadOnlyList<JobFile> UnusedFiles)
{
    /// <summary>Those of <see cref="Violations"/> that concern file parts. They are refused even where checking is lazy, for the bytes are not kept.</summary>
    public IReadOnlyList<string> FileViolations { get; init; } = [];
}
