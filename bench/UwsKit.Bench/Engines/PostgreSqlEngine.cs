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

    public override async Task<IStorage> OpenAsync(string database, bool filling = false)
    {
        _made.Add(database);
        var options = Options(database);
        var storage = new PostgreSqlStorage(!filling ? options
            : new() { ConnectionString = connection + ";Options=-c synchronous_commit=off", Schema = options.Schema, MaxBatch = 1000 });
        await storage.InitializeAsync(default);
        return storage;
    }

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
