using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Judges and stores the parameters of jobs, and keeps the input area in step: a file that became no value is deleted. Thread-safe.</summary>
internal sealed class JobParameterChanges(JobRecords records, IFileStorage files, IOptions<UwsOptions> options, ILogger<JobParameterChanges> log)
{
    /// <summary>What keeps a job from being committed: required parameters without a value, and on lists with lazy checking the values refused.</summary>
    public static IReadOnlyList<string> FaultsBeforeRun(JobList list, Job job)
    {
        List<string> missing = [.. ParameterRules.Conflicts(list.Description, job.Parameters), .. ParameterRules.Missing(list.Description, job.Parameters)];
        if (list.Options.LazyValidation != true)
        {
            return missing;
        }

        // Files and URLs were judged when they came in; here they only count as given.
        var texts = job.Parameters.Where(p => p is { File: null, ByReference: false }).Select(p => new PostedValue(p.Name, p.Value)).ToList();
        return [.. missing, .. ParameterRules.Check(list.Description, texts).Violations];
    }

    /// <summary>The parameters of a new job.</summary>
    public async ValueTask<IReadOnlyList<JobParameter>> FirstAsync(JobList list, NewJob wish)
    {
        var accepted = await JudgeAsync(list, wish.Id, [], wish.Posted).ConfigureAwait(false);
        return ParameterRules.WithDefaults(list.Description, accepted);
    }

    /// <summary>Changes the parameters of a PENDING job, and with the same compare-and-swap what else is asked; only that makes a new file a value.</summary>
    public async ValueTask<Job?> SetAsync(
        JobId id, IReadOnlyList<PostedValue> posted, Func<Job, CancellationToken, ValueTask<JobList>> listOf, Func<Job, Job> andThen, CancellationToken ct)
    {
        try
        {
            var job = await records.GetAsync(id, ct).ConfigureAwait(false);
            if (job is null or { Deleted: true })
            {
                throw new UwsException(UwsErrorKind.NotFound, $"There is no job {id}.");
            }

            var list = await listOf(Pending(job), ct).ConfigureAwait(false);
            var taken = Taken(list.Description, posted);
            var accepted = await JudgeAsync(list, id, [.. job.Parameters.Where(p => !taken.Contains(p.Name))], [.. posted.Where(p => !taken.Contains(p.Name))]).ConfigureAwait(false);
            var runId = accepted.LastOrDefault(p => p.Name.Equals("RUNID", StringComparison.OrdinalIgnoreCase));
            var before = job.Parameters;
            var changed = await records.ChangeAsync(id, "parameters", present =>
            {
                before = Pending(present).Parameters;
                var merged = ParameterRules.Merge([.. before.Where(p => !taken.Contains(p.Name))], accepted);
                merged = taken.Count > 0 ? ParameterRules.WithDefaults(list.Description, merged) : merged;
                if (list.Options.LazyValidation != true && ParameterRules.Conflicts(list.Description, merged) is { Count: > 0 } conflicts)
                {
                    // Another request was quicker.
                    throw new UwsException(UwsErrorKind.Invalid, string.Join('\n', conflicts));
                }

                return andThen(present with { Parameters = merged, RunId = runId is null ? present.RunId : runId.Value });
            }, ct).ConfigureAwait(false);
            if (changed is not null)
            {
                await TryDeleteAsync(id, FilesOf(before).Except(FilesOf(changed.Parameters))).ConfigureAwait(false);
            }

            return changed;
        }
        catch
        {
            await DiscardAsync(id, posted.Select(p => p.File?.Name).OfType<string>()).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Deletes what a refused creation left. Never throws: what cannot be deleted now, the sweeper removes later.</summary>
    public async ValueTask DiscardAsync(JobId id)
    {
        try
        {
            if (await records.GetAsync(id, CancellationToken.None).ConfigureAwait(false) is null)
            {
                await files.DeleteAsync(id, null, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is UwsException or IOException)
        {
            Log.DiscardFailed(log, id, e);
        }
    }

    // The change may be stored although its answer was lost: what the record names stays.
    private async ValueTask DiscardAsync(JobId id, IEnumerable<string> names)
    {
        try
        {
            var job = await records.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
            await TryDeleteAsync(id, names.Except(FilesOf(job?.Parameters ?? []))).ConfigureAwait(false);
        }
        catch (UwsException e)
        {
            Log.DiscardFailed(log, id, e);
        }
    }

    private async ValueTask TryDeleteAsync(JobId id, IEnumerable<string> names)
    {
        try
        {
            await DeleteAsync(id, names).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UwsException or IOException)
        {
            // They go with the job.
            Log.ForgetFailed(log, id, e.Message);
        }
    }

    private async ValueTask<IReadOnlyList<JobParameter>> JudgeAsync(
        JobList list, JobId id, IReadOnlyList<JobParameter> present, IReadOnlyList<PostedValue> posted)
    {
        posted = DaliUpload.Expand(list.Description, posted);
        var verdict = new ParameterCheck(list.Description, posted).Run();
        var lazy = list.Options.LazyValidation == true;

        // Refused values count as given here: all that is wrong is told at once.
        IReadOnlyList<string> violations = lazy ? verdict.FileViolations
            : !RuleCheck.CanConflict(list.Description) ? [.. verdict.Violations, .. NotFetched(verdict.Parameters)]
            : [.. verdict.Violations, .. NotFetched(verdict.Parameters), .. ParameterRules.Conflicts(list.Description, ParameterRules.Merge(present, [.. posted.Select(p => new JobParameter(p.Name, p.Value))]))];
        if (violations.Count > 0)
        {
            throw new UwsException(UwsErrorKind.Invalid, string.Join('\n', violations));
        }

        if (verdict.Dropped.Count > 0)
        {
            var names = string.Join(", ", verdict.Dropped.Distinct(StringComparer.OrdinalIgnoreCase).Take(20).Select(ParameterText.Show));
            if (list.Options.StrictParameters == true)
            {
                throw new UwsException(UwsErrorKind.Forbidden, $"Unknown parameters: {names}; '{list.Name}' has {string.Join(", ", list.Description.Parameters.Select(p => p.Name))}.");
            }

            Log.Dropped(log, id, list.Name, names);
        }

        await DeleteAsync(id, verdict.UnusedFiles.Select(f => f.Name)).ConfigureAwait(false);
        return lazy && verdict.Violations.Count > 0 ? [.. verdict.Parameters, .. Refused(list, posted, verdict)] : verdict.Parameters;
    }

    // Nothing below a job can be deleted (UWS 1.1 §2.2.3.2), so this is how a client changes its mind: a value that no value of this type can be.
    private static HashSet<string> Taken(JobDescription description, IReadOnlyList<PostedValue> posted)
        => posted.GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.All(p => p is { File: null, Value: "" }) && description.Parameters.Any(d => d.Name.Equals(g.Key, StringComparison.OrdinalIgnoreCase) && ParameterValue.Refusal(d, "") is not null))
            .Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);

    // Known before anything is fetched. Redirects, and what names resolve to, are judged on the way.
    private IEnumerable<string> NotFetched(IReadOnlyList<JobParameter> parameters)
        => from p in parameters
           where p is { ByReference: true, File: null }
           let uri = DaliUpload.NameOf(p) is null ? p.Value : DaliUpload.Parse(p.Value)!.Value.Uri
           let why = InputAddress.Refusal(options.Value.Inputs, new Uri(uri))
           where why is not null
           select $"parameter '{p.Name}': {why}";

    // With lazy checking a refused value is kept as it was sent, so that the client sees what the job fails on.
    private static IEnumerable<JobParameter> Refused(JobList list, IReadOnlyList<PostedValue> posted, ParameterVerdict verdict)
    {
        var accepted = verdict.Parameters.Select(p => (p.Name, p.Value)).ToHashSet();
        return from value in posted
               let declared = list.Description.Parameters.FirstOrDefault(p => p.Name.Equals(value.Name, StringComparison.OrdinalIgnoreCase))
               where declared is not null && value.File is null && !accepted.Contains((declared.Name, value.Value))
               select new JobParameter(declared.Name, value.Value);
    }

    private static Job Pending(Job job) => job.Deleted
        ? throw new UwsException(UwsErrorKind.NotFound, $"There is no job {job.Id}.")
        : job.Phase is ExecutionPhase.Pending
            ? job
            : throw new UwsException(UwsErrorKind.Forbidden, $"Job {job.Id} is {job.Phase.ToWord()}; its parameters can be changed only while it is PENDING.");

    private static IEnumerable<string> FilesOf(IEnumerable<JobParameter> parameters) => parameters.Select(p => p.File?.Name).OfType<string>();

    private async ValueTask DeleteAsync(JobId id, IEnumerable<string> names)
    {
        foreach (var name in names.ToList())
        {
            await files.DeleteFileAsync(id, JobFileArea.Input, name, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
