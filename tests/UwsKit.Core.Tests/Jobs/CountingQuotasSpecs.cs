using System.Collections.Concurrent;
using UwsKit.Testing;

namespace UwsKit.Jobs;

/// <summary>Limits over a storage that only lists, in one process.</summary>
public sealed class CountingQuotasSpecs : QuotaSpecs
{
    private readonly InMemoryStorage _jobs = new();
    private Counted? _node;

    protected override ValueTask<IStorage> CreateAsync() => new(_node ??= new(_jobs, new CountingQuotas(_jobs, pageSize: 3, TimeProvider.System)));
}

/// <summary>Limits over a storage that only lists and that several nodes share: they meet by its leases.</summary>
public sealed class LeasedQuotasSpecs : QuotaSpecs
{
    private readonly Leased _jobs = new();

    protected override ValueTask<IStorage> CreateAsync() => new(new Counted(_jobs, new CountingQuotas(_jobs, pageSize: 1000, TimeProvider.System)));
}

/// <summary>A node's view: the records, and the limits counted over them.</summary>
internal sealed class Counted(IStorage jobs, CountingQuotas quotas) : IStorage, IQuotaStorage, IDisposable
{
    public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => jobs.TryCreateAsync(job, ct);
    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => jobs.GetAsync(id, ct);
    public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => jobs.TryUpdateAsync(job, ct);
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => jobs.DeleteAsync(id, ct);
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => jobs.ListAsync(query, ct);
    public ValueTask<QuotaVerdict> TryCreateAsync(Job job, OwnerLimits limits, CancellationToken ct) => quotas.TryCreateAsync(job, limits, ct);
    public ValueTask<QuotaVerdict> TryUpdateAsync(Job job, OwnerLimits limits, CancellationToken ct) => quotas.TryUpdateAsync(job, limits, ct);
    public void Dispose() => quotas.Dispose();
}

/// <summary>Records in memory that several nodes share; each write takes a moment, so that counts and writes of different nodes overlap.</summary>
internal sealed class Leased : IStorage, ILeases
{
    private readonly InMemoryStorage _jobs = new();
    private readonly ConcurrentDictionary<string, (string Holder, long Until)> _leases = new();

    public async ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct)
    {
        await Task.Yield();
        return await _jobs.TryCreateAsync(job, ct);
    }

    public async ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct)
    {
        await Task.Yield();
        return await _jobs.TryUpdateAsync(job, ct);
    }

    public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => _jobs.GetAsync(id, ct);
    public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => _jobs.DeleteAsync(id, ct);
    public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => _jobs.ListAsync(query, ct);

    public ValueTask<bool> TryHoldAsync(string name, string holder, TimeSpan time, CancellationToken ct)
    {
        lock (_leases)
        {
            var now = Environment.TickCount64;
            if (_leases.TryGetValue(name, out var lease) && lease.Holder != holder && lease.Until > now)
            {
                return new(false);
            }

            _leases[name] = (holder, now + (long)time.TotalMilliseconds);
            return new(true);
        }
    }
}
