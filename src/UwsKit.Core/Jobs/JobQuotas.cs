namespace UwsKit;

/// <summary>
/// What owners may have in a list: judged in the same step as the write that would bring them above it, so that many nodes' requests together never pass. A
/// storage that cannot do so (<see cref="IQuotaStorage"/>) is asked under a lock: a lease that all nodes share, or one of this process for a storage that has
/// no leases. Thread-safe.
/// </summary>
internal sealed class JobQuotas(IStorage storage, JobLists lists, TimeProvider time) : IDisposable
{
    private const int PageSize = 1000;
    private readonly IQuotaStorage _storage = storage as IQuotaStorage ?? new CountingQuotas(storage, PageSize, time);

    /// <summary>Stores a new job; false = its id is taken.</summary>
    /// <exception cref="UwsException">Its owner would be above a limit.</exception>
    public ValueTask<bool> TryCreateAsync(Job job)
        => LimitsOf(job) is { } limits ? JudgeAsync(job, limits, _storage.TryCreateAsync(job, limits, CancellationToken.None)) : storage.TryCreateAsync(job, CancellationToken.None);

    /// <summary>Stores a change; false = the record has changed meanwhile. Only what a client adds to its PENDING job is judged: work that is under way goes on.</summary>
    /// <exception cref="UwsException">The job's owner would be above a limit.</exception>
    public ValueTask<bool> TryUpdateAsync(Job from, Job to)
    {
        var adds = from.Phase is ExecutionPhase.Pending && !to.Deleted && (PhaseRules.Active.Contains(to.Phase) || to.StoredBytes > from.StoredBytes);
        return adds && LimitsOf(to) is { } limits ? JudgeAsync(to, limits, _storage.TryUpdateAsync(to, limits, CancellationToken.None)) : storage.TryUpdateAsync(to, CancellationToken.None);
    }

    public void Dispose() => (_storage as CountingQuotas)?.Dispose();

    private OwnerLimits? LimitsOf(Job job) => lists.Find(job.JobList)?.Options.PerOwner is { } own && own.Limits is var limits && limits != new OwnerLimits() ? limits : null;

    private static async ValueTask<bool> JudgeAsync(Job job, OwnerLimits limits, ValueTask<QuotaVerdict> writing) => await writing.ConfigureAwait(false) switch
    {
        QuotaVerdict.Written => true,
        QuotaVerdict.Conflict => false,
        QuotaVerdict.TooManyActive => throw Refused(
            job, $"already has the {limits.ActiveJobs} waiting or running jobs allowed in '{job.JobList}'; wait until one ends, or abort one"),
        QuotaVerdict.TooManyStored => throw Refused(job, $"already has the {limits.StoredJobs} jobs allowed in '{job.JobList}'; delete some first"),
        _ => throw Refused(job, $"would have more than the {limits.StoredBytes} bytes of files allowed in '{job.JobList}'; delete jobs first"),
    };

    private static UwsException Refused(Job job, string why) => new(UwsErrorKind.Forbidden, $"{job.OwnerId ?? "Everybody without a login, together,"} {why}.");
}
