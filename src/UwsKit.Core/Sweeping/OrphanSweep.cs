using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Removes files without a job record that are older than <see cref="UwsOptions.OrphanAge"/>: what requests cut by a kill left behind.</summary>
internal sealed class OrphanSweep(IStorage storage, IFileStorage files, IOptions<UwsOptions> options, TimeProvider time, ILogger<OrphanSweep> log)
{
    /// <summary>One round over all files.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var age = options.Value.OrphanAge;
        await foreach (var id in files.ListJobsAsync(ct).ConfigureAwait(false))
        {
            if (id.Time < time.GetUtcNow() - age && await storage.GetAsync(id, ct).ConfigureAwait(false) is null)
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

                Log.OrphanRemoved(log, id, age);
            }
        }
    }
}
