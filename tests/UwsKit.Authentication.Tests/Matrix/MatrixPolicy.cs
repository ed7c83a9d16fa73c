namespace UwsKit;

/// <summary>A configuration that the matrix is asked under, with a table of its own.</summary>
/// <param name="Table">The table's file.</param>
/// <param name="Settings">What is configured beside the users.</param>
/// <param name="SharedWith">With whom amina shares the job; a signed link is made besides.</param>
internal sealed record MatrixPolicy(string Table, IReadOnlyDictionary<string, string?> Settings, IReadOnlyList<string> SharedWith)
{
    /// <summary>As it comes: foreign jobs are told, anonymous callers have jobs of their own, jobs are shared by group, name and link.</summary>
    public static MatrixPolicy Default { get; } = new("AccessMatrix.txt", new Dictionary<string, string?>(), ["group:cta", "user:carol"]);

    /// <summary>Foreign jobs are hidden, nobody's jobs are everybody's, jobs are shared with users and groups only: here with a group. A link opens nothing, and carol is a stranger.</summary>
    public static MatrixPolicy Hidden { get; } = new(
        "AccessMatrix.hidden.txt", new Dictionary<string, string?> { ["Http:HideForeignJobs"] = "true", ["Defaults:Anonymous"] = "Public", ["Defaults:Sharing"] = "Users" }, ["group:cta"]);

    public static MatrixPolicy Of(string name) => name == nameof(Hidden) ? Hidden : Default;
}
