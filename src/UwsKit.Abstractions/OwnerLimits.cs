namespace UwsKit;

/// <summary>
/// What one owner may have in one job list, the written job included; null = no limit. Jobs of nobody count as those of one owner. Deleted and ARCHIVED jobs do
/// not count.
/// </summary>
/// <param name="ActiveJobs">Jobs in a phase of <see cref="PhaseRules.Active"/>.</param>
/// <param name="StoredJobs">Jobs in any phase.</param>
/// <param name="StoredBytes">Sum of their <see cref="Job.StoredBytes"/>.</param>
public sealed record OwnerLimits(int? ActiveJobs = null, int? StoredJobs = null, long? StoredBytes = null)
{
    /// <summary>Which limit an owner with these jobs, the one to be written included, is above; <see cref="QuotaVerdict.Written"/> = none.</summary>
    /// <param name="active">How many are active.</param>
    /// <param name="stored">How many there are.</param>
    /// <param name="bytes">How much their files are.</param>
    public QuotaVerdict Judge(long active, long stored, long bytes) =>
        active > ActiveJobs ? QuotaVerdict.TooManyActive
        : stored > StoredJobs ? QuotaVerdict.TooManyStored
        : bytes > StoredBytes ? QuotaVerdict.TooManyBytes
        : QuotaVerdict.Written;
}
