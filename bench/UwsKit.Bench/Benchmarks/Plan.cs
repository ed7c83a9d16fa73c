namespace UwsKit.Bench;

/// <summary>How long and how often to measure.</summary>
/// <param name="Quick">A look whether all works; its figures mean little.</param>
/// <param name="Folder">Where databases go: on a real disk, or the durable writes measure nothing.</param>
/// <param name="Engine">The storage engine of the benchmarks that can have another than SQLite.</param>
internal sealed record Plan(bool Quick, string Folder, Engine Engine)
{
    public const int Clients = 64;

    public int Rounds => Quick ? 2 : 7;

    public TimeSpan Round => TimeSpan.FromSeconds(Quick ? 0.5 : 2);

    public int ManyJobs => Quick ? 5_000 : 100_000;

    /// <summary>The larger world; the smaller has 10,000 jobs.</summary>
    public int Million => Quick ? 50_000 : 1_000_000;

    public int Waiters => Quick ? 200 : 1_000;

    /// <summary>A new folder for one host.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
}
