using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;

namespace UwsKit.Storage.MongoDb;

/// <summary>The client in use; a changed password file makes a new one. Thread-safe.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Settings _settings;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<MongoClient> _clients = [];
    private string? _password;
    private volatile IMongoDatabase _database;
    private bool _closed;

    public Connection(Settings settings, ILogger logger, bool forLongWork = false)
    {
        (_settings, _logger, ForLongWork) = (settings, logger, forLongWork);
        _password = settings.ReadPassword();
        _database = Open();
    }

    private bool ForLongWork { get; }

    /// <summary>The collection of job records.</summary>
    public static IMongoCollection<BsonDocument> Jobs(IMongoDatabase database) => database.GetCollection<BsonDocument>("jobs");

    /// <summary>Does work on the database. Where the server refuses the account (nothing was sent then) and the password file has changed, once more with that.</summary>
    public async Task<T> RunAsync<T>(Func<IMongoDatabase, Task<T>> work)
    {
        var used = _database;
        try
        {
            return await work(used).ConfigureAwait(false);
        }
        catch (Exception e) when (Faults.IsAuthentication(e) && IsOutdated(used))
        {
            return await work(_database).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var client in _clients)
            {
                // Disposing a client does not close its connections.
                ClusterRegistry.Instance.UnregisterAndDisposeCluster(client.Cluster);
                client.Dispose();
            }

            _clients.Clear();
        }
    }

    private bool IsOutdated(IMongoDatabase used)
    {
        lock (_lock)
        {
            if (ReferenceEquals(used, _database) && !_closed && _settings.ReadPassword() is var now && now != _password)
            {
                // The old client stays until the end: others may be using its connections.
                _password = now;
                _database = Open();
                _logger.PasswordChanged(_settings.Name);
            }

            return !ReferenceEquals(used, _database);
        }
    }

    private IMongoDatabase Open()
    {
        var client = _settings.Client(_password, ForLongWork);
        _clients.Add(client);
        return client.GetDatabase(_settings.Database);
    }
}
