using System.Globalization;
using Npgsql;
using UwsKit.Storage.PostgreSql;

namespace UwsKit.Bench;

/// <summary>A schema for each database, <c>bench_…</c>, dropped in the end.</summary>
internal sealed class PostgreSqlEngine(string connection, PrivateServer? server) : Engine
{
    private readonly HashSet<string> _made = [];

    public override string Name => "postgresql";

    public override string Address => connection;

    public static async Task<Engine> StartServerAsync(string folder)
    {
        var server = new PrivateServer(Path.Combine(folder, "postgresql"));
        return new PostgreSqlEngine(await server.StartAsync(), server);
    }

    public override void Use(UwsBuilder uws, string database) => uws.UsePostgreSql(Options(database));

    public override async Task<IStorage> OpenAsync(string database)
    {
        _made.Add(database);
        var storage = new PostgreSqlStorage(Options(database));
        await storage.InitializeAsync(default);
        return storage;
    }

    public override async Task MultiplyAsync(string database, int times)
    {
        var table = SchemaOf(database) + ".jobs";
        var columns = (string)(await ScalarAsync($"SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0"))!;
        var copy = Copy(columns.Split(' '), new Dictionary<string, string>
        {
            ["id"] = "i", ["owner"] = "o", ["run_id"] = "r", ["document"] = "replace(replace(replace(b.document, b.id, i), b.owner, o), b.run_id, r)",
        });
        // The series leans on the row, so that the rows stay the outer loop and their order that of the copies.
        await ScalarAsync($"""
            SET jit = off; INSERT INTO {table} SELECT {copy} FROM (SELECT * FROM {table} ORDER BY created) b
            CROSS JOIN LATERAL generate_series(1, {times - 1} + 0 * length(b.id)) n
            CROSS JOIN LATERAL (SELECT left(b.id, 25) || to_char(n, 'FM000000') AS i,
              left(b.owner, -4) || to_char((right(b.owner, 4)::integer + n * 10) % {times * 10}, 'FM0000') AS o, left(b.run_id, 12) || n || '.' || substr(b.run_id, 13) AS r) c
            """);
    }

    public override async Task<string> RowAsync(string database, JobId job)
        => (string)(await ScalarAsync($"SELECT (to_jsonb(j) - 'version')::text FROM {SchemaOf(database)}.jobs j WHERE id = '{job}'"))!;

    public override Task SettleAsync(string database) => ScalarAsync($"VACUUM ANALYZE {SchemaOf(database)}.jobs");

    public override async Task<IBareWrites> BareAsync(string database)
    {
        var (from, copy) = (SchemaOf(database), SchemaOf(database + "_bare"));
        _made.Add(database + "_bare");
        await ScalarAsync($"CREATE SCHEMA {copy}; CREATE TABLE {copy}.jobs (LIKE {from}.jobs INCLUDING ALL); INSERT INTO {copy}.jobs SELECT * FROM {from}.jobs LIMIT 1");
        return await PostgreSqlBareWrites.OpenAsync(connection, copy + ".jobs");
    }

    public override async Task<long> SizeAsync(string database)
        => Convert.ToInt64(await ScalarAsync($"SELECT pg_total_relation_size('{SchemaOf(database)}.jobs')"), CultureInfo.InvariantCulture);

    public override async ValueTask DisposeAsync()
    {
        foreach (var database in server is null ? _made : [])
        {
            await ScalarAsync($"DROP SCHEMA IF EXISTS {SchemaOf(database)} CASCADE");
        }

        await (server?.DisposeAsync() ?? default);
    }

    private static string SchemaOf(string database) => "bench_" + database.Replace('-', '_');

    private PostgreSqlStorageOptions Options(string database) => new() { ConnectionString = connection, Schema = SchemaOf(database) };

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false;Command Timeout=600");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
