using System.Text.Json;

namespace UwsKit.Storage.File;

public sealed partial class FileStorage
{
    /// <inheritdoc/>
    public async ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var open = Opened();
        using var holder = await _locks.HoldAsync(entry.Job, Checked(ct)).ConfigureAwait(false);
        await OnDiskAsync(open, entry.Job, () => open.Provenance.Write(entry)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct)
    {
        var open = Opened();
        using var holder = await _locks.HoldAsync(job, Checked(ct)).ConfigureAwait(false);
        try
        {
            return open.Provenance.Read(job);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Unavailable(job, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        return new(Opened().Provenance.Find(key, take));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(Opened().Provenance.List(before, take));
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct)
    {
        var open = Opened();
        foreach (var job in open.Provenance.Due(until))
        {
            using var holder = await _locks.HoldAsync(job, Checked(ct)).ConfigureAwait(false);
            // It may have been kept anew meanwhile.
            await OnDiskAsync(open, job, () => open.Provenance.Due(until).Contains(job) && open.Provenance.Delete(job)).ConfigureAwait(false);
        }
    }
}
