namespace UwsKit.Managers.Local;

/// <summary>
/// A closed room for the work of each job, made by bubblewrap: it sees the system's programs, its own directories and nothing else of the machine's files, none
/// of the other processes, and no network.
/// </summary>
public sealed class LocalSandbox
{
    /// <summary>The program: <c>bwrap</c>, or its absolute path; null = no sandbox.</summary>
    public string? Program { get; set; }

    /// <summary>More folders that the work may read, such as those of software and data: absolute paths. The system's (<c>/usr</c>, what of <c>/etc</c> programs need) are there.</summary>
    public IList<string> Folders { get; set; } = [];

    /// <summary>Whether the work may use the network.</summary>
    public bool Network { get; set; }
}
