namespace UwsKit.Bench;

/// <summary>A storage engine under test; each database is a name of its own.</summary>
internal abstract class Engine : IAsyncDisposable
{
    public const string Names = "sqlite, postgresql";

    public abstract string Name { get; }

    /// <summary>What another process needs to open the same databases: see <see cref="Open"/>.</summary>
    public abstract string Address { get; }

    /// <summary>The engine of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="folder">Where databases and private servers go.</param>
    /// <param name="connection">A PostgreSQL server that is there already; null = a private one is started.</param>
    public static async Task<Engine> StartAsync(string name, string folder, string? connection) => name switch
    {
        "postgresql" when connection is not null => new PostgreSqlEngine(connection, null),
        "postgresql" => await PostgreSqlEngine.StartServerAsync(Directory.CreateDirectory(folder).FullName),
        _ => new SqliteEngine(Directory.CreateDirectory(folder).FullName),
    };

    /// <summary>The engine that another process started.</summary>
    public static Engine Open(string name, string address) => name == "postgresql" ? new PostgreSqlEngine(address, null) : new SqliteEngine(address);

    /// <summary>Registers the storage of a database.</summary>
    public abstract void Use(UwsBuilder uws, string database);

    /// <summary>Opens a storage by itself.</summary>
    /// <param name="database">The database; made when it is not there.</param>
    public abstract Task<IStorage> OpenAsync(string database);

    /// <summary>
    /// Copies every row so often that there are <paramref name="times"/> of it, in the order of creation. Of copy n the last six characters of the id are n,
    /// the number at the end of the owner is larger by ten times n, and the run id has n after its first twelve characters, in columns and document alike.
    /// </summary>
    public abstract Task MultiplyAsync(string database, int times);

    /// <summary>All columns of a job as one text, without its version.</summary>
    public abstract Task<string> RowAsync(string database, JobId job);

    /// <summary>Leaves a filled database as its engine's own upkeep would.</summary>
    public abstract Task SettleAsync(string database);

    /// <summary>The bare engine over a database that has one row to copy, in a copy of its own.</summary>
    public abstract Task<IBareWrites> BareAsync(string database);

    /// <summary>Bytes of a database, indexes included.</summary>
    public abstract Task<long> SizeAsync(string database);

    public abstract ValueTask DisposeAsync();

    /// <summary>The columns of a copy.</summary>
    /// <param name="columns">The table's, in its order.</param>
    /// <param name="changed">What the engine puts in place of a column: id, owner, run id and document.</param>
    protected static string Copy(IEnumerable<string> columns, IReadOnlyDictionary<string, string> changed)
        => string.Join(", ", columns.Select(c => changed.GetValueOrDefault(c, "b." + c)));
}
