using System.Globalization;

namespace UwsKit.Batch;

/// <summary>How jobs are named at a batch system: letters and digits of the job id only, so that every tool takes and shows them.</summary>
internal static class BatchNames
{
    private const int NameCharacters = 14;

    /// <summary><c>u</c> and the last 14 characters of the id, all random (70 bits); Moab and PBS take no more than 15.</summary>
    public static string Name(JobId job) => "u" + job.Value[^NameCharacters..];

    /// <summary>Unique for job and attempt: an id can be used again by a batch system that lost its state, this cannot.</summary>
    public static string Tag(JobId job, int attempt) => string.Create(CultureInfo.InvariantCulture, $"uws:{job.Value}:{attempt}");
}
