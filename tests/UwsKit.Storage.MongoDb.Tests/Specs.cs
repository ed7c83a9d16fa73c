using System.Reflection;
using UwsKit.Testing;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbStorageSpecs : StorageSpecs
{
    private TempDatabase? _database;

    protected override ValueTask<IStorage> CreateAsync() => new(new MongoDbStorage((_database = new()).Options));

    protected override ValueTask<IStorage?> ReopenAsync() => new(new MongoDbStorage(_database!.Options));

    protected override async ValueTask CleanUpAsync() => await (_database?.DisposeAsync() ?? default);
}

public sealed class MongoDbSpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(MongoDbStorage).Assembly;
}
