using System.Reflection;
using UwsKit.Testing;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteStorageSpecs : StorageSpecs
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-sqlite-").FullName;

    protected override ValueTask<IStorage> CreateAsync() => new(new SqliteStorage(new() { Path = Path.Combine(_folder, "jobs.db") }));

    protected override async ValueTask<IStorage?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}

public sealed class SqliteQuotaSpecs : QuotaSpecs
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-sqlite-").FullName;

    protected override ValueTask<IStorage> CreateAsync() => new(new SqliteStorage(new() { Path = Path.Combine(_folder, "jobs.db") }));

    protected override ValueTask CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}

public sealed class SqliteSpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(SqliteStorage).Assembly;
}
