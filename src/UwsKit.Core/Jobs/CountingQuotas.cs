namespace UwsKit;

/// <summary>Limits for a storage that only lists: counts and writes under a lock. Thread-safe.</summary>
internal sealed class CountingQuotas(IStorage storage, int pageSize, TimeProvider time) : IQuotaStorage, IDisposable
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2), LongestPause = TimeSpan.FromMilliseconds(100);
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public ValueTask<QuotaVerdict> TryCreateAsync(Job job, OwnerLimits limits, CancellationToken ct) => LockedAsync(job, limits, storage.TryCreateAsync, ct);

    public ValueTask<QuotaVerdict> TryUpdateAsync(Job job, OwnerLimits limits, CancellationToken ct) => LockedAsync(job, limits, storage.TryUpdateAsync, ct);

    public void Dispose() => Array.ForEach(_gates, g => g.Dispose());

    private async ValueTask<QuotaVerdict> LockedAsync(Job job, OwnerLimits limits, Func<Job, CancellationToken, ValueTask<bool>> write, CancellationToken ct)
    {
        var gate = _gates[(uint)HashCode.Combine(job.JobList, job.OwnerId) % _gates.Length];
        await gate.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (storage is not ILeases leases)
            {
                return await CountAndWriteAsync(job, limits, write, ct).ConfigureAwait(false);
            }

            var (name, holder) = (NameOf(job), JobId.New(time).Value);
            await HoldAsync(leases, name, holder, ct).ConfigureAwait(false);
            try
            {
                return await CountAndWriteAsync(job, limits, write, ct).ConfigureAwait(false);
            }
            finally
            {
                // As good as given back.
                await leases.TryHoldAsync(name, holder, TimeSpan.FromMilliseconds(1), CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<QuotaVerdict> CountAndWriteAsync(Job job, OwnerLimits limits, Func<Job, CancellationToken, ValueTask<bool>> write, CancellationToken ct)
    {
        var (active, stored, bytes) = (PhaseRules.Active.Contains(job.Phase) ? 1L : 0, 1L, job.StoredBytes);
        var query = new JobQuery
        {
            JobList = job.JobList, Visibility = job.OwnerId is { } owner ? Visibility.Of(owner) : Visibility.Anonymous, Take = pageSize,
            Phases = limits is { StoredJobs: null, StoredBytes: null } ? PhaseRules.Active : PhaseSet.Listed,
        };
        while (true)
        {
            var page = await storage.ListAsync(query, ct).ConfigureAwait(false);
            foreach (var other in page.Where(j => j.Id != job.Id))
            {
                (active, stored, bytes) = (active + (PhaseRules.Active.Contains(other.Phase) ? 1 : 0), stored + 1, bytes + other.StoredBytes);
            }

            if (limits.Judge(active, stored, bytes) is not QuotaVerdict.Written and var refused)
            {
                return refused;
            }

            if (page.Count < pageSize)
            {
                return await write(job, ct).ConfigureAwait(false) ? QuotaVerdict.Written : QuotaVerdict.Conflict;
            }

            query = query with { Before = new(page[^1].CreationTime, page[^1].Id) };
        }
    }

    // A node that dies holding it keeps the owner waiting for the lease's time.
    private async Task HoldAsync(ILeases leases, string name, string holder, CancellationToken ct)
    {
        for (var pause = FirstPause; !await leases.TryHoldAsync(name, holder, LeaseTime, ct).ConfigureAwait(false); pause = pause < LongestPause ? pause * 2 : pause)
        {
            await Task.Delay(pause, time, ct).ConfigureAwait(false);
        }
    }

    // At most 200 characters, whatever the owner's id.
    private static string NameOf(Job job)
        => "quota/" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{job.JobList}\n{job.OwnerId is null}\n{job.OwnerId}")));
}
