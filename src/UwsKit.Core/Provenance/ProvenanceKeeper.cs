using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Keeps what provenance is told from beyond the job's life, where the storage can (<see cref="IProvenanceArchive"/>). The job's record is the source in any case:
/// until it is kept the record is there, and keeping it again changes nothing. Thread-safe.
/// </summary>
internal sealed class ProvenanceKeeper(
    IStorage storage, IFileStorage files, IServiceProvider services, IOptions<UwsOptions> options, TimeProvider time, ILogger<ProvenanceKeeper> log)
{
    /// <summary>Where it is kept; null = the storage cannot.</summary>
    public IProvenanceArchive? Archive { get; } = services.GetService<IProvenanceArchive>() ?? storage as IProvenanceArchive;

    private static string Software { get; } = $"UwsKit {typeof(ProvenanceKeeper).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>What remains of a placement.</summary>
    public static JobRun? RunOf(Job job)
        => job.Placement is { Attempt: > 0 } p ? new(p.Manager, p.Node, p.BackendId, p.Attempt, p.ExitCode, Software) : job.Ran;

    /// <summary>Keeps a job as it ended, before anything of it is given up. May be repeated.</summary>
    /// <param name="job">The record; in a final phase, or about to go.</param>
    /// <param name="goes">Whether files and record go now: their end is noted, and the time that provenance outlives them begins.</param>
    /// <param name="ct">Ends the writing.</param>
    public async ValueTask KeepAsync(Job job, bool goes, CancellationToken ct)
    {
        if (Archive is not { } archive || !HasBegun(job))
        {
            return;
        }

        var earlier = await FindKeptAsync(job.Id, ct).ConfigureAwait(false);
        var kept = job with { Ran = RunOf(job), Placement = null, Progress = null, JobInfo = null, TraceParent = null, Unknown = null };
        if (earlier is not null && (job.Phase is ExecutionPhase.Archived || earlier.InvalidatedAt is not null))
        {
            // An archived record has no results any more.
            kept = kept with { Results = earlier.Job.Results };
        }

        var now = time.Now();
        var (own, fault) = earlier is { Own: not null } or { OwnFault: not null } ? (earlier.Own, earlier.OwnFault) : await ReadOwnAsync(job.Id, ct).ConfigureAwait(false);
        var record = new ProvenanceRecord(kept) { InvalidatedAt = earlier?.InvalidatedAt ?? (goes ? now : null), Own = own, OwnFault = fault };
        var until = goes && options.Value.Provenance.KeepFor is { } time2 ? now + time2 : (DateTimeOffset?)null;
        try
        {
            await archive.KeepAsync(new(job.Id, ProvenanceKeys.Of(kept), record.Serialize(), until), ct).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.TooLarge or UwsErrorKind.Invalid)
        {
            // It will be refused for ever: the job must be let go of all the same.
            Log.ProvenanceNotKept(log, job.Id, e.Message);
        }
    }

    /// <summary>What is known of a job, whether it is there or only kept; null = nothing.</summary>
    public async ValueTask<ProvenanceRecord?> FindAsync(JobId id, CancellationToken ct)
    {
        var job = await storage.GetAsync(id, ct).ConfigureAwait(false);
        var kept = await FindKeptAsync(id, ct).ConfigureAwait(false);
        if (job is null or { Deleted: true })
        {
            // A tombstone that is not kept yet tells no more than its job did.
            return kept is null ? null : kept with { Job = kept.Job with { Deleted = true }, InvalidatedAt = kept.InvalidatedAt ?? time.Now() };
        }

        if (kept is not null)
        {
            var results = job.Phase is ExecutionPhase.Archived ? kept.Job.Results : job.Results;
            return kept with { Job = job with { Results = results, Ran = job.Ran ?? kept.Job.Ran }, InvalidatedAt = kept.InvalidatedAt };
        }

        var (own, fault) = PhaseRules.Final.Contains(job.Phase) ? await ReadOwnAsync(id, ct).ConfigureAwait(false) : default;
        return new(job) { Own = own, OwnFault = fault };
    }

    /// <summary>The jobs that a key leads to, newest first.</summary>
    public async ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct)
        => Archive is null ? [] : await Archive.FindJobsAsync(key, take, ct).ConfigureAwait(false);

    private static bool HasBegun(Job job) => job.QueuedAt is not null || job.Error is not null;

    private async ValueTask<ProvenanceRecord?> FindKeptAsync(JobId id, CancellationToken ct)
    {
        if (Archive is null || await Archive.FindAsync(id, ct).ConfigureAwait(false) is not { } entry || entry.Until <= time.GetUtcNow())
        {
            return null;
        }

        try
        {
            return ProvenanceRecord.Parse(entry.Document);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            Log.ProvenanceUnusable(log, id, e.Message);
            return null;
        }
    }

    // A script's word about itself is never a reason for the job to fail.
    private async ValueTask<(byte[]? Own, string? Fault)> ReadOwnAsync(JobId id, CancellationToken ct)
    {
        var content = await files.OpenReadAsync(id, JobFileArea.Output, OwnProvenance.FileName, ct).ConfigureAwait(false);
        if (content?.Stream is not { } stream)
        {
            return default;
        }

        await using (content.ConfigureAwait(false))
        {
            try
            {
                var buffer = new byte[OwnProvenance.MaxBytes + 1];
                var document = buffer.AsMemory(0, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false));
                OwnProvenance.Parse(document, id);
                return (document.ToArray(), null);
            }
            catch (FormatException e)
            {
                Log.OwnProvenanceRefused(log, id, OwnProvenance.FileName, e.Message);
                return (null, $"{OwnProvenance.FileName} of the job is not taken over: {e.Message}");
            }
        }
    }
}
