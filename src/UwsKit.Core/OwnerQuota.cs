using System.ComponentModel.DataAnnotations;

namespace UwsKit;

/// <summary>
/// What one owner may have in a job list; null = as in the defaults, and there no limit. What would go beyond is refused (403) and changes nothing. All callers
/// without an identity count as one owner.
/// </summary>
public sealed class OwnerQuota
{
    /// <summary>Jobs that wait or run: QUEUED, EXECUTING, HELD, SUSPENDED or UNKNOWN.</summary>
    [Range(0, int.MaxValue)]
    public int? ActiveJobs { get; set; }

    /// <summary>Jobs in any phase but ARCHIVED.</summary>
    [Range(0, int.MaxValue)]
    public int? StoredJobs { get; set; }

    /// <summary>
    /// Bytes of uploads, fetched inputs and results of all these jobs. Results are never refused: an owner above the limit can make no new job with RUN and upload
    /// nothing more until he deletes some.
    /// </summary>
    [Range(0L, long.MaxValue)]
    public long? StoredBytes { get; set; }

    internal OwnerLimits Limits => new(ActiveJobs, StoredJobs, StoredBytes);

    internal OwnerQuota Over(OwnerQuota? defaults) => new()
    {
        ActiveJobs = ActiveJobs ?? defaults?.ActiveJobs,
        StoredJobs = StoredJobs ?? defaults?.StoredJobs,
        StoredBytes = StoredBytes ?? defaults?.StoredBytes,
    };
}
