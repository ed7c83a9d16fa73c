using System.Reflection;
using MongoDB.Bson;
using UwsKit.Testing;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbStorageSpecs : StorageSpecs
{
    private TempDatabase? _database;

    protected override string? ScaleSkippedBecause => MongoServer.IsReal ? null : "the stand-in reads every document for each list: only a MongoDB server (UWSKIT_TEST_MONGO) shows the speed";

    protected override ValueTask<IStorage> CreateAsync() => new(new MongoDbStorage((_database = new()).Options));

    protected override ValueTask<IStorage?> ReopenAsync() => new(new MongoDbStorage(_database!.Options));

    protected override async ValueTask CleanUpAsync() => await (_database?.DisposeAsync() ?? default);
}

/// <summary>On a real replica set only.</summary>
public sealed class MongoDbChangeFeedSpecs : ChangeFeedSpecs, IAsyncLifetime
{
    private readonly TempDatabase _database = new();

    public async ValueTask InitializeAsync()
    {
        var hello = await _database.Direct.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1));
        Assert.SkipUnless(hello.Contains("setName") || hello.GetValue("msg", "") == "isdbgrid",
            (MongoServer.IsReal ? "the server that UWSKIT_TEST_MONGO names" : "the stand-in") + " is no replica set, and only a replica set has change streams");
    }

    protected override ValueTask<(IChangeFeed Feed, IStorage Writer)> CreateAsync() => new((_database.Feed(), new MongoDbStorage(_database.Options)));

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _database.DisposeAsync();
    }
}

public sealed class MongoDbLeaseSpecs : LeaseSpecs
{
    private readonly TempDatabase _database = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new MongoDbStorage(_database.Options));

    protected override ValueTask CleanUpAsync() => _database.DisposeAsync();
}

public sealed class MongoDbProvenanceSpecs : ProvenanceSpecs
{
    private readonly TempDatabase _database = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new MongoDbStorage(_database.Options));

    protected override async ValueTask<IStorage?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync() => _database.DisposeAsync();
}

public sealed class MongoDbSpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(MongoDbStorage).Assembly;
}
