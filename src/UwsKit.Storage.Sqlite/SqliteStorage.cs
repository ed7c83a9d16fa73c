using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.Sqlite;

/// <summary>
/// Keeps job records in one SQLite database: write-ahead log, full durability, group commit. What a write has answered is on disk and survives
/// the loss of the process and of power. Several processes of one machine may share the file; there is no change feed, so a WAIT learns of
/// another process's changes by its fallback reads only. Every member may be called from many threads.
/// </summary>
public sealed class SqliteStorage : IStorage, IQuotaStorage, IProvenanceArchive, IAsyncDisposable, IDisposable
{
    private readonly Database _database;
    private readonly SqliteStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReadPool _reads;
    private readonly Lock _opening = new();
    private WriteQueue? _writes;
    private bool _closed;

    /// <summary>Makes a storage; nothing is opened yet.</summary>
    /// <param name="options">Where the database is and how it is used.</param>
    /// <param name="time">Measures commits; null = the system's clock.</param>
    /// <param name="logger">Null = nothing is logged.</param>
    /// <exception cref="UwsConfigurationException">The options have no path, or one that is none.</exception>
    public SqliteStorage(SqliteStorageOptions options, TimeProvider? time = null, ILogger<SqliteStorage>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1);
        _options = options;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<SqliteStorage>.Instance;
        _database = new Database(options);
        _reads = new ReadPool(_database, _logger);
    }

    /// <summary>Makes folder, file and schema where they are missing. May be repeated, also after it failed.</summary>
    /// <exception cref="UwsConfigurationException">The path cannot be used: no database, a newer schema, a folder, not writable.</exception>
    /// <exception cref="UwsException">The database is busy, damaged, or the disk is full.</exception>
    public async ValueTask InitializeAsync(CancellationToken ct) => await Task.Run(Open, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        return WriteAsync(Of(WriteKind.Create, job), ct);
    }

    /// <inheritdoc/>
    public ValueTask<QuotaVerdict> TryCreateAsync(Job job, OwnerLimits limits, CancellationToken ct) => WriteWithinAsync(WriteKind.Create, job, limits, ct);

    /// <inheritdoc/>
    public ValueTask<QuotaVerdict> TryUpdateAsync(Job job, OwnerLimits limits, CancellationToken ct) => WriteWithinAsync(WriteKind.Update, job, limits, ct);

    /// <inheritdoc/>
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Opened();
        return ValueTask.FromResult(_reads.Read(reader => reader.Get(id)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        return WriteAsync(Of(WriteKind.Update, job), ct);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => WriteAsync(new(WriteKind.Delete, id, [id.Value]), ct);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ct.ThrowIfCancellationRequested();
        Opened();
        return ValueTask.FromResult(query.Take < 1 || query.Phases.Count == 0 || query.Visibility.Kind == VisibilityKind.Nobody
            ? []
            : _reads.Read(reader => reader.List(query)));
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await WriteAsync(new(WriteKind.KeepProvenance, entry.Job, ProvenanceColumns.Values(entry)), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Opened();
        return ValueTask.FromResult(_reads.Read(reader => reader.Provenance(job)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        Opened();
        return ValueTask.FromResult(_reads.Read(reader => reader.ProvenanceOf(key, take)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Opened();
        return ValueTask.FromResult(_reads.Read(reader => reader.ProvenanceBefore(before, take)));
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct)
        => await WriteAsync(new(WriteKind.RemoveProvenance, default, [JobColumns.Milliseconds(until)]), ct).ConfigureAwait(false);

    /// <summary>Commits what is queued, answers it, and closes the database.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        lock (_opening)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _reads.Dispose();
            if (_writes is not null)
            {
                _writes.Dispose();
                _logger.Closed(_database.Path);
            }
        }
    }

    /// <summary>The plan of a query: for the tests.</summary>
    internal IReadOnlyList<string> Explain(JobQuery query) => _reads.Read(reader => reader.Explain(query));

    /// <summary>The writing connection, while nothing is written: for the tests.</summary>
    internal T WithWriter<T>(Func<SqliteConnection, T> use) => Opened().WithWriter(use);

    private ValueTask<bool> WriteAsync(Write write, CancellationToken ct) => Opened().WriteAsync(write, ct);

    private async ValueTask<QuotaVerdict> WriteWithinAsync(WriteKind kind, Job job, OwnerLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(limits);
        var write = Of(kind, job, new(job, limits));
        return await WriteAsync(write, ct).ConfigureAwait(false) ? QuotaVerdict.Written : write.Refusal ?? QuotaVerdict.Conflict;
    }

    private static Write Of(WriteKind kind, Job job, OwnerScope? within = null)
        => new(kind, job.Id, JobColumns.Values(job)) { Shares = ShareWriter.Rows(job), Within = within };

    private WriteQueue Opened() => Volatile.Read(ref _writes) ?? throw new InvalidOperationException("InitializeAsync comes before all else.");

    private void Open()
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_writes is not null)
            {
                return;
            }

            var found = _database.Prepare(Schema.Migrations);
            try
            {
                Volatile.Write(ref _writes, new WriteQueue(new Writer(_database, _time, _logger), _options.MaxBatch));
            }
            catch (SqliteException e)
            {
                throw Faults.Opening(e, _database.Path);
            }

            if (found == 0)
            {
                _logger.Created(_database.Path, Schema.Migrations.Count);
            }
            else if (found != Schema.Migrations.Count)
            {
                _logger.Migrated(_database.Path, found, Schema.Migrations.Count);
            }

            _logger.Opened(_database.Path, SqliteVersion(), Schema.Migrations.Count);
        }
    }

    private static string SqliteVersion() => SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
}
