using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using UwsKit.Testing;

namespace UwsKit.Storage.PostgreSql;

/// <summary>A schema of its own in the tests' server, gone afterwards.</summary>
public sealed class TempSchema : IAsyncDisposable
{
    private readonly List<PostgreSqlStorage> _open = [];
    private readonly NpgsqlDataSource _direct;

    public TempSchema(string? connectionString = null)
    {
        ConnectionString = connectionString ?? PgServer.ConnectionString;
        _direct = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
    }

    public string ConnectionString { get; }

    public string Name { get; } = JobId.New(TimeProvider.System).Value;

    public LogLines Log { get; } = new();

    public PostgreSqlStorageOptions Options => new() { ConnectionString = ConnectionString, Schema = Name };

    public ILogger<T> Logger<T>() => new Logger<T>(new LoggerFactory([Log]));

    public PostgreSqlStorage Storage(PostgreSqlStorageOptions? options = null)
    {
        var storage = new PostgreSqlStorage(options ?? Options, Logger<PostgreSqlStorage>());
        _open.Add(storage);
        return storage;
    }

    public PostgreSqlChangeFeed Feed() => new(Options, logger: Logger<PostgreSqlChangeFeed>());

    public async Task<PostgreSqlStorage> OpenAsync(PostgreSqlStorageOptions? options = null)
    {
        var storage = Storage(options);
        await storage.InitializeAsync(default);
        return storage;
    }

    /// <summary>Runs a statement as an operator would; <c>{s}</c> is the schema.</summary>
    public async Task<string> ScalarAsync(string sql)
    {
        await using var command = _direct.CreateCommand(sql.Replace("{s}", Name, StringComparison.Ordinal));
        command.CommandTimeout = 300;
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open)
        {
            await storage.DisposeAsync();
        }

        await ScalarAsync("SET client_min_messages = error; DROP SCHEMA IF EXISTS {s} CASCADE");
        await _direct.DisposeAsync();
    }
}
