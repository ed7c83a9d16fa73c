using System.Reflection;
using UwsKit.Testing;

namespace UwsKit.Storage.PostgreSql;

public sealed class PostgreSqlStorageSpecs : StorageSpecs
{
    private TempSchema? _schema;

    protected override ValueTask<IStorage> CreateAsync() => new(new PostgreSqlStorage((_schema = new()).Options));

    protected override ValueTask<IStorage?> ReopenAsync() => new(new PostgreSqlStorage(_schema!.Options));

    protected override async ValueTask CleanUpAsync() => await (_schema?.DisposeAsync() ?? default);
}

public sealed class PostgreSqlPoolerStorageSpecs : StorageSpecs, IAsyncLifetime
{
    private readonly PooledSchema _pooled = new();

    public ValueTask InitializeAsync() => _pooled.StartAsync();

    protected override ValueTask<IStorage> CreateAsync() => new(_pooled.Open());

    protected override ValueTask<IStorage?> ReopenAsync() => new(_pooled.Open());

    protected override ValueTask CleanUpAsync() => _pooled.DisposeAsync();
}

public sealed class PostgreSqlChangeFeedSpecs : ChangeFeedSpecs, IAsyncLifetime
{
    private readonly TempSchema _schema = new();

    public ValueTask InitializeAsync() => default;

    protected override ValueTask<(IChangeFeed Feed, IStorage Writer)> CreateAsync() => new((_schema.Feed(), new PostgreSqlStorage(_schema.Options)));

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _schema.DisposeAsync();
    }
}

public sealed class PostgreSqlLeaseSpecs : LeaseSpecs
{
    private readonly TempSchema _schema = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new PostgreSqlStorage(_schema.Options));

    protected override ValueTask CleanUpAsync() => _schema.DisposeAsync();
}

public sealed class PostgreSqlQuotaSpecs : QuotaSpecs
{
    private readonly TempSchema _schema = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new PostgreSqlStorage(_schema.Options));

    protected override ValueTask CleanUpAsync() => _schema.DisposeAsync();
}

public sealed class PostgreSqlProvenanceSpecs : ProvenanceSpecs
{
    private readonly TempSchema _schema = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new PostgreSqlStorage(_schema.Options));

    protected override async ValueTask<IStorage?> ReopenAsync() => await CreateAsync();

    protected override ValueTask CleanUpAsync() => _schema.DisposeAsync();
}

public sealed class PostgreSqlPoolerProvenanceSpecs : ProvenanceSpecs, IAsyncLifetime
{
    private readonly PooledSchema _pooled = new();

    public ValueTask InitializeAsync() => _pooled.StartAsync();

    protected override ValueTask<IStorage> CreateAsync() => new(_pooled.Open());

    protected override ValueTask<IStorage?> ReopenAsync() => new(_pooled.Open());

    protected override ValueTask CleanUpAsync() => _pooled.DisposeAsync();
}

public sealed class PostgreSqlSpecsAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(PostgreSqlStorage).Assembly;
}
