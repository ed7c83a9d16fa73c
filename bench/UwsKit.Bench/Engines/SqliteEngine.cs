using Microsoft.Data.Sqlite;
using UwsKit.Storage.Sqlite;

namespace UwsKit.Bench;

/// <summary>A file for each database.</summary>
internal sealed class SqliteEngine(string folder) : Engine
{
    public override string Name => "sqlite";

    public override string Address => folder;

    public override void Use(UwsBuilder uws, string database) => uws.UseSqlite(new SqliteStorageOptions { Path = PathOf(database) });

    public override async Task<IStorage> OpenAsync(string database)
    {
        var storage = new SqliteStorage(new() { Path = PathOf(database) });
        await storage.InitializeAsync(default);
        return storage;
    }

    public override async Task MultiplyAsync(string database, int times)
    {
        var columns = (await RowsAsync(database, "SELECT name FROM pragma_table_info('jobs') ORDER BY cid")).Select(row => row[0]).ToList();
        var copy = Copy(columns, new Dictionary<string, string>
        {
            ["id"] = "i", ["owner"] = "o", ["run_id"] = "r",
            ["document"] = "CAST(replace(replace(replace(CAST(b.document AS TEXT), b.id, i), b.owner, o), b.run_id, r) AS BLOB)",
        });
        await RowsAsync(database, $"""
            PRAGMA cache_size = -500000; PRAGMA temp_store = MEMORY;
            CREATE TEMP TABLE b AS SELECT * FROM jobs ORDER BY created;
            WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {times - 1})
            INSERT INTO jobs SELECT {copy} FROM (
              SELECT b.*, substr(id, 1, 25) || printf('%06d', n) AS i, substr(owner, 1, length(owner) - 4) || printf('%04d', (substr(owner, -4) + n * 10) % {times * 10}) AS o,
                substr(run_id, 1, 12) || n || '.' || substr(run_id, 13) AS r FROM b CROSS JOIN n) b
            """);
    }

    public override async Task<string> RowAsync(string database, JobId job)
    {
        var columns = (await RowsAsync(database, "SELECT name FROM pragma_table_info('jobs') WHERE name <> 'version'")).Select(row => row[0]);
        return string.Join(" | ", (await RowsAsync(database, $"SELECT {string.Join(", ", columns)} FROM jobs WHERE id = '{job}'")).Single());
    }

    public override Task SettleAsync(string database) => RowsAsync(database, "PRAGMA wal_checkpoint(TRUNCATE)");

    public override async Task<IBareWrites> BareAsync(string database)
    {
        var copy = PathOf(database + "-bare");
        await RowsAsync(database, $"VACUUM INTO '{copy}'");
        return new SqliteBareWrites(copy);
    }

    public override Task<long> SizeAsync(string database) => Task.FromResult(new FileInfo(PathOf(database)).Length);

    public override ValueTask DisposeAsync() => default;

    private string PathOf(string database) => Path.Combine(folder, database + ".db");

    private async Task<List<string[]>> RowsAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={PathOf(database)};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection) { CommandTimeout = 600 };
        await using var row = await command.ExecuteReaderAsync();
        List<string[]> rows = [];
        while (await row.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : row.GetString(i))]);
        }

        return rows;
    }
}
