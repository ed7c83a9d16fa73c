using System.Text.Json;

namespace UwsKit;

/// <summary>
/// Copies all job records out of a storage and into another one, as JSON lines: one line a job, its version and its document, in any phase, tombstones
/// included; and after them what is kept of provenance, of jobs that are gone too. Memory does not grow with the number of jobs. Files (uploads, results, logs) are not part of it. Thread-safe.
/// </summary>
/// <remarks>
/// Move a service while no host serves. An export beside a serving host is no snapshot of one moment, but every line is a record as it stood when it
/// was read: a job that is there from the beginning to the end is exported exactly once, since pages go by creation time and id, which never change;
/// a job deleted meanwhile may be there or not; a job created meanwhile is left out (it would be there, once, if its creation time were
/// before the page that is being read, as when clocks differ between nodes).
/// </remarks>
public static class JobCopy
{
    private const int PageSize = 500;

    // Enough for a storage to join many writes into one commit.
    private const int WritesAtOnce = 32;

    /// <summary>Writes every record, newest job first; then all that the storage keeps of provenance, where it can.</summary>
    /// <inheritdoc cref="ExportAsync(IStorage, IProvenanceArchive?, Stream, Action{string}?, CancellationToken)"/>
    public static Task<ExportCounts> ExportAsync(IStorage from, Stream to, Action<string>? report, CancellationToken ct)
        => ExportAsync(from, from as IProvenanceArchive, to, report, ct);

    /// <summary>Writes every record, newest job first; then all that is kept of provenance.</summary>
    /// <param name="from">An initialized storage.</param>
    /// <param name="provenance">Where provenance is kept; null = it is left out.</param>
    /// <param name="to">Where the lines go; stays open.</param>
    /// <param name="report">Takes one line for each record that cannot be read; the others go on.</param>
    /// <param name="ct">Ends the copy in its midst.</param>
    /// <exception cref="UwsException">The storage is not available.</exception>
    public static async Task<ExportCounts> ExportAsync(IStorage from, IProvenanceArchive? provenance, Stream to, Action<string>? report, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var query = new JobQuery { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = PageSize };
        var counts = new ExportCounts();
        while (await from.ListAsync(query, ct).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var line in page)
            {
                var outcome = await ExportAsync(from, line.Id, to, report, ct).ConfigureAwait(false);
                counts = new(counts.Exported + outcome.Exported, counts.Gone + outcome.Gone, counts.Unreadable + outcome.Unreadable);
            }

            query = query with { Before = new(page[^1].CreationTime, page[^1].Id) };
        }

        // After the jobs: one that is deleted meanwhile is in the copy as a record, or as what was kept of it before that, or both.
        if (provenance is not null)
        {
            var kept = await ProvenanceCopy.ExportAsync(provenance, to, report, ct).ConfigureAwait(false);
            counts = counts with { Unreadable = counts.Unreadable + kept.Unreadable, Provenance = kept.Provenance };
        }

        await to.FlushAsync(ct).ConfigureAwait(false);
        return counts;
    }

    /// <summary>
    /// Creates the job of every line, with the version that it has there, and keeps the provenance, where the storage can. May be repeated, also after it was
    /// cut: what is there already stays as it is.
    /// </summary>
    /// <inheritdoc cref="ImportAsync(Stream, IStorage, IProvenanceArchive?, Action{string}?, CancellationToken)"/>
    public static Task<ImportCounts> ImportAsync(Stream from, IStorage to, Action<string>? report, CancellationToken ct)
        => ImportAsync(from, to, to as IProvenanceArchive, report, ct);

    /// <summary>
    /// Creates the job of every line, with the version that it has there, and keeps the provenance. May be repeated, also after it was cut: what is there
    /// already stays as it is.
    /// </summary>
    /// <param name="from">What <see cref="ExportAsync(IStorage, Stream, Action{string}?, CancellationToken)"/> wrote; stays open.</param>
    /// <param name="to">An initialized storage.</param>
    /// <param name="provenance">Where provenance is kept; null = nowhere, and each line with some counts as broken.</param>
    /// <param name="report">Takes one line for each record that was not taken, with the number of its line; called by one thread at a time.</param>
    /// <param name="ct">Ends the copy in its midst.</param>
    /// <exception cref="UwsException">The storage is not available.</exception>
    public static async Task<ImportCounts> ImportAsync(Stream from, IStorage to, IProvenanceArchive? provenance, Action<string>? report, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var gate = new Lock();
        var counts = new ImportCounts();
        var many = new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(CopyLines.ReadAsync(from, ct), many, async (line, stop) =>
        {
            var (outcome, fault) = line.Bytes is { } bytes && ProvenanceLine.Is(bytes)
                ? await ProvenanceCopy.ImportAsync(bytes, provenance, stop).ConfigureAwait(false) : await ImportAsync(line, to, stop).ConfigureAwait(false);
            lock (gate)
            {
                counts = new(counts.Created + outcome.Created, counts.Present + outcome.Present, counts.Different + outcome.Different, counts.Broken + outcome.Broken)
                {
                    Provenance = counts.Provenance + outcome.Provenance,
                };
                if (fault is not null)
                {
                    report?.Invoke($"line {line.Number}: {fault}");
                }
            }
        }).ConfigureAwait(false);
        return counts;
    }

    private static async Task<ExportCounts> ExportAsync(IStorage from, JobId id, Stream to, Action<string>? report, CancellationToken ct)
    {
        Job? job;
        try
        {
            job = await from.GetAsync(id, ct).ConfigureAwait(false);
        }
        catch (UwsException e)
        {
            report?.Invoke($"job {id}: {e.Message}");
            return new(0, 0, 1);
        }

        if (job is null)
        {
            return new(0, 1, 0);
        }

        await to.WriteAsync(RecordJson.Write(job, indented: false), ct).ConfigureAwait(false);
        return new(1, 0, 0);
    }

    private static async Task<(ImportCounts Outcome, string? Fault)> ImportAsync(CopyLines.Line line, IStorage to, CancellationToken ct)
    {
        Job job;
        try
        {
            job = line.Bytes is { } bytes ? RecordJson.Read(bytes) : throw new JsonException("the line is too long for a record");
        }
        catch (JsonException e)
        {
            return (new(0, 0, 0, 1), $"no record of a job: {e.Message}");
        }

        try
        {
            if (await to.TryCreateAsync(job, ct).ConfigureAwait(false))
            {
                return (new(1, 0, 0, 0), null);
            }
        }
        catch (UwsException e) when (e.Kind != UwsErrorKind.Unavailable)
        {
            return (new(0, 0, 0, 1), $"job {job.Id} was refused: {e.Message}");
        }

        var stored = (await to.GetAsync(job.Id, ct).ConfigureAwait(false))?.Summarize();
        return stored == job.Summarize() ? (new(0, 1, 0, 0), null)
            : (new(0, 0, 1, 0), $"job {job.Id} is there already and differs: {Say(stored)} is there, {Say(job.Summarize())} is in the copy");
    }

    private static string Say(JobSummary? job) => job is null ? "a record that cannot be read"
        : $"version {job.Version} in {job.Phase.ToWord()}{(job.Deleted ? ", deleted" : "")}";
}
