namespace UwsKit;

/// <summary>
/// Optional ability of a storage: writes a record only while its owner stays within limits, counting and writing in one step, so that of requests at many nodes
/// together no more pass than the limits allow. Implemented by the class that is the <see cref="IStorage"/>. Every member may be called from many threads.
/// </summary>
public interface IQuotaStorage
{
    /// <summary>As <see cref="IStorage.TryCreateAsync"/>, within limits.</summary>
    ValueTask<QuotaVerdict> TryCreateAsync(Job job, OwnerLimits limits, CancellationToken ct);

    /// <summary>As <see cref="IStorage.TryUpdateAsync"/>, within limits. The stored record of the job itself does not count, the new one does.</summary>
    ValueTask<QuotaVerdict> TryUpdateAsync(Job job, OwnerLimits limits, CancellationToken ct);
}
