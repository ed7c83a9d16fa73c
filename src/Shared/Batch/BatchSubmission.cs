namespace UwsKit.Batch;

/// <summary>Submits attempts, each at most once, and never a second one while an earlier may run. Thread-safe.</summary>
internal sealed class BatchSubmission(BatchContext context, BatchPrograms programs, KeyedLocks locks)
{
    public async Task<SubmitOutcome> SubmitAsync(JobSubmission submission, CancellationToken ct)
    {
        using var held = await locks.EnterAsync(submission.Job.Id, ct).ConfigureAwait(false);
        var folder = context.Folder(submission.Job.Id);
        var attempt = submission.Attempt;
        if (Decided(folder, attempt) is { } outcome)
        {
            return outcome;
        }

        if (folder.IsSubmitted(attempt))
        {
            return await LookUpAsync(folder, attempt, ct).ConfigureAwait(false);
        }

        if (await context.Dialect.AwayAsync(ct).ConfigureAwait(false) is { } away)
        {
            return new SubmitOutcome.Busy(away);
        }

        BatchRequest request;
        try
        {
            request = BatchPreparation.Prepare(context, programs, folder, submission);
        }
        catch (RefusedException e)
        {
            return new SubmitOutcome.Refused(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was submitted: a full disk passes.
            folder.Clear(attempt);
            return new SubmitOutcome.Busy(e.Message);
        }

        folder.MarkSubmitted(attempt);
        // From here on a cancelled request must not leave the outcome open.
        var answer = await context.Dialect.SubmitAsync(request, CancellationToken.None).ConfigureAwait(false);
        switch (answer)
        {
            case SubmitOutcome.Accepted { BackendId: { } id }:
                folder.MarkAccepted(attempt, id);
                context.Logger.Accepted(folder.Id, attempt, context.Dialect.Name, id);
                break;
            case SubmitOutcome.Uncertain uncertain:
                context.Logger.SubmissionUncertain(folder.Id, attempt, uncertain.Message);
                break;
            default:
                // Refused or busy: should the back end have it all the same, it never begins. Only the word that says so stays.
                if (folder.TryVoid(attempt))
                {
                    folder.Clear(attempt);
                }

                break;
        }

        return answer;
    }

    /// <summary>The outcome of a submission that must not start anything; null = nothing stands against it.</summary>
    private SubmitOutcome? Decided(BatchFolder folder, int attempt)
    {
        if (folder.ReadStart(attempt) is not null)
        {
            return folder.FindRun(attempt) is var (begun, _) ? new SubmitOutcome.Accepted(folder.ReadAccepted(begun)?.BackendId) : GivenUp();
        }

        if (folder.ReadAccepted(attempt) is var (id, _))
        {
            return new SubmitOutcome.Accepted(id);
        }

        foreach (var other in folder.Attempts().Where(a => a != attempt))
        {
            if (other > attempt)
            {
                folder.TryVoid(attempt);
                return GivenUp();
            }

            if (!folder.TryVoid(other) && folder.FindRun(other) is var (run, _) && folder.ReadExit(run) is null or { Status: 0, Reason: StopReason.None })
            {
                if (folder.ReadExit(run) is null && folder.CancelWanted)
                {
                    return new SubmitOutcome.Busy("an earlier attempt is still being stopped", TimeSpan.FromSeconds(5)) { OnlyThisJob = true };
                }

                folder.TryAdopt(attempt, run);
                context.Logger.Adopted(folder.Id, attempt, run);
                return new SubmitOutcome.Accepted(folder.ReadAccepted(run)?.BackendId);
            }
        }

        return null;

        SubmitOutcome.Uncertain GivenUp() => new($"attempt {attempt} was given up before it began");
    }

    /// <summary>Submitted before, outcome not known: only its tag tells whether the back end has it.</summary>
    private async Task<SubmitOutcome> LookUpAsync(BatchFolder folder, int attempt, CancellationToken ct)
    {
        var rows = await context.Dialect.ListAsync(ct).ConfigureAwait(false);
        if (rows.LastOrDefault(r => r.Tag == context.Dialect.Tag(folder.Id, attempt)) is not { } row)
        {
            return new SubmitOutcome.Uncertain($"attempt {attempt} was submitted before, and {context.Dialect.Name} does not list it");
        }

        folder.MarkAccepted(attempt, row.BackendId);
        return new SubmitOutcome.Accepted(row.BackendId);
    }
}
