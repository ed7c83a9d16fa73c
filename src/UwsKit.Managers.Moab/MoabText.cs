using System.Text.RegularExpressions;

namespace UwsKit.Managers.Moab;

/// <summary>What Moab's commands say outside XML: ids and errors, which come on either stream.</summary>
internal static partial class MoabText
{
    /// <summary>An id that can be given to a command: no option, and not the word for all jobs.</summary>
    public static bool IsId(string text) => Id().IsMatch(text) && !text.Equals("ALL", StringComparison.OrdinalIgnoreCase);

    /// <summary>The id that msub printed, as XML or as its last line; null = none.</summary>
    public static string? ReadSubmitted(string output)
    {
        var id = output.Contains("<Data", StringComparison.Ordinal) ? MoabXml.Read("msub", output).Jobs.Select(j => j["JobID"]).FirstOrDefault() : output.Trim().Split('\n')[^1].Trim();
        return id is not null && IsId(id) ? id : null;
    }

    /// <summary>The last error lines without their prefix, for people.</summary>
    public static string Error(CommandResult answer)
    {
        var lines = $"{answer.Error}\n{Tag().Replace(answer.Output, " ")}".Split('\n').Select(l => Prefix().Replace(l.Trim(), "").Trim()).Where(l => l.Length > 0).Distinct().TakeLast(3);
        var text = OutputTail.OneLine(string.Join("; ", lines), 500);
        return text.Length > 0 ? text : $"it ended with {answer.ExitCode} and no words";
    }

    /// <summary>The job is finished and forgotten, or never was.</summary>
    public static bool IsUnknownJob(string error) => UnknownJob().IsMatch(error);

    /// <summary>The request may have reached the server.</summary>
    public static bool IsDoubtful(string error) => Doubtful().IsMatch(error);

    /// <summary>The request did not reach the server.</summary>
    public static bool IsAway(string error) => Away().IsMatch(error);

    /// <summary>The account may not ask this.</summary>
    public static bool IsForbidden(string error) => Forbidden().IsMatch(error);

    /// <summary>The ids in what mjobctl says that it cancelled.</summary>
    public static IEnumerable<string> Cancelled(string output) => CancelledJob().Matches(output).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._\-\[\]]{0,99}\z")]
    private static partial Regex Id();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("^(ERROR|WARNING|INFO|msub|showq|checkjob|mjobctl): *", RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex("invalid job( id)? specified|(cannot|could not) locate job|unknown job", RegexOptions.IgnoreCase)]
    private static partial Regex UnknownJob();

    [GeneratedRegex("timed out|timeout|lost connection|communication|cannot (send|receive|read)|connection (reset|closed)|gave no answer", RegexOptions.IgnoreCase)]
    private static partial Regex Doubtful();

    [GeneratedRegex("(cannot|could not|unable to|failed to) connect|connection refused|not running|ssh: |host key verification|permission denied \\(|temporarily", RegexOptions.IgnoreCase)]
    private static partial Regex Away();

    [GeneratedRegex("not authori[sz]ed|unauthori[sz]ed|not permitted|permission denied|administrator", RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();

    [GeneratedRegex("job '([^'\\s]+)' cancell?ed", RegexOptions.IgnoreCase)]
    private static partial Regex CancelledJob();
}
