using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>
/// Makes a job anew as an earlier one was: the same parameters, copies of the same uploads, URLs fetched again, and the same version of the description where it was
/// kept. Afterwards the digests of both jobs' results tell whether it came out the same. Thread-safe.
/// </summary>
internal sealed class JobReproduction(
    JobService jobs, JobLists lists, JobDescriptions descriptions, ProvenanceKeeper keeper, IFileStorage files, TimeProvider time, ILogger<JobReproduction> log)
{
    /// <summary>Creates and runs the new job.</summary>
    /// <exception cref="UwsException">The list or an upload is no longer there.</exception>
    public async Task<Job> ReproduceAsync(Job original, string? owner, string? traceParent, CancellationToken ct)
    {
        if (lists.Find(original.JobList) is not { } present)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"The job list '{original.JobList}' is no longer offered here; job {original.Id} cannot be reproduced.");
        }

        var own = original.Description?.Digest == present.Digest ? present : await descriptions.ListOfAsync(original, present.Options, ct).ConfigureAwait(false);
        var id = JobId.New(time);
        try
        {
            var posted = new List<PostedValue>();
            foreach (var parameter in original.Parameters)
            {
                var file = parameter is { ByReference: false, File: { } kept } ? await CopyAsync(original, parameter.Name, kept, id, ct).ConfigureAwait(false) : null;
                if (file is not null && DaliUpload.NameOf(parameter) is { } upload)
                {
                    posted.AddRange([new(parameter.Name, $"{upload},param:{file.Name}"), new(file.Name, null, file)]);
                    continue;
                }

                posted.Add(new(parameter.Name, parameter.ByReference || parameter.File is null ? parameter.Value : null, file));
            }

            var job = await jobs.CreateAsync(own, new(id)
            {
                OwnerId = owner, RunId = original.RunId, Posted = posted, Run = true, ExecutionDuration = original.ExecutionDuration, TraceParent = traceParent, Reproduces = original.Id,
            }, ct).ConfigureAwait(false);
            Log.Reproduced(log, job.Id, original.Id, Described(original, job));
            return job;
        }
        catch (UwsException e) when (e.Kind != UwsErrorKind.Unavailable)
        {
            await files.DeleteAsync(id, null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How a job compares with the one that it reproduces, a line for each thing; null = it reproduces none, or that one is not known any more.</summary>
    public async ValueTask<(Job Original, IReadOnlyList<string> Lines)?> CompareAsync(Job job, CancellationToken ct)
    {
        if (job.Reproduces is not { } id || await keeper.FindAsync(id, ct).ConfigureAwait(false) is not { Job: var original } record)
        {
            return null;
        }

        List<string> lines = [Described(original, job)];
        foreach (var (name, before, after) in original.Parameters.Where(p => p is { ByReference: true, File.Sha256: not null })
            .Select(p => (p.Name, p.File!.Sha256, job.Parameters.FirstOrDefault(o => o.Name == p.Name && o.Value == p.Value)?.File?.Sha256)).Where(p => p.Item3 is not null && p.Item2 != p.Item3))
        {
            lines.Add($"input {name}: the content of its URL has changed, from sha256 {before} to {after}");
        }

        foreach (var (one, which) in ((Job, string)[])[(job, "the job"), (original, "the job that it reproduces")])
        {
            if (!PhaseRules.Final.Contains(one.Phase))
            {
                lines.Add($"results: not yet, {which} is {one.Phase.ToWord()}");
                return (original, lines);
            }
        }

        var (then, now) = (Contents(record), Contents(await keeper.FindAsync(job.Id, ct).ConfigureAwait(false)));
        foreach (var result in original.Results)
        {
            var again = job.Results.FirstOrDefault(r => r.Id == result.Id);
            lines.Add(again is null ? $"result {result.Id}: missing"
                : again.Sha256 is null || result.Sha256 is null ? $"result {result.Id}: cannot be compared, there is no digest"
                : again.Sha256 == result.Sha256 ? $"result {result.Id}: equal, sha256 {result.Sha256}"
                : then.GetValueOrDefault(result.FileName ?? "") is { } content && content == now.GetValueOrDefault(again.FileName ?? "")
                    ? $"result {result.Id}: equal but for what names job or date, content sha256 {content}"
                : $"result {result.Id}: differs, sha256 {result.Sha256} then, {again.Sha256} now");
        }

        lines.AddRange(job.Results.Where(r => original.Results.All(o => o.Id != r.Id)).Select(r => $"result {r.Id}: new"));
        return (original, lines);
    }

    // A file that names its job can never be the same twice: its script may tell the digest of what counts, as contentSha256 in its own provenance.
    private static Dictionary<string, string> Contents(ProvenanceRecord? record)
    {
        Dictionary<string, string> contents = new(StringComparer.Ordinal);
        foreach (var node in record?.Own is { } own ? OwnProvenance.Parse(own, record.Job.Id).Nodes : [])
        {
            if (node.Attributes.FirstOrDefault(a => a.Name == "own:contentSha256") is { } digest && node.Attributes.FirstOrDefault(a => a.Name == "prov:location") is { } file)
            {
                contents[file.Value] = digest.Value;
            }
        }

        return contents;
    }

    private static string Described(Job original, Job job) => original.Description?.Digest == job.Description?.Digest
        ? $"description: the same, {Name(job)}"
        : $"description: it has changed since, from {Name(original)} to {Name(job)}";

    private static string Name(Job job) => job.Description is { } d ? $"{d.Name} {d.Version} (sha256 {d.Digest})".Replace("  ", " ", StringComparison.Ordinal) : "none";

    private async Task<JobFile> CopyAsync(Job original, string parameter, JobFile file, JobId to, CancellationToken ct)
    {
        var content = await files.OpenReadAsync(original.Id, JobFileArea.Input, file.Name, ct).ConfigureAwait(false);
        if (content?.Stream is not { } stream)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"The upload '{parameter}' (sha256 {file.Sha256}) of job {original.Id} is no longer kept; create a job with the same file instead.");
        }

        await using (content.ConfigureAwait(false))
        {
            var copy = await files.WriteAsync(to, JobFileArea.Input, file.Name, file.MediaType, stream, ct).ConfigureAwait(false);
            return copy with { OriginalName = file.OriginalName };
        }
    }
}
