using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>The page of a job. What may change while it is looked at stands in regions (<c>data-live</c>) that the module renews one by one.</summary>
internal static class JobPage
{
    /// <summary>Writes the page; a signed link that was made just now is shown this once.</summary>
    public static async Task WriteAsync(UwsCall call, JobList list, Job job, FormFaults? faults = null, int status = StatusCodes.Status200OK, string? link = null)
    {
        var output = await LogTail.ReadAsync(call, job, "stdout").ConfigureAwait(false);
        var errors = await LogTail.ReadAsync(call, job, "stderr").ConfigureAwait(false);
        var token = call.Host.Pages.Tokens.Get(call.Http);
        var shown = call.Host.Xml.Shown(job.Phase);
        var url = JobUrl.Of(call, list, job.Id);
        var uses = await ResultUses.FindAsync(call, job).ConfigureAwait(false);
        var compared = await JobProvenancePart.CompareAsync(call, job).ConfigureAwait(false);
        var page = new PageContent("job", job.RunId is { Length: > 0 } runId ? Show.Cut(runId, 64) : Show.Short(job.Id)) { List = list, Job = job };
        page.With("title", html => Title(html, list, job, url))
            .With("faults", html => Faults(html, faults ?? FormFaults.None))
            .With("state", html => State(html, job, shown, url, call.Host.Time.GetUtcNow()))
            .With("actions", html => JobActions.Write(html, call, job, page, url, token))
            .With("error", html => Error(html, job))
            .With("results", html => Live(html, "results", h => JobResultsPart.Write(h, list, job, url, uses)))
            .With("provenance", html => Live(html, "provenance", h => JobProvenancePart.Write(h, job, url, compared)))
            .With("logs", html => Live(html, "logs", h => Logs(h, url, output, errors)))
            .With("parameters", html => JobParametersPart.Write(html, list, job, url))
            .With("settings", html => JobSettingsPart.Write(html, call, list, job, url, token, faults ?? FormFaults.None))
            .With("sharing", html => JobSharingPart.Write(html, call, list, job, url, token, link))
            .With("programs", html => JobSnippets.Write(html, call.Links(list).Job(job.Id), url.Query, job));
        await call.Host.Pages.WriteAsync(call, page, status).ConfigureAwait(false);
    }

    private static void Title(HtmlWriter html, JobList list, Job job, JobUrl url)
    {
        html.Write($"""<div class="title"><h1><bdi>{(job.RunId is { Length: > 0 } runId ? runId : list.Description.Title ?? list.Name)}</bdi></h1> <code class="id" data-job="{url.ToString()}">{job.Id.Value}</code></div>""");
    }

    private static void Faults(HtmlWriter html, FormFaults faults)
    {
        if (faults.All.Count == 0)
        {
            return;
        }

        html.Write($"""<div class="faults" role="alert"><h2>That was not done</h2><ul>""");
        foreach (var (_, text) in faults.All)
        {
            html.Write($"<li>{text}</li>");
        }

        html.Write($"</ul></div>\n");
    }

    // What blocks a WAIT is told the module by the phase itself.
    private static void State(HtmlWriter html, Job job, ExecutionPhase shown, JobUrl url, DateTimeOffset now)
    {
        html.Write($"""
            <section id="live-state" data-live aria-label="State" data-phase="{shown.ToWord()}"{new HtmlAttribute("data-active", PhaseRules.Active.Contains(shown))}{new HtmlAttribute("data-wait", PhaseRules.Blocking.Contains(shown) ? url.ToString() : null)}>
            <p class="now">{Show.Phase(shown)} {h => Running(h, job, now)}</p>{h => Timeline(h, job, shown)}</section>

            """);
    }

    private static void Running(HtmlWriter html, Job job, DateTimeOffset now)
    {
        if (PhaseRules.Active.Contains(job.Phase))
        {
            Show.Progress(job.Progress)(html);
        }

        if (job.StartTime is { } start && (job.EndTime is not null || PhaseRules.Active.Contains(job.Phase)))
        {
            html.Write($""" <span class="quiet">{(job.EndTime is null ? "running for" : "took")} {Show.Duration((job.EndTime ?? now) - start)}</span>""");
        }

        if (job.Phase is ExecutionPhase.Held or ExecutionPhase.Unknown && job.Placement?.Reason is { } reason)
        {
            html.Write($" {Show.Cut(reason, 500)}");
        }
    }

    private static void Timeline(HtmlWriter html, Job job, ExecutionPhase shown)
    {
        var isOver = PhaseRules.Final.Contains(job.Phase);
        html.Write($"""<ol class="timeline">""");
        Step(html, "Created", job.CreationTime, true);
        Step(html, "Queued", job.QueuedAt, job.QueuedAt is not null);
        Step(html, "Started", job.StartTime, job.StartTime is not null);
        Step(html, isOver ? Word(shown) : "Ends", job.EndTime ?? job.Quote, isOver);
        Step(html, "Kept until", job.Destruction, false);
        html.Write($"</ol>");
    }

    private static void Step(HtmlWriter html, string what, DateTimeOffset? at, bool done)
        => html.Write($"""<li class="{(done ? "done" : "next")}"><b>{what}</b> {Show.Time(at)}</li>""");

    private static string Word(ExecutionPhase phase) => phase switch
    {
        ExecutionPhase.Completed => "Completed",
        ExecutionPhase.Error => "Failed",
        ExecutionPhase.Aborted => "Aborted",
        _ => "Archived",
    };

    private static void Error(HtmlWriter html, Job job) => Live(html, "error", h =>
    {
        if (job.Error is not { } error || !PhaseRules.Final.Contains(job.Phase))
        {
            return;
        }

        h.Write($"""
            <section class="faults"><h2>Why it {(job.Phase is ExecutionPhase.Error ? "failed" : "was stopped")}</h2>
            <p>{Show.Cut(error.Message, 2000)}</p><p class="quiet">{(error.Transient ? "This may be over when the same job is run again: clone it." : "The same job would fail again: look at its parameters, clone it with better ones.")}</p>
            """);
        if (error.Detail is { Length: > 0 } detail && detail.Trim() != error.Message)
        {
            h.Write($"<details><summary>Details</summary><pre>{Show.Cut(detail, 20_000)}</pre></details>");
        }

        h.Write($"</section>\n");
    });

    private static void Logs(HtmlWriter html, JobUrl url, LogTail? output, LogTail? errors)
    {
        if (output is null && errors is null)
        {
            return;
        }

        html.Write($"""<section class="logs"><h2>Logs</h2>""");
        Log(html, "Standard output", url.Below("stdout"), output);
        Log(html, "Standard error", url.Below("stderr"), errors);
        html.Write($"</section>\n");
    }

    private static void Log(HtmlWriter html, string title, string url, LogTail? tail)
    {
        if (tail is not null)
        {
            html.Write($"""
                <h3>{title} <a href="{url}">{(tail.IsCut ? "all of it" : "as a file")}</a></h3>
                <pre tabindex="0" role="region" aria-label="{title}" data-follow>{tail.Text}</pre>

                """);
        }
    }

    private static void Live(HtmlWriter html, string name, Action<HtmlWriter> content)
        => html.Write($"""<div id="live-{name}" data-live>{content}</div>""");
}
