using UwsKit.Testing;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteProvenanceSpecs : ProvenanceSpecs
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
