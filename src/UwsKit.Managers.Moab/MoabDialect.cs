using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Moab;

/// <summary>Moab's commands: msub, showq, checkjob, mjobctl. Thread-safe.</summary>
internal sealed class MoabDialect(MoabOptions options, CommandRunner commands, ILogger logger) : IBatchDialect
{
    private readonly string _user = options.User ?? System.Environment.UserName;
    private volatile bool _completed = true;

    public string Name => "Moab";

    public TimeSpan Delay => options.ListDelay;

    public string JobName(JobId job) => MoabNames.Of(job);

    public string Tag(JobId job, int attempt) => MoabNames.Of(job, attempt);

    public IReadOnlyList<string> Wishes(JobDescription description, ParameterValues values) => MoabWishes.Of(options, description, values);

    public async Task<SubmitOutcome> SubmitAsync(BatchRequest request, CancellationToken ct)
    {
        // msub takes no arguments for the script, and reads directives from it: ours has nothing of the user's in it.
        var script = Path.ChangeExtension(request.Log, ".sh");
        try
        {
            UnixFiles.Write(script, Encoding.UTF8.GetBytes($"#!/bin/bash\nexec /bin/bash {string.Join(' ', request.Arguments.Prepend(request.Script).Select(SshTransport.Quoted))}\n"), UnixFiles.Executable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SubmitOutcome.Busy(e.Message);
        }

        var answer = await commands.RunAsync(
            "msub",
            [
                "--xml", "-E", "-r", "n", "-N", request.Tag, "-d", request.Folder, "-o", request.Log, "-e", request.Log, "-j", "oe", "-S", "/bin/bash",
                .. MoabWishes.With(request.Wishes, request.Duration), script,
            ], ct).ConfigureAwait(false);
        if (answer.ExitCode == 0)
        {
            return Submitted(answer.Output) is { } id
                ? new SubmitOutcome.Accepted(id)
                : new SubmitOutcome.Uncertain($"msub printed '{OutputTail.OneLine(answer.Output, 100)}', not a job id");
        }

        var message = MoabText.Error(answer);
        return answer.ExitCode is null || MoabText.IsDoubtful(message) ? new SubmitOutcome.Uncertain(message)
            : MoabText.IsAway(message) ? new SubmitOutcome.Busy($"Moab does not answer: {message}")
            : new SubmitOutcome.Refused($"Moab refused the job: {message}");
    }

    public async Task<IReadOnlyList<BatchRow>> ListAsync(CancellationToken ct)
    {
        // A job that ends between the two is in both, and the second counts.
        var rows = await QueueAsync(ct).ConfigureAwait(false);
        if (!_completed)
        {
            return rows;
        }

        var answer = await commands.RunAsync("showq", ["-c", "--xml", "-w", $"user={_user}"], ct).ConfigureAwait(false);
        var error = MoabText.Error(answer);
        if (answer.ExitCode is null || (answer.ExitCode != 0 && (MoabText.IsDoubtful(error) || MoabText.IsAway(error))))
        {
            throw Away("showq -c", error);
        }

        if (answer.ExitCode == 0)
        {
            return [.. rows, .. Queue("showq -c", answer.Output)];
        }

        // Jobs that are not listed are looked up one by one.
        if (MoabText.IsForbidden(error))
        {
            _completed = false;
            logger.NoCompletedQueue(error);
        }

        return rows;
    }

    public async Task<BatchRow> ExplainAsync(BatchRow row, CancellationToken ct)
        => !row.IsPlain || row.State is not BackendState.Failed || row.ExitCode is not null ? row
            : await LookUpAsync(row.BackendId, ct).ConfigureAwait(false) switch
            {
                { IsUnreadable: true } odd => throw Away("checkjob", odd.Message!),
                { IsOver: true } found when found.ExitCode is not null || !found.IsPlain => found,
                _ => row with { Message = "the job failed; Moab does not know its exit code" },
            };

    public async Task<IReadOnlyList<BatchRow>> RecallAsync(IReadOnlyList<string> backendIds, CancellationToken ct)
        => [.. (await Task.WhenAll(backendIds.Where(MoabText.IsId).Select(id => LookUpAsync(id, ct))).ConfigureAwait(false)).OfType<BatchRow>()];

    public async Task CancelAsync(string name, IReadOnlyList<string> backendIds, CancellationToken ct)
    {
        var listed = await QueueAsync(ct).ConfigureAwait(false);
        // What was submitted a moment ago may not be listed yet. Its number alone does not say that it is ours.
        var hidden = await RecallAsync([.. backendIds.Except(listed.Select(r => r.BackendId))], ct).ConfigureAwait(false);
        foreach (var id in listed.Concat(hidden).Where(r => r.Name == name && !r.IsOver).Select(r => r.BackendId).Distinct())
        {
            var output = await ChangeAsync(["-c"], id, ct).ConfigureAwait(false);
            if (MoabText.Cancelled(output).Where(other => other != id).ToList() is { Count: > 0 } others)
            {
                logger.OthersCancelled(id, string.Join(", ", others));
            }
        }

        // Nobody knows whether that one is ours: it is tried again.
        if (hidden.FirstOrDefault(r => r.IsUnreadable) is { } unreadable)
        {
            throw Away("checkjob", unreadable.Message!);
        }
    }

    public Task ReleaseAsync(string name, string backendId, CancellationToken ct) => ChangeAsync(["-u", "user"], name, backendId, ct);

    public Task SetDurationAsync(string name, string backendId, TimeSpan? duration, CancellationToken ct)
        => ChangeAsync(
            ["-m", $"reqawduration={MoabWishes.Seconds(duration ?? options.Time ?? throw new UwsException(UwsErrorKind.Forbidden, "Moab has no word for 'no time limit'"))}"], name, backendId, ct);

    /// <summary>Changes a job if it is ours: a number alone does not say so, for Moab may have given it again.</summary>
    private async Task ChangeAsync(IReadOnlyList<string> words, string name, string id, CancellationToken ct)
    {
        // One that checkjob does not know is either finished or too young to be seen, and nobody else's.
        if (MoabText.IsId(id) && await LookUpAsync(id, ct).ConfigureAwait(false) is { } found && found.Name != name)
        {
            throw found.IsUnreadable ? Away("checkjob", found.Message!) : new UwsException(UwsErrorKind.Forbidden, $"mjobctl {words[0]}: Moab's job {id} does not have the name {name}");
        }

        await ChangeAsync(words, id, ct).ConfigureAwait(false);
    }

    /// <summary>All jobs of this account that are not finished.</summary>
    private async Task<IReadOnlyList<BatchRow>> QueueAsync(CancellationToken ct)
    {
        var answer = await commands.RunAsync("showq", ["--xml", "-w", $"user={_user}"], ct).ConfigureAwait(false);
        return answer.ExitCode == 0 ? Queue("showq", answer.Output) : throw Away("showq", MoabText.Error(answer));
    }

    private static List<BatchRow> Queue(string program, string output)
    {
        var answer = MoabXml.Read(program, output);
        return answer.Error is { } error ? throw Away(program, error)
            : answer.Queues == 0 ? throw Away(program, "its answer holds no queue")
            : [.. answer.Jobs.Select(MoabStates.Row).Where(r => MoabText.IsId(r.BackendId))];
    }

    /// <summary>One job; null = Moab does not know it. An answer that cannot be read concerns this one alone; a Moab that does not answer, all.</summary>
    private async Task<BatchRow?> LookUpAsync(string id, CancellationToken ct)
    {
        var answer = await commands.RunAsync("checkjob", ["--xml", id], ct).ConfigureAwait(false);
        MoabAnswer read;
        try
        {
            read = answer.ExitCode == 0 && answer.Output.Contains("<Data", StringComparison.Ordinal) ? MoabXml.Read("checkjob", answer.Output) : new([], 0, MoabText.Error(answer));
        }
        catch (UwsException e)
        {
            return Unreadable(id, e.Message);
        }

        if (read.Error is { } error)
        {
            return MoabText.IsUnknownJob(error) ? null
                : answer.ExitCode is null || MoabText.IsDoubtful(error) || MoabText.IsAway(error) ? throw Away("checkjob", error) : Unreadable(id, $"checkjob: {error}");
        }

        // It may know the job by more than one id.
        return read.Jobs.Select(MoabStates.Row).FirstOrDefault(r => r.BackendId == id || read.Jobs.Count == 1) is { } row ? row with { BackendId = id }
            : Unreadable(id, $"checkjob: its answer holds no job {id}");
    }

    private static BatchRow Unreadable(string id, string why) => new(id, "", null, BackendState.Unknown) { IsUnreadable = true, Message = why };

    /// <summary>Changes a job; one that is unknown or finished is fine.</summary>
    private async Task<string> ChangeAsync(IReadOnlyList<string> words, string id, CancellationToken ct)
    {
        if (!MoabText.IsId(id))
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"'{OutputTail.OneLine(id, 100)}' is not the id of a job of Moab");
        }

        var answer = await commands.RunAsync("mjobctl", [.. words, options.IdsAreExpressions ? $"^{Regex.Escape(id)}$" : id], ct).ConfigureAwait(false);
        var error = MoabText.Error(answer);
        return answer.ExitCode == 0 || MoabText.IsUnknownJob(error) ? answer.Output
            : answer.ExitCode is null || MoabText.IsDoubtful(error) || MoabText.IsAway(error) ? throw Away("mjobctl", error)
            : throw new UwsException(UwsErrorKind.Forbidden, $"mjobctl {words[0]}: {error}");
    }

    private static UwsException Away(string program, string why) => new(UwsErrorKind.Unavailable, $"{program}: {why}");

    private static string? Submitted(string output)
    {
        try
        {
            return MoabText.ReadSubmitted(output);
        }
        catch (UwsException)
        {
            return null;
        }
    }
}
