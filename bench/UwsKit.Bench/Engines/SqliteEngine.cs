using Microsoft.Data.Sqlite;
using UwsKit.Storage.Sqlite;

namespace UwsKit.Bench;

/// <summary>A file for each database.</summary>
internal sealed class SqliteEngine(string folder) : Engine
{
    public override string Name => "sqlite";

    public override string Address => folder;

    public override void Use(UwsBuilder uws, string database) => uws.UseSqlite(new SqliteStorageOptions { Path = PathOf(database) });

    public override async Task<IStorage> OpenAsync(string database, bool filling = false)
    {
        var options = new SqliteStorageOptions { Path = PathOf(database) };
        var storage = new SqliteStorage(filling ? new() { Path = options.Path, MaxBatch = 10_000 } : options);
        await storage.InitializeAsync(default);
        return storage;
    }

    public override Task SettleAsync(string database) => ExecuteAsync(database, "PRAGMA wal_checkpoint(TRUNCATE)");

    public override async Task<IBareWrites> BareAsync(string database)
    {
        var copy = PathOf(database + "-bare");
        await ExecuteAsync(database, $"VACUUM INTO '{copy}'");
        return new SqliteBareWrites(copy);
    }

    public override Task<long> SizeAsync(string database) => Task.FromResult(new FileInfo(PathOf(database)).Length);

    public override ValueTask DisposeAsync() => default;

    private string PathOf(string database) => Path.Combine(folder, database + ".db");

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={PathOf(database)};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
