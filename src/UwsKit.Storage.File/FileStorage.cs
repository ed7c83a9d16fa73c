using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.File;

/// <summary>
/// Keeps each job record in a readable JSON file of its own: <c>ROOT/xy/ID.json</c>, written beside, synced and renamed, so that it is there whole or
/// not at all, whatever ends the process. The lines of all jobs are in memory and made anew at the start; made for up to about 100,000 jobs. Belongs
/// to one process at a time. Every member may be called from many threads.
/// </summary>
public sealed partial class FileStorage : IStorage, IProvenanceArchive, IAsyncDisposable, IDisposable
{
    private readonly FileStorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SafePath _paths;
    private readonly JobLocks _locks = new();
    private readonly Lock _opening = new();
    private OpenRecords? _open;
    private bool _closed;

    /// <summary>Makes a storage; nothing is opened yet.</summary>
    /// <param name="options">Where the records are and how they are written.</param>
    /// <param name="time">Measures the opening; null = the system's clock.</param>
    /// <param name="logger">Null = nothing is logged.</param>
    /// <exception cref="UwsConfigurationException">The options have no root.</exception>
    public FileStorage(FileStorageOptions options, TimeProvider? time = null, ILogger<FileStorage>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ParallelWrites, 1);
        if (string.IsNullOrWhiteSpace(options.Root) || options.Root.Contains('\0', StringComparison.Ordinal))
        {
            throw new UwsConfigurationException($"Storage:Root: '{options.Root?.Replace('\0', '?')}' is not allowed; allowed: the path of a folder");
        }

        _options = options;
        _time = time ?? TimeProvider.System;
        _log = logger ?? NullLogger<FileStorage>.Instance;
        _paths = new(options.Root);
    }

    /// <summary>
    /// Makes the folder where it is missing, claims it for this process, and reads every record. A damaged one is moved to <c>ROOT/damaged</c> with a
    /// line in the log. May be repeated, also after it failed.
    /// </summary>
    /// <exception cref="UwsConfigurationException">Another process keeps records there, or the folder cannot be used.</exception>
    public async ValueTask InitializeAsync(CancellationToken ct) => await Task.Run(Open, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        var open = Opened();
        using var holder = await _locks.HoldAsync(job.Id, Checked(ct)).ConfigureAwait(false);
        return open.Index.Find(job.Id) is null && await StoreAsync(open, job, isNew: true).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Job?> GetAsync(JobId id, CancellationToken ct)
    {
        var open = Opened();

        // Waits for a write that is under way: what is read is on the disk.
        using var holder = await _locks.HoldAsync(id, Checked(ct)).ConfigureAwait(false);
        if (open.Index.Find(id) is null)
        {
            return null;
        }

        try
        {
            return open.Files.Read(id) ?? throw new JsonException("its file is gone");
        }
        catch (JsonException e)
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"The record of job {id} is damaged: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(id, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        var open = Opened();
        using var holder = await _locks.HoldAsync(job.Id, Checked(ct)).ConfigureAwait(false);
        return open.Index.Find(job.Id)?.Version == job.Version
            && await StoreAsync(open, job with { Version = job.Version + 1 }, isNew: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct)
    {
        var open = Opened();
        using var holder = await _locks.HoldAsync(id, Checked(ct)).ConfigureAwait(false);
        return open.Index.Find(id) is not null && await OnDiskAsync(open, id, () =>
        {
            open.Files.Delete(id);
            open.Index.Set(id, null);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ct.ThrowIfCancellationRequested();
        return new(Opened().Index.List(query));
    }

    /// <summary>Ends the writes that are under way and gives the folder back.</summary>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        lock (_opening)
        {
            if (!_closed && _open is { } open)
            {
                open.Dispose();
                _log.RecordsClosed(_paths.Root);
            }

            _closed = true;
        }
    }

    private Task<bool> StoreAsync(OpenRecords open, Job job, bool isNew) => OnDiskAsync(open, job.Id, () =>
    {
        // What could not be read at the start is not in the index; it may be mended yet and is not replaced.
        if (isNew && open.Files.Exists(job.Id))
        {
            return false;
        }

        // The line comes from what is written, so it is the same after a restart, and nothing is written that could not be read.
        var record = RecordJson.Write(job, indented: true);
        var line = new JobLine(RecordJson.Read(record.Span));
        open.Files.Write(job.Id, record);
        open.Index.Set(job.Id, line);
        return true;
    });

    private async Task<bool> OnDiskAsync(OpenRecords open, JobId job, Func<bool> work)
    {
        try
        {
            return await open.Threads.RunAsync(work).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"The record of job {job} cannot be kept: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReadAgain(open, job);
            throw Unavailable(job, e);
        }
    }

    /// <summary>After a failed write the old or the new record may be there: the index follows the disk.</summary>
    private void ReadAgain(OpenRecords open, JobId job)
    {
        try
        {
            open.Index.Set(job, open.Files.Read(job) is { } record ? new(record) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            _log.RecordFailed(e, _paths.Root, job, e.Message);
        }
    }

    private void Open()
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_open is not null)
            {
                return;
            }

            var start = _time.GetTimestamp();
            try
            {
                Volatile.Write(ref _open, OpenRecords.Open(_paths.Root, _options, _log));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new UwsConfigurationException(
                    $"Storage:Root: '{_options.Root}': the folder cannot be used ({e.Message.ReplaceLineEndings(" ")}); allowed: a folder that this process may make, read and write");
            }

            _log.RecordsOpened(_paths.Root, _open!.Index.Count, (long)_time.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private OpenRecords Opened()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return Volatile.Read(ref _open) ?? throw new InvalidOperationException("InitializeAsync comes before all else.");
    }

    private static CancellationToken Checked(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return ct;
    }

    // The path is for the operator's log; the client learns only that it is our fault.
    private UwsException Unavailable(JobId job, Exception e)
    {
        _log.RecordFailed(e, _paths.Root, job, e.Message);
        return new(UwsErrorKind.Unavailable, "The job records are not available.", e);
    }
}
