namespace UwsKit;

/// <summary>A job's results, logs and inputs as links (DataLink 1.1 §3.2).</summary>
/// <param name="links">The URLs of the job's list.</param>
/// <param name="description">What the job was created with.</param>
/// <param name="needsCredentials">Whether the job's own URLs ask for credentials.</param>
internal sealed class LinkRows(JobLinks links, JobDescription description, bool needsCredentials)
{
    /// <summary>The rows of a job; one that has no result yet, or never, says why.</summary>
    /// <param name="job">The job.</param>
    /// <param name="id">As the client named it.</param>
    /// <param name="logs">Its files of standard output and error.</param>
    public IEnumerable<LinkRow> Of(Job job, string id, IReadOnlyList<JobFile> logs)
    {
        var archived = job.Phase == ExecutionPhase.Archived;
        var results = archived ? [] : job.Results;
        var main = results.Count == 0 ? null : JobResults.Find(job, JobResults.MainAlias);
        if (results.Count == 0)
        {
            yield return new(id, "#this") { Error = Why(job) };
        }

        foreach (var result in results.OrderBy(r => !IsMain(r)))
        {
            yield return Own(id, IsMain(result) ? "#this" : result.PreviewOf is not null ? "#preview" : "#auxiliary") with
            {
                AccessUrl = result.Href?.AbsoluteUri ?? links.Result(job.Id, result.Id),
                Description = description.Results.FirstOrDefault(r => r.Name == result.Described)?.Text ?? result.Id,
                ContentType = result.MediaType,
                ContentLength = result.Size,
                LocalSemantics = result.Described ?? result.Id,
                NeedsCredentials = result.Href is null ? needsCredentials : null,
            };
        }

        foreach (var row in Inputs(job, id).Concat(archived ? [] : Logs(job, id, logs)))
        {
            yield return row;
        }

        // Of results that nothing describes each is as good as the others.
        bool IsMain(JobResult r) => r.Main || r == main || (main is null && r.Described is null);
    }

    private IEnumerable<LinkRow> Inputs(Job job, string id) =>
        from p in job.Parameters
        where p.File is not null || p.ByReference
        let external = p is { ByReference: true, Value: not null }
        where external || job.Phase != ExecutionPhase.Archived
        select Own(id, "#progenitor") with
        {
            AccessUrl = external ? p.Value : links.Parameter(job.Id, p.Name),
            Description = Parameter(p.Name)?.Text ?? Parameter(p.Name)?.Title ?? p.Name,
            ContentType = p.File?.MediaType ?? Parameter(p.Name)?.MediaType,
            ContentLength = p.File?.Size,
            LocalSemantics = p.Name,
            NeedsCredentials = external ? null : needsCredentials,
        };

    // The length of a log is told once nothing can be added any more.
    private IEnumerable<LinkRow> Logs(Job job, string id, IReadOnlyList<JobFile> logs) =>
        from log in logs
        where log.Name is "stdout" or "stderr"
        select Own(id, "#auxiliary") with
        {
            AccessUrl = $"{links.Job(job.Id)}/{log.Name}",
            Description = log.Name == "stdout" ? "standard output" : "standard error",
            ContentType = "text/plain",
            ContentLength = PhaseRules.Final.Contains(job.Phase) ? log.Size : null,
            LocalSemantics = log.Name,
        };

    private LinkRow Own(string id, string semantics) => new(id, semantics) { NeedsCredentials = needsCredentials };

    private ParameterDescription? Parameter(string name) => description.Parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));

    private static string Why(Job job) => job.Phase switch
    {
        ExecutionPhase.Completed => "NotFoundFault: the job left no results",
        ExecutionPhase.Error => $"{(job.Error?.Transient == true ? "TransientFault" : "FatalFault")}: {job.Error?.Message ?? "the job failed without a message"}",
        ExecutionPhase.Aborted => "NotFoundFault: the job was aborted and left no results",
        ExecutionPhase.Archived => "NotFoundFault: the job's results were destroyed",
        _ => $"TransientFault: the job is {job.Phase.ToWord()} and has no results yet",
    };
}
