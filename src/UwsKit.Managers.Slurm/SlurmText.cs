using System.Globalization;
using System.Text.RegularExpressions;

namespace UwsKit.Managers.Slurm;

/// <summary>Reads what SLURM's commands print. Text of other jobs stands between it: what cannot be understood is left out.</summary>
internal static partial class SlurmText
{
    /// <summary>The text form is the stable one; the comment comes last because it alone may hold the separator.</summary>
    public const string QueueFormat = "%A|%T|%r|%V|%S|%e|%j|%k";

    /// <summary>Of sacct.</summary>
    public const string AccountingFormat = "JobIDRaw,State,ExitCode,Submit,Start,End,JobName";

    public static IReadOnlyList<BatchRow> ReadQueue(string text) => [.. text.Split('\n').Select(ReadQueueLine).OfType<BatchRow>()];

    public static IReadOnlyList<BatchRow> ReadAccounting(string text) => [.. text.Split('\n').Select(ReadAccountingLine).OfType<BatchRow>()];

    /// <summary>The fields of <c>scontrol -o show job</c> that come before any text of a user's.</summary>
    public static (string? State, string? Reason, string? ExitCode) ReadJob(string text)
        => (Field(text, "JobState"), Field(text, "Reason"), Field(text, "ExitCode"));

    /// <summary>The job number of <c>sbatch --parsable</c>: <c>17</c> or <c>17;cluster</c>.</summary>
    public static string? ReadSubmitted(string text)
        => text.Trim().Split('\n')[^1].Split(';')[0].Trim() is { Length: > 0 and < 20 } id && id.All(char.IsAsciiDigit) ? id : null;

    /// <summary>When <c>sbatch --test-only</c> expects the start (the commands run with TZ=UTC); null = it does not say.</summary>
    public static DateTimeOffset? ReadStart(string text)
        => ExpectedStart().Match(text) is { Success: true } match
            && DateTimeOffset.TryParseExact(match.Groups[1].Value, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start
            : ExpectedEpoch().Match(text) is { Success: true } epoch ? Instant(epoch.Groups[1].Value) : null;

    /// <summary>The last of SLURM's own error lines without its prefix, for people.</summary>
    public static string Error(string text)
        => OutputTail.OneLine(string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => Prefix().Replace(l, "")).Where(l => l.Length > 0).Distinct().TakeLast(3)), 500);

    private static BatchRow? ReadQueueLine(string line)
        => line.Split('|', 8) is [var id, var state, var reason, var submitted, var start, var end, var name, var tag] && id.Length > 0 && id.All(char.IsAsciiDigit)
            ? SlurmStates.Describe(new(id, name, tag.Trim(), BackendState.Unknown) { SubmittedAt = Instant(submitted), StartedAt = Instant(start), EndedAt = Instant(end) }, state, reason) : null;

    private static BatchRow? ReadAccountingLine(string line)
    {
        if (line.Split('|', 7) is not [var id, var state, var exit, var submitted, var start, var end, var name] || id.Length == 0 || !id.All(char.IsAsciiDigit))
        {
            return null;
        }

        var row = SlurmStates.Describe(new(id, name, null, BackendState.Unknown) { SubmittedAt = Instant(submitted), StartedAt = Instant(start), EndedAt = Instant(end) }, state, "");
        return row.IsOver ? row with { ExitCode = SlurmStates.ExitCode(exit), Message = row is { IsPlain: true, State: BackendState.Failed } ? SlurmStates.ExitText(exit) : row.Message } : row;
    }

    private static DateTimeOffset? Instant(string epoch)
        => long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static string? Field(string text, string name) => Regex.Match(text, $@"(?:^|\s){name}=(\S*)") is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"to start at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")]
    private static partial Regex ExpectedStart();

    [GeneratedRegex(@"to start at (\d{9,11}) ")]
    private static partial Regex ExpectedEpoch();

    [GeneratedRegex("^(sbatch|scontrol|squeue|scancel|sacct|slurm_[a-z_]+): (error: )?|^slurm_[a-z_]+ error: |^Batch job submission failed: ")]
    private static partial Regex Prefix();
}
