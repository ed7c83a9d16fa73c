using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Keeps job records in a PostgreSQL database that any number of equal nodes share. Concurrent writes share transactions; each write tells the other
/// nodes (<c>NOTIFY</c>) as it commits, see <see cref="PostgreSqlChangeFeed"/>. A database that is away makes every call fail within the timeouts with
/// <see cref="UwsErrorKind.Unavailable"/>, and is used again as soon as it is back. Every member may be called from many threads.
/// </summary>
public sealed partial class PostgreSqlStorage : IStorage, IQuotaStorage, IProvenanceArchive, ILeases, IJobVersions, IAsyncDisposable
{
    private readonly Settings _settings;
    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _pool;
    private readonly Reader _reader;
    private readonly WriteQueue _writes;
    private readonly QuotaWriter _quotas;
    private readonly ProvenanceTables _provenance;
    private readonly WriteSql _sql;
    private int _closed;

    /// <summary>Makes a storage; nothing is opened yet.</summary>
    /// <param name="options">Where the database is and how it is used.</param>
    /// <param name="logger">Null = nothing is logged.</param>
    /// <exception cref="UwsConfigurationException">The options cannot be used.</exception>
    public PostgreSqlStorage(PostgreSqlStorageOptions options, ILogger<PostgreSqlStorage>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        _settings = new(options);
        _logger = logger ?? NullLogger<PostgreSqlStorage>.Instance;
        _pool = _settings.Pool();
        var (table, health) = (_settings.Schema + ".jobs", new Health(_settings.Name, _logger));
        var statements = new Statements(_pool, health);
        _reader = new(statements, table, _settings.Schema + ".leases");
        _provenance = new(_pool, health, statements, _settings.Schema, _settings.Name, _logger);
        _writes = new(new(_pool, health, _settings.Name, _logger), options.MaxBatch);
        _quotas = new(_pool, health, table, _settings.Name, _logger);
        _sql = new(table, _settings.Channel);
    }

    /// <summary>Makes or migrates the tables; nodes that start at once wait for each other. May be repeated, also after it failed.</summary>
    /// <exception cref="UwsConfigurationException">The account, the database or its schema cannot be used, or a newer release made the schema.</exception>
    /// <exception cref="UwsException">The database is away.</exception>
    public ValueTask InitializeAsync(CancellationToken ct) => InitializeAsync(Schema.Migrations, ct);

    /// <inheritdoc/>
    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        return _writes.WriteAsync(new(job.Id, _sql.Create, JobColumns.Parameters(job)), ct);
    }

    /// <inheritdoc/>
    public async ValueTask<QuotaVerdict> TryCreateAsync(Job job, OwnerLimits limits, CancellationToken ct)
        => await WriteWithinAsync(job, limits, _sql.Create, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<QuotaVerdict> TryUpdateAsync(Job job, OwnerLimits limits, CancellationToken ct)
        => await WriteWithinAsync(job, limits, _sql.Update, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => await _reader.GetAsync(id, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        return _writes.WriteAsync(new(job.Id, _sql.Update, JobColumns.Parameters(job)), ct);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct)
        => _writes.WriteAsync(new(id, _sql.Delete, [new() { Value = id.Value }]), ct);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Take < 1 || query.Phases.Count == 0 || query.Visibility.Kind == VisibilityKind.Nobody
            ? [] : await _reader.ListAsync(query, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryHoldAsync(string name, string holder, TimeSpan time, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(holder);
        return await _reader.HoldAsync(ColumnText.Encode(name), ColumnText.Encode(holder), time, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<JobId, long>> GetVersionsAsync(IReadOnlyCollection<JobId> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return await _reader.VersionsAsync(ids, ct).ConfigureAwait(false);
    }

    /// <summary>Commits what is queued, answers it, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            await _writes.DisposeAsync().ConfigureAwait(false);
            await _pool.DisposeAsync().ConfigureAwait(false);
            _logger.Closed(_settings.Name);
        }
    }

    private Task<QuotaVerdict> WriteWithinAsync(Job job, OwnerLimits limits, string sql, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(limits);
        return _quotas.WriteAsync(job, limits, sql, ct);
    }

    /// <summary>With other migrations: for the tests.</summary>
    internal async ValueTask InitializeAsync(IReadOnlyList<string> migrations, CancellationToken ct)
    {
        try
        {
            await using var connection = await _pool.OpenConnectionAsync(ct).ConfigureAwait(false);
            var found = await Schema.MigrateAsync(connection, _settings.Schema, migrations, ct).ConfigureAwait(false);
            if (found == 0)
            {
                _logger.Created(_settings.Name, migrations.Count);
            }
            else if (found != migrations.Count)
            {
                _logger.Migrated(_settings.Name, found, migrations.Count);
            }

            _logger.Opened(_settings.Name, connection.PostgreSqlVersion.ToString(), migrations.Count);
        }
        catch (Exception e) when (Faults.IsFault(e) && !ct.IsCancellationRequested)
        {
            throw Faults.Opening(e, _settings);
        }
    }

    /// <summary>The plan of a query: for the tests.</summary>
    internal Task<IReadOnlyList<string>> ExplainAsync(JobQuery query, string options = "COSTS OFF") => _reader.ExplainAsync(query, options, default);
}
