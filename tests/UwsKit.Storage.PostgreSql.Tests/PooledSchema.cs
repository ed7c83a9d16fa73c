namespace UwsKit.Storage.PostgreSql;

/// <summary>A schema of its own behind a transaction pooler of its own.</summary>
internal sealed class PooledSchema : IAsyncDisposable
{
    private readonly PgBouncer _pooler = new();
    private TempSchema? _schema;

    public ValueTask StartAsync() => _pooler.StartAsync();

    /// <summary>A storage on it; a second one finds what the first has kept.</summary>
    public PostgreSqlStorage Open()
        => new(new() { ConnectionString = _pooler.ConnectionString, Schema = (_schema ??= new()).Name, Pooler = true });

    public async ValueTask DisposeAsync()
    {
        await (_schema?.DisposeAsync() ?? default);
        await _pooler.DisposeAsync();
    }
}
