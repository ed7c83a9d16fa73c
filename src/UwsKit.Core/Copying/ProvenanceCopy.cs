using System.Text.Json;

namespace UwsKit;

/// <summary>The part of a copy that is kept of jobs' provenance, of those too that are gone. Thread-safe.</summary>
internal static class ProvenanceCopy
{
    private const int PageSize = 500;

    /// <summary>Writes every entry, newest job first.</summary>
    public static async Task<ExportCounts> ExportAsync(IProvenanceArchive from, Stream to, Action<string>? report, CancellationToken ct)
    {
        long exported = 0, unreadable = 0;
        JobId? last = null;
        while (await from.ListJobsAsync(last, PageSize, ct).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var job in page)
            {
                try
                {
                    if (await from.FindAsync(job, ct).ConfigureAwait(false) is { } entry)
                    {
                        await to.WriteAsync(ProvenanceLine.Write(entry), ct).ConfigureAwait(false);
                        exported++;
                    }
                }
                catch (Exception e) when (e is UwsException or JsonException)
                {
                    report?.Invoke($"provenance of job {job}: {e.Message}");
                    unreadable++;
                }
            }

            last = page[^1];
        }

        return new(0, 0, unreadable) { Provenance = exported };
    }

    /// <summary>Keeps the entry of a line, unless the job has one.</summary>
    /// <returns>What became of it, and in a line why it was not taken.</returns>
    public static async Task<(ImportCounts Outcome, string? Fault)> ImportAsync(byte[] line, IProvenanceArchive? to, CancellationToken ct)
    {
        ProvenanceEntry entry;
        try
        {
            entry = ProvenanceLine.Read(line);
        }
        catch (JsonException e)
        {
            return (new(0, 0, 0, 1), $"no provenance of a job: {e.Message}");
        }

        if (to is null)
        {
            return (new(0, 0, 0, 1), $"provenance of job {entry.Job} was refused: this storage keeps none");
        }

        if (await to.FindAsync(entry.Job, ct).ConfigureAwait(false) is { } there)
        {
            return IsSame(there, entry) ? (new(0, 1, 0, 0), null) : (new(0, 0, 1, 0), $"provenance of job {entry.Job} is there already and differs");
        }

        try
        {
            await to.KeepAsync(entry, ct).ConfigureAwait(false);
            return (default(ImportCounts) with { Provenance = 1 }, null);
        }
        catch (UwsException e) when (e.Kind != UwsErrorKind.Unavailable)
        {
            return (new(0, 0, 0, 1), $"provenance of job {entry.Job} was refused: {e.Message}");
        }
    }

    // Of a line the blanks and the ways to write a character are lost: both are compared as lines.
    private static bool IsSame(ProvenanceEntry there, ProvenanceEntry copied)
    {
        try
        {
            return ProvenanceLine.Write(Sorted(there)).Span.SequenceEqual(ProvenanceLine.Write(Sorted(copied)).Span);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ProvenanceEntry Sorted(ProvenanceEntry entry) => entry with { Keys = [.. entry.Keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
}
