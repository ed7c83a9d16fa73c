namespace UwsKit.Batch;

/// <summary>
/// Finds out how jobs stand: by their records where these say it, for all others by one query. An attempt that has not begun and that the batch
/// system does not know is seen to never begin. Of a job that only accounting can tell of, nothing is said while accounting is away. Thread-safe.
/// </summary>
internal sealed class BatchProbe(BatchContext context, KeyedLocks locks)
{
    // A record written on another node is seen here at last after this.
    private static readonly TimeSpan RecordDelay = TimeSpan.FromSeconds(10);
    private static readonly ILookup<string, BatchRow> NoRows = Array.Empty<BatchRow>().ToLookup(r => r.Name);

    public async Task<IReadOnlyList<JobEvent>> ProbeAsync(IReadOnlyList<PlacedJob> jobs, CancellationToken ct)
    {
        Dictionary<PlacedJob, JobEvent> events = [];
        List<PlacedJob> open = [];
        foreach (var job in jobs)
        {
            await TryAsync(job, () =>
            {
                if (Recorded(job) is { } e)
                {
                    events[job] = e;
                }
                else
                {
                    open.Add(job);
                }

                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }

        if (jobs.Count == 0)
        {
            await context.Dialect.ListAsync(ct).ConfigureAwait(false);
        }

        if (open.Count > 0)
        {
            var asked = context.Time.GetUtcNow();
            var rows = (await context.Dialect.ListAsync(ct).ConfigureAwait(false)).Where(r => r.Tag is not null).ToLookup(r => r.Tag!, StringComparer.Ordinal);
            var forgotten = open.Select(j => (Job: j, Id: ForgottenId(j, rows))).Where(j => j.Id is not null).ToDictionary(j => j.Job, j => j.Id!);
            var recalled = await RecallAsync([.. forgotten.Values], ct).ConfigureAwait(false);
            foreach (var job in open.Where(j => recalled is not null || !forgotten.ContainsKey(j)))
            {
                if (forgotten.TryGetValue(job, out var id) && recalled![""].FirstOrDefault(r => r.IsUnreadable && r.BackendId == id) is { } unreadable)
                {
                    context.Logger.NotExplained(job.Id, context.Dialect.Name, unreadable.Message!);
                    continue;
                }

                await TryAsync(job, async () => events[job] = await JudgeAsync(job, rows, recalled ?? NoRows, asked, ct).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }

        return [.. jobs.Where(events.ContainsKey).Select(j => events[j])];
    }

    /// <summary>A job whose records cannot be read or written now, or that the batch system does not explain, is left as it is; all others are told of.</summary>
    private async Task TryAsync(PlacedJob job, Func<Task> look)
    {
        try
        {
            await look().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Logger.RecordsOutOfReach(job.Id, e.Message);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            context.Logger.NotExplained(job.Id, context.Dialect.Name, e.Message);
        }
    }

    /// <summary>The end of a job whose own record is enough; null = the batch system has to be asked.</summary>
    public JobEvent? Recorded(PlacedJob job)
    {
        var folder = context.Folder(job.Id);
        return folder.FindRun(job.Attempt) is var (run, _) && folder.ReadExit(run) is { NeedsWitness: false } exit
            ? BatchEnd.Of(context, folder, job.Attempt, run, exit, null) : null;
    }

    /// <summary>The row of one attempt, the last of several (there is one, but for an operator's copies).</summary>
    private BatchRow? Find(ILookup<string, BatchRow> rows, JobId job, int attempt) => rows[context.Dialect.Tag(job, attempt)].LastOrDefault();

    /// <summary>The back end's id of a job that it had accepted and does not list any more.</summary>
    private string? ForgottenId(PlacedJob job, ILookup<string, BatchRow> rows)
    {
        var folder = context.Folder(job.Id);
        var run = folder.FindRun(job.Attempt)?.Attempt ?? job.Attempt;
        return Find(rows, job.Id, run) is null ? folder.ReadAccepted(run)?.BackendId : null;
    }

    /// <summary>What accounting says of jobs that are not listed any more, by their names; null = it does not answer now, and nothing is said of them.</summary>
    private async Task<ILookup<string, BatchRow>?> RecallAsync(List<string> ids, CancellationToken ct)
    {
        try
        {
            return ids.Count == 0 ? NoRows : (await context.Dialect.RecallAsync(ids, ct).ConfigureAwait(false)).ToLookup(r => r.Name, StringComparer.Ordinal);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            context.Logger.NothingRecalled(ids.Count, e.Message);
            return null;
        }
    }

    private async Task<JobEvent> JudgeAsync(
        PlacedJob job, ILookup<string, BatchRow> rows, ILookup<string, BatchRow> recalled, DateTimeOffset asked, CancellationToken ct)
    {
        var folder = context.Folder(job.Id);
        if (folder.FindRun(job.Attempt) is var (run, record))
        {
            return await BegunAsync(folder, job.Attempt, run, record, Find(rows, job.Id, run) ?? Recalled(run), ct).ConfigureAwait(false);
        }

        return (Find(rows, job.Id, job.Attempt) ?? Recalled(job.Attempt)) is { } waiting && folder.ReadStart(job.Attempt) is null
            ? await WaitingAsync(folder, job.Attempt, waiting, ct).ConfigureAwait(false)
            : await UnknownAsync(folder, job, asked, ct).ConfigureAwait(false);

        BatchRow? Recalled(int attempt) => recalled[context.Dialect.JobName(job.Id)].FirstOrDefault(r => r.BackendId == folder.ReadAccepted(attempt)?.BackendId);
    }

    /// <summary>The work has begun: its record, if there is one, and the batch system's word together.</summary>
    private async Task<JobEvent> BegunAsync(BatchFolder folder, int attempt, int run, StartRecord record, BatchRow? row, CancellationToken ct)
    {
        // Read after the query: it may have been written meanwhile.
        folder.Refresh();
        if (folder.ReadExit(run) is { } exit && (row is null or { IsOver: true } || !exit.NeedsWitness))
        {
            return BatchEnd.Of(context, folder, attempt, run, exit, exit.NeedsWitness && row is { IsPlain: false } ? await context.Dialect.ExplainAsync(row, ct).ConfigureAwait(false) : row);
        }

        var e = BatchEnd.Basis(folder, attempt, run);
        switch (row)
        {
            case null:
                return e with { State = BackendState.Lost, Message = $"{context.Dialect.Name} does not know the job any more, and its work left no record" };
            case { IsOver: true, IsPlain: true } when context.Time.GetUtcNow() - (row.EndedAt ?? record.At) < RecordDelay:
            case { IsClosing: true }:
                return e with { State = BackendState.Running };
            case { IsOver: true }:
                return BatchEnd.Of(folder, attempt, run, await context.Dialect.ExplainAsync(row, ct).ConfigureAwait(false));
            case { State: BackendState.Queued } when context.Time.GetUtcNow() - record.At < context.Dialect.Delay:
                return e with { State = BackendState.Running };
            case { State: BackendState.Queued }:
                return e with { State = BackendState.Suspended, Message = row.Message ?? $"requeued by {context.Dialect.Name}" };
            default:
                return e with { State = row.State, Message = row.Message };
        }
    }

    /// <summary>The batch system has the job, and its work has not begun.</summary>
    private async Task<JobEvent> WaitingAsync(BatchFolder folder, int attempt, BatchRow row, CancellationToken ct)
    {
        var e = new JobEvent(folder.Id, row.State, attempt) { BackendId = row.BackendId, Message = row.Message };
        if (row.IsOver)
        {
            // Nobody runs it after this; when the wrapper was quicker all the same, its record counts.
            if (row.IsPlain && row.State is BackendState.Finished && context.Time.GetUtcNow() - (row.EndedAt ?? default) < RecordDelay)
            {
                return e with { State = BackendState.Queued };
            }

            folder.Make();
            return folder.TryVoid(attempt) || folder.FindRun(attempt) is not var (run, _)
                ? BatchEnd.Of(folder, attempt, attempt, await context.Dialect.ExplainAsync(row, ct).ConfigureAwait(false))
                : BatchEnd.Basis(folder, attempt, run) with { State = BackendState.Running };
        }

        if (row.IsClosing)
        {
            return e with { State = BackendState.Queued };
        }

        if (!row.IsImpossible)
        {
            folder.MarkPossible(attempt);
        }
        else
        {
            using var held = await locks.EnterAsync(folder.Id, ct).ConfigureAwait(false);
            folder.Make();
            // Since it said so, not since the submission: what has waited for hours must not fail for a moment's change of the cluster.
            if (context.Time.GetUtcNow() - folder.ImpossibleSince(attempt) >= context.Settings.ImpossibleAfter && folder.TryVoid(attempt))
            {
                await context.CancelAsync(folder, ct).ConfigureAwait(false);
                return e with { State = BackendState.Failed };
            }
        }

        // The allocation is there; the wrapper has yet to begin.
        return row.State is BackendState.Running ? e with { State = BackendState.Queued } : e;
    }

    private async Task<JobEvent> UnknownAsync(BatchFolder folder, PlacedJob job, DateTimeOffset asked, CancellationToken ct)
    {
        using var held = await locks.EnterAsync(folder.Id, ct).ConfigureAwait(false);
        if (folder.ReadStart(job.Attempt) is null && folder.ReadAccepted(job.Attempt) is var (id, at) && at >= asked - context.Dialect.Delay)
        {
            return new(folder.Id, BackendState.Queued, job.Attempt) { BackendId = id };
        }

        folder.Make();
        if (!folder.TryVoid(job.Attempt) && folder.FindRun(job.Attempt) is var (run, _))
        {
            return BatchEnd.Basis(folder, job.Attempt, run) with { State = BackendState.Running };
        }

        return new(folder.Id, BackendState.Lost, job.Attempt) { Message = "never began here" };
    }
}
