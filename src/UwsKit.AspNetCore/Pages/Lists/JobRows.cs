namespace UwsKit;

/// <summary>The table of a page of jobs.</summary>
internal sealed class JobRows(
    JobList list, IReadOnlyList<JobSummary> jobs, IReadOnlyDictionary<JobId, JobProgress> progress, bool owners, bool mark, Func<ExecutionPhase, ExecutionPhase> shown, DateTimeOffset now)
{
    public JobList List { get; } = list;
    public IReadOnlyList<JobSummary> Jobs { get; } = jobs;

    /// <summary>How many of them are under way.</summary>
    public int Active => Jobs.Count(j => PhaseRules.Active.Contains(j.Phase));

    public void Write(HtmlWriter html, string url)
    {
        if (Jobs.Count == 0)
        {
            return;
        }

        html.Write($"""
            <div class="scroll" tabindex="0" role="region" aria-label="Jobs"><table class="jobs"><caption class="visually-hidden">Jobs, newest first</caption>
            <thead><tr>{MarkHead}<th scope="col">Job</th><th scope="col">Phase</th>{OwnerHead}<th scope="col">Created</th><th scope="col">Started</th><th scope="col">Took</th><th scope="col">Progress</th></tr></thead><tbody>

            """);
        foreach (var job in Jobs)
        {
            Row(html, job, url);
        }

        html.Write($"</tbody></table></div>");
    }

    private void MarkHead(HtmlWriter html)
    {
        if (mark)
        {
            html.Write($"<td></td>");
        }
    }

    private void OwnerHead(HtmlWriter html)
    {
        if (owners)
        {
            html.Write($"""<th scope="col">Owner</th>""");
        }
    }

    private void Row(HtmlWriter html, JobSummary job, string url)
    {
        var id = job.Id.Value;
        html.Write($"""<tr id="{id}">""");
        if (mark)
        {
            html.Write($"""<td><input type="checkbox" name="job" value="{id}" aria-label="Mark {job.RunId ?? Show.Short(job.Id)}"></td>""");
        }

        html.Write($"""<th scope="row"><a href="{url}/{id}">""");
        if (job.RunId is { Length: > 0 } runId)
        {
            html.Write($"""<bdi>{runId}</bdi></a> <code>{Show.Short(job.Id)}</code>""");
        }
        else
        {
            html.Write($"<code>{Show.Short(job.Id)}</code></a>");
        }

        html.Write($"</th><td>");
        Show.Phase(shown(job.Phase))(html);
        html.Write($"</td>");
        if (owners)
        {
            html.Write($"<td><bdi>{job.OwnerId}</bdi></td>");
        }

        html.Write($"<td>");
        Show.Time(job.CreationTime)(html);
        html.Write($"""</td><td class="started">""");
        Show.Time(job.StartTime)(html);
        html.Write($"""</td><td class="took">{Took(job)}</td><td>""");
        if (progress.TryGetValue(job.Id, out var known))
        {
            Show.Progress(known)(html);
        }

        html.Write($"</td></tr>\n");
    }

    private string Took(JobSummary job) => job.StartTime is not { } start ? "" : Show.Duration((job.EndTime ?? (PhaseRules.Active.Contains(job.Phase) ? now : start)) - start);
}
