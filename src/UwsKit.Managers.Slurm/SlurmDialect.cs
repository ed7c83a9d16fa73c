using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Slurm;

/// <summary>SLURM's commands: sbatch, squeue, scontrol, scancel, sacct. Thread-safe.</summary>
internal sealed partial class SlurmDialect(SlurmOptions options, CommandRunner commands, ILogger logger) : IBatchDialect
{
    private static readonly TimeSpan LimitPause = TimeSpan.FromMinutes(1);
    private readonly string _user = options.User ?? System.Environment.UserName;
    private volatile bool _accounting = options.Accounting;

    public string Name => "SLURM";

    public IReadOnlyList<string> Wishes(JobDescription description, ParameterValues values) => SlurmWishes.Of(options, description, values);

    /// <summary>6 ms, where sbatch itself would wait for 9 s: and nothing is left in doubt.</summary>
    public Task<string?> AwayAsync(CancellationToken ct) => PingAsync(ct);

    public async Task<SubmitOutcome> SubmitAsync(BatchRequest request, CancellationToken ct)
    {
        string[] words = [.. Words(request), request.Script, .. request.Arguments];
        var quote = options.Quotes ? await QuoteAsync(request.Duration, words, ct).ConfigureAwait(false) : null;
        var answer = await commands.RunAsync("sbatch", ["--parsable", .. words], ct).ConfigureAwait(false);
        if (answer.ExitCode == 0)
        {
            return SlurmText.ReadSubmitted(answer.Output) is { } id
                ? new SubmitOutcome.Accepted(id, quote)
                : new SubmitOutcome.Uncertain($"sbatch printed '{OutputTail.OneLine(answer.Output, 100)}', not a job number");
        }

        var message = SlurmText.Error(answer.Error);
        return answer.ExitCode is null or (> 128 and < 255) || Doubtful().IsMatch(answer.Error) ? new SubmitOutcome.Uncertain(message)
            : Unreachable().IsMatch(answer.Error) ? new SubmitOutcome.Busy(message)
            : OverLimit().IsMatch(answer.Error) && !TooLarge().IsMatch(answer.Error) ? new SubmitOutcome.Busy(message, LimitPause)
            : new SubmitOutcome.Refused($"SLURM refused the job: {(message.Length > 0 ? message : $"sbatch ended with {answer.ExitCode}")}");
    }

    public async Task<IReadOnlyList<BatchRow>> ListAsync(CancellationToken ct)
    {
        if (await PingAsync(ct).ConfigureAwait(false) is { } away)
        {
            throw new UwsException(UwsErrorKind.Unavailable, away);
        }

        return SlurmText.ReadQueue(await AskAsync("squeue", ["--noheader", "--states=all", $"--user={_user}", $"--format={SlurmText.QueueFormat}"], ct).ConfigureAwait(false));
    }

    public async Task<BatchRow> ExplainAsync(BatchRow row, CancellationToken ct)
    {
        var launch = row.Message == SlurmStates.LaunchFailure;
        if (row.State is not BackendState.Failed || row.ExitCode is not null || !(row.IsPlain || launch))
        {
            return row;
        }

        var answer = await commands.RunAsync("scontrol", ["--oneliner", "show", "job", row.BackendId], ct).ConfigureAwait(false);
        var code = answer.ExitCode == 0 ? SlurmText.ReadJob(answer.Output).ExitCode : null;
        return code is null ? launch ? row : row with { Message = "the job failed; SLURM does not know its exit code any more" }
            : code == SlurmStates.LaunchFailureCode ? row with { Message = SlurmStates.LaunchFailure, Transient = true }
            : row with { ExitCode = SlurmStates.ExitCode(code), Message = SlurmStates.ExitText(code), Transient = false };
    }

    public async Task<IReadOnlyList<BatchRow>> RecallAsync(IReadOnlyList<string> backendIds, CancellationToken ct)
    {
        if (!_accounting)
        {
            return [];
        }

        var answer = await commands.RunAsync(
            "sacct", ["--noheader", "--parsable2", "--allocations", $"--format={SlurmText.AccountingFormat}", $"--jobs={string.Join(',', backendIds)}"], ct).ConfigureAwait(false);
        if (answer.ExitCode == 0)
        {
            // It goes on showing as it last stood what the controller has lost: only an end counts.
            return [.. SlurmText.ReadAccounting(answer.Output).Where(r => r.IsOver)];
        }

        if (answer.Error.Contains("is disabled", StringComparison.Ordinal))
        {
            _accounting = false;
            logger.NoAccounting();
            return [];
        }

        throw new UwsException(UwsErrorKind.Unavailable, $"sacct: {SlurmText.Error(answer.Error)}");
    }

    public async Task CancelAsync(string name, IReadOnlyList<string> backendIds, CancellationToken ct)
    {
        // By name, not by number: a number may have been given to another job meanwhile, and a submission in doubt has none.
        var answer = await commands.RunAsync("scancel", ["--quiet", $"--user={_user}", $"--name={name}"], ct).ConfigureAwait(false);
        if (answer.ExitCode != 0 && !answer.Error.Contains("Invalid job id", StringComparison.Ordinal))
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"scancel: {SlurmText.Error(answer.Error)}");
        }
    }

    public Task ReleaseAsync(string name, string backendId, CancellationToken ct) => ChangeAsync(name, backendId, ["release", backendId], ct);

    public Task SetDurationAsync(string name, string backendId, TimeSpan? duration, CancellationToken ct)
        => ChangeAsync(name, backendId, ["update", $"JobId={backendId}", $"TimeLimit={(duration is { } d ? BatchWishes.Minutes(d) : options.Time is { } time ? BatchWishes.Minutes(time) : "UNLIMITED")}"], ct);

    private async Task ChangeAsync(string name, string backendId, IReadOnlyList<string> words, CancellationToken ct)
    {
        // scontrol knows numbers alone, and a controller that lost its state gives them again.
        var found = await commands.RunAsync("squeue", ["--noheader", "--states=all", $"--jobs={backendId}", $"--name={name}", $"--user={_user}", "--format=%A"], ct).ConfigureAwait(false);
        if (found.ExitCode != 0 && !found.Error.Contains("Invalid job id", StringComparison.Ordinal))
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"squeue: {SlurmText.Error(found.Error)}");
        }

        if (found.Output.Trim() != backendId)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"scontrol {words[0]}: SLURM has no job {backendId} of the name {name}");
        }

        var answer = await commands.RunAsync("scontrol", words, ct).ConfigureAwait(false);
        if (answer.ExitCode != 0)
        {
            var away = answer.ExitCode is null || Doubtful().IsMatch(answer.Error) || Unreachable().IsMatch(answer.Error);
            throw new UwsException(away ? UwsErrorKind.Unavailable : UwsErrorKind.Forbidden, $"scontrol {words[0]}: {SlurmText.Error(answer.Error)}");
        }
    }

    private async Task<string> AskAsync(string program, IReadOnlyList<string> words, CancellationToken ct)
    {
        var answer = await commands.RunAsync(program, words, ct).ConfigureAwait(false);
        return answer.ExitCode == 0 ? answer.Output : throw new UwsException(UwsErrorKind.Unavailable, $"{program}: {SlurmText.Error(answer.Error)}");
    }

    /// <summary>Why no controller answers; null = one does.</summary>
    private async Task<string?> PingAsync(CancellationToken ct)
    {
        var answer = await commands.RunAsync("scontrol", ["ping"], ct).ConfigureAwait(false);
        return answer.ExitCode == 0 ? null
            : "SLURM does not answer: " + OutputTail.OneLine(answer.Output.Length > 0 ? answer.Output : SlurmText.Error(answer.Error), 200);
    }

    private async Task<DateTimeOffset?> QuoteAsync(TimeSpan? duration, IReadOnlyList<string> words, CancellationToken ct)
    {
        var answer = await commands.RunAsync("sbatch", ["--test-only", .. words], ct).ConfigureAwait(false);
        return answer.ExitCode == 0 && SlurmText.ReadStart(answer.Error) is { } start ? start + (duration ?? TimeSpan.Zero) : null;
    }

    private static IEnumerable<string> Words(BatchRequest request)
    {
        // A later option wins: the job's execution duration over the default.
        IEnumerable<string> wishes = request.Duration is { } d ? [.. request.Wishes.Where(w => !w.StartsWith("--time=", StringComparison.Ordinal)), $"--time={BatchWishes.Minutes(d)}"] : request.Wishes;
        var log = request.Log.Replace("%", "%%", StringComparison.Ordinal);
        return
        [
            "--no-requeue", "--export=ALL", $"--job-name={request.Name}", $"--comment={request.Tag}", $"--chdir={request.Folder}", $"--output={log}", $"--error={log}", "--open-mode=append",
            .. wishes,
        ];
    }

    // The request may have reached the controller. So it may where a signal ended the command (128 + n), or the connection of ssh broke.
    [GeneratedRegex("Broken pipe|Socket timed out|Zero Bytes were transmitted|Communication connection failure|Message (send|receive) failure|Transport endpoint|gave no answer|Connection (reset|closed|to )", RegexOptions.IgnoreCase)]
    private static partial Regex Doubtful();

    [GeneratedRegex("Unable to contact slurm controller|Unable to establish control|Authentication|authentication|Protocol authentication|ssh: |not responding|temporarily")]
    private static partial Regex Unreachable();

    [GeneratedRegex("job submit limit|MaxSubmit|Slurm temporarily unable to accept job|Resource temporarily unavailable|max(imum)? (number of )?jobs?", RegexOptions.IgnoreCase)]
    private static partial Regex OverLimit();

    // The same words as for too many jobs, but before them why: waiting does not help.
    [GeneratedRegex("(QOS|Assoc)(?!\\w*Submit)\\w*(Max|Min|Grp)\\w+")]
    private static partial Regex TooLarge();
}
