using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using UwsKit.Testing;

namespace UwsKit.Storage.MongoDb;

/// <summary>A database of its own in the tests' server, gone afterwards.</summary>
public sealed class TempDatabase(string? connectionString = null) : IAsyncDisposable
{
    private readonly List<MongoDbStorage> _open = [];
    private readonly Lazy<MongoClient> _direct = new(() => new(connectionString ?? MongoServer.ConnectionString));

    public string ConnectionString { get; } = connectionString ?? MongoServer.ConnectionString;

    public string Name { get; } = JobId.New(TimeProvider.System).Value;

    public LogLines Log { get; } = new();

    public MongoDbStorageOptions Options => new() { ConnectionString = ConnectionString, Database = Name };

    /// <summary>A database on the stand-in, whatever server the other tests have.</summary>
    public static TempDatabase OnStandIn() => new($"mongodb://127.0.0.1:{MongoServer.StandInPort}");

    /// <summary>Options that reach the database through the wire.</summary>
    internal MongoDbStorageOptions Through(Wire wire) => new() { ConnectionString = wire.ConnectionString, Database = Name, ConnectTimeout = TimeSpan.FromSeconds(2) };

    /// <summary>The database as an operator sees it.</summary>
    public IMongoDatabase Direct => _direct.Value.GetDatabase(Name);

    public IMongoCollection<BsonDocument> Jobs => Direct.GetCollection<BsonDocument>("jobs");

    public ILogger<T> Logger<T>() => new Logger<T>(new LoggerFactory([Log]));

    public MongoDbStorage Storage(MongoDbStorageOptions? options = null)
    {
        var storage = new MongoDbStorage(options ?? Options, Logger<MongoDbStorage>());
        _open.Add(storage);
        return storage;
    }

    public MongoDbChangeFeed Feed(MongoDbStorageOptions? options = null, TimeProvider? time = null) => new(options ?? Options, time, Logger<MongoDbChangeFeed>());

    public async Task<MongoDbStorage> OpenAsync(MongoDbStorageOptions? options = null)
    {
        var storage = Storage(options);
        await storage.InitializeAsync(default);
        return storage;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open)
        {
            await storage.DisposeAsync();
        }

        await _direct.Value.DropDatabaseAsync(Name);
        _direct.Value.Dispose();
    }
}
