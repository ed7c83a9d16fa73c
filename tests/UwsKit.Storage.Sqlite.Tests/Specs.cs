using System.Reflection;
using UwsKit.Testing;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteStorageSpecs : StorageSpecs
{
    private readonly SpecDatabase _database = new();

    protected override ValueTask<IStorage> CreateAsync() => new(_database.Open());

    protected override async ValueTask<IStorage?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync() => _database.DeleteAsync();
}

public sealed class SqliteQuotaSpecs : QuotaSpecs
{
    private readonly SpecDatabase _database = new();

    protected override ValueTask<IStorage> CreateAsync() => new(_database.Open());

    protected override ValueTask CleanUpAsync() => _database.DeleteAsync();
}

public sealed class SqliteProvenanceSpecs : ProvenanceSpecs
{
    private readonly SpecDatabase _database = new();

    protected override ValueTask<IStorage> CreateAsync() => new(_database.Open());

    protected override async ValueTask<IStorage?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync() => _database.DeleteAsync();
}

public sealed class SqliteSpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(SqliteStorage).Assembly;
}

/// <summary>The database of one spec, in a folder of its own; each storage that is opened on it is another process's view.</summary>
internal sealed class SpecDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-sqlite-").FullName;

    public SqliteStorage Open() => new(new() { Path = Path.Combine(_folder, "jobs.db") });

    public ValueTask DeleteAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
