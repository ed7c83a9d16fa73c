using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// Keeps job records in a MongoDB database that any number of equal nodes share: one document a job, replaced by comparing its version. Needs no
/// transactions and no replica set, though only a replica set survives the loss of a server. A database that is away makes every call fail within the
/// timeouts with <see cref="UwsErrorKind.Unavailable"/>, and is used again as soon as it is back. Every member may be called from many threads.
/// </summary>
public sealed partial class MongoDbStorage : IStorage, IProvenanceArchive, ILeases, IJobVersions, IAsyncDisposable
{
    private readonly Settings _settings;
    private readonly ILogger _logger;
    private readonly Connection _connection;
    private readonly Reader _reader;
    private readonly Writer _writer;
    private readonly Leases _leases;
    private readonly ProvenanceDocuments _provenance;
    private int _closed;

    /// <summary>Makes a storage; nothing is opened yet.</summary>
    /// <param name="options">Where the database is and how it is used.</param>
    /// <param name="logger">Null = nothing is logged.</param>
    /// <exception cref="UwsConfigurationException">The options cannot be used.</exception>
    public MongoDbStorage(MongoDbStorageOptions options, ILogger<MongoDbStorage>? logger = null)
    {
        _settings = new(options);
        _logger = logger ?? NullLogger<MongoDbStorage>.Instance;
        _connection = new(_settings, _logger);
        var health = new Health(_settings.Name, _logger);
        _reader = new(_connection, health, _settings.CommandTimeout);
        _writer = new(_connection, health, _settings.Name, _settings.CommandTimeout, _logger);
        _leases = new(_connection, health, _settings.CommandTimeout);
        _provenance = new(_connection, health, _settings.Name, _settings.CommandTimeout, _logger);
    }

    /// <summary>Makes the indexes that are not there; harmless when several nodes start at once. May be repeated, also after it failed.</summary>
    /// <exception cref="UwsConfigurationException">The account or the database cannot be used, or a newer release made it.</exception>
    /// <exception cref="UwsException">The database is away.</exception>
    public async ValueTask InitializeAsync(CancellationToken ct)
    {
        try
        {
            // On a database full of jobs an index takes minutes.
            using var connection = new Connection(_settings, _logger, forLongWork: true);
            if (await connection.RunAsync(database => Schema.PrepareAsync(database, ct)).ConfigureAwait(false) is { Count: > 0 } made)
            {
                _logger.IndexesMade(_settings.Name, string.Join(", ", made));
            }

            _logger.Opened(_settings.Name, Schema.Version);
        }
        catch (Exception e) when (Faults.IsFault(e) && !ct.IsCancellationRequested)
        {
            throw Faults.Opening(e, _settings);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        return await _writer.CreateAsync(job, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => await _reader.GetAsync(id, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        return await _writer.UpdateAsync(job, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Where the answer was lost and the job is gone when asked again, the answer is true.</remarks>
    public async ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => await _writer.DeleteAsync(id, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Take < 1 || query.Phases.Count == 0 || query.Visibility.Kind == VisibilityKind.Nobody
            ? [] : await _reader.ListAsync(query, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Time is that of the server which is the primary. Where another member becomes the primary, its clock decides: the clocks of the members must not differ
    /// by more than a small part of a lease.
    /// </remarks>
    public async ValueTask<bool> TryHoldAsync(string name, string holder, TimeSpan time, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(holder);
        return await _leases.HoldAsync(JobDocument.Text(name), JobDocument.Text(holder), time, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<JobId, long>> GetVersionsAsync(IReadOnlyCollection<JobId> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return await _reader.VersionsAsync(ids, ct).ConfigureAwait(false);
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _connection.Dispose();
            _logger.Closed(_settings.Name);
        }

        return default;
    }
}
