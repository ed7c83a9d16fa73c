namespace UwsKit.Managers.Moab;

/// <summary>
/// Moab has no comment for a job, and the resource managers below it take names of 15 characters. So the name tells both, job and attempt:
/// <c>u</c>, the last 12 characters of the id (60 random bits) and the attempt in two.
/// </summary>
internal static class MoabNames
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 13;

    public static string Of(JobId job) => "u" + job.Value[^(Length - 1)..];

    public static string Of(JobId job, int attempt) => $"{Of(job)}{Digits[attempt / Digits.Length % Digits.Length]}{Digits[attempt % Digits.Length]}";

    /// <summary>The name of a job without its attempt; names of others come out as they are.</summary>
    public static string Job(string name) => name.Length == Length + 2 ? name[..Length] : name;

    /// <summary>The name of the job whose work folder this is; empty = none of ours.</summary>
    public static string OfWork(string folder) => JobId.TryParse(Path.GetFileName(Path.GetDirectoryName(folder)), out var id) ? Of(id) : "";
}
