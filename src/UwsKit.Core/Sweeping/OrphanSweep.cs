using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Removes files without a job record that are older than <see cref="UwsOptions.OrphanAge"/>: what requests cut by a kill left behind. Such are few; when most files
/// have no record, the storage is likely the wrong one (a mistyped path, an empty database), and nothing is removed.
/// </summary>
internal sealed class OrphanSweep(IStorage storage, IFileStorage files, IOptions<UwsOptions> options, TimeProvider time, ILogger<OrphanSweep> log)
{
    private const int Few = 20;
    private const int AtOnce = 10_000;

    /// <summary>One round over all files.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var (orphans, known) = await FindAsync(ct).ConfigureAwait(false);
        if (orphans.Count > Few && orphans.Count > known)
        {
            Log.TooManyOrphans(log, orphans.Count, known);
            return;
        }

        foreach (var id in orphans)
        {
            try
            {
                await files.DeleteAsync(id, null, ct).ConfigureAwait(false);
            }
            catch (UwsException e)
            {
                // One folder that cannot be removed must not keep the others.
                Log.ForgetFailed(log, id, e.Message);
                continue;
            }

            Log.OrphanRemoved(log, id, options.Value.OrphanAge);
        }
    }

    private async Task<(List<JobId> Orphans, int Known)> FindAsync(CancellationToken ct)
    {
        List<JobId> orphans = [];
        var known = 0;
        var before = time.GetUtcNow() - options.Value.OrphanAge;
        await foreach (var id in files.ListJobsAsync(ct).ConfigureAwait(false))
        {
            if (id.Time >= before)
            {
                continue;
            }

            if (await storage.GetAsync(id, ct).ConfigureAwait(false) is not null)
            {
                known++;
            }
            else if (orphans.Count < AtOnce)
            {
                orphans.Add(id);
            }
        }

        return (orphans, known);
    }
}
