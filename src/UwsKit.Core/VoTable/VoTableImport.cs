namespace UwsKit;

/// <summary>A job description that was read from a VOTable. Immutable.</summary>
/// <param name="Description">What could be taken.</param>
/// <param name="Differences">What was not taken, or not as it stood: one line each, as <c>source:line:column: what</c>. Empty = nothing.</param>
public sealed record VoTableImport(JobDescription Description, IReadOnlyList<string> Differences);
