namespace UwsKit;

/// <summary>Removes provenance that has outlived its job for as long as it should.</summary>
internal sealed class ProvenanceSweep(ProvenanceKeeper keeper, TimeProvider time)
{
    /// <summary>One round.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        if (keeper.Archive is { } archive)
        {
            await archive.RemoveAsync(time.Now(), ct).ConfigureAwait(false);
        }
    }
}
