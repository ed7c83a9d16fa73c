[assembly: AssemblyFixture(typeof(UwsKit.Storage.PostgreSql.PgServer))]

namespace UwsKit.Storage.PostgreSql;

/// <summary>The PostgreSQL server that the tests share: the one that UWSKIT_TEST_POSTGRES names, or a private one of the machine's own programs.</summary>
public sealed class PgServer : IAsyncLifetime
{
    private PgCluster? _cluster;
    private static string? _connection, _reason;

    /// <summary>Where the server is; skips the test where there is none.</summary>
    public static string ConnectionString
    {
        get
        {
            Assert.SkipWhen(_connection is null, _reason ?? "there is no PostgreSQL");
            return _connection!;
        }
    }

    public static bool IsThere => _connection is not null;

    public async ValueTask InitializeAsync()
    {
        _connection = Environment.GetEnvironmentVariable("UWSKIT_TEST_POSTGRES");
        if (string.IsNullOrEmpty(_connection))
        {
            _connection = null;
            _reason = PgCluster.MissingBecause;
            if (_reason is null)
            {
                _cluster = new();
                _connection = await _cluster.StartAsync();
            }
        }
    }

    public async ValueTask DisposeAsync() => await (_cluster?.DisposeAsync() ?? default);
}
