using System.Globalization;

namespace UwsKit;

/// <summary>The page of a job list: newest first, filtered, page by page, with a form that aborts or deletes the jobs that are marked.</summary>
internal static class JobListPage
{
    // Only a record knows how far its job is; a list asks for the records of so many running jobs.
    private const int MostRecords = 25;

    public static async Task WriteAsync(UwsCall call, JobList list)
    {
        var host = call.Host;
        var view = JobListView.Read(host.Reader.ReadQuery(call.Request), host.Pages.Options.PageSize);
        var visibility = await host.Access.VisibilityOfAsync(call, list, view.Shared).ConfigureAwait(false);
        var query = view.Query(list.Name, visibility, host.Xml.Shown);
        var found = new List<JobSummary>(view.Take + 1);
        await foreach (var job in host.Jobs.ListAsync(query, view.Take + 1, call.Aborted).ConfigureAwait(false))
        {
            found.Add(job);
        }

        var jobs = found.Take(view.Take).ToList();
        var progress = await ProgressAsync(call, jobs).ConfigureAwait(false);
        var rows = new JobRows(list, jobs, progress, owners: view.Shared || visibility.Kind is VisibilityKind.Everybody, mark: !view.Shared, host.Xml.Shown, host.Time.GetUtcNow());
        var token = host.Pages.Tokens.Get(call.Http);
        var page = new PageContent("jobs", list.Description.Title ?? list.Name) { List = list };
        page.With("title", html => Title(html, page, list, call, view))
            .With("filter", html => ListFilterForm.Write(html, view))
            .With("jobs", html => Jobs(html, page, rows, view, token, found.Count > view.Take, visibility));
        await host.Pages.WriteAsync(call, page).ConfigureAwait(false);
    }

    private static async Task<Dictionary<JobId, JobProgress>> ProgressAsync(UwsCall call, List<JobSummary> jobs)
    {
        var running = await Task.WhenAll(jobs.Where(j => j.Phase is ExecutionPhase.Executing).Take(MostRecords).Select(j => call.Host.Jobs.FindAsync(j.Id, call.Aborted).AsTask()))
            .ConfigureAwait(false);
        return running.Where(j => j?.Progress is not null).ToDictionary(j => j!.Id, j => j!.Progress!);
    }

    private static void Title(HtmlWriter html, PageContent page, JobList list, UwsCall call, JobListView view)
    {
        html.Write($"""
            <div class="title"><h1>{list.Description.Title ?? list.Name}: jobs{(view.Shared ? " shared with me" : "")}</h1>{OtherJobs}<a class="button main" href="{page.Root}/{list.Name}/new">New job</a></div>

            """);

        void OtherJobs(HtmlWriter other)
        {
            if (view.Shared)
            {
                other.Write($"""<a class="button" href="{page.Root}/{list.Name}">{(call.Ground is AccessGround.Shared ? "My jobs" : "Jobs")}</a> """);
            }
            else if (JobSharing.IsOffered(list) && Callers.IsAuthenticated(call.User))
            {
                other.Write($"""<a class="button" href="{page.Root}/{list.Name}?{JobListView.SharedQuery}">Shared with me</a> """);
            }
        }
    }

    private static void Jobs(HtmlWriter html, PageContent page, JobRows rows, JobListView view, string token, bool more, Visibility visibility)
    {
        var url = $"{page.Root}/{rows.List.Name}";
        html.Write($"""
            <form method="post" action="{url}/selected" class="bulk">
            <input type="hidden" name="~token" value="{token}">
            <div id="jobs" data-live data-busy="{rows.Active.ToString(CultureInfo.InvariantCulture)}">{h => rows.Write(h, url)}{h => Empty(h, rows, view, url, visibility)}</div>

            """);
        if (rows.Jobs.Count > 0 && !view.Shared)
        {
            html.Write($"""<p class="actions"><button name="~do" value="abort">Abort marked</button> <button name="~do" value="delete" class="danger" data-sure="Delete the marked jobs, with all their results?">Delete marked</button></p>""");
        }

        html.Write($"""</form><nav class="pages" aria-label="Pages">""");
        if (view.Before is not null)
        {
            html.Write($"""<a rel="first" href="{url}?{view.Url(null)}">Newest</a> """);
        }

        if (more)
        {
            html.Write($"""<a rel="next" href="{url}?{view.Url(rows.Jobs[^1])}">Older jobs</a>""");
        }

        html.Write($"</nav>\n");
    }

    private static void Empty(HtmlWriter html, JobRows rows, JobListView view, string url, Visibility visibility)
    {
        if (rows.Jobs.Count > 0)
        {
            return;
        }

        if (visibility.Kind is VisibilityKind.Nobody && !view.Shared)
        {
            html.Write($"""<p class="empty">Sign in to see your jobs. A job without an owner is reached by its own URL.</p>""");
        }
        else if (view.IsFiltered || view.Before is not null)
        {
            html.Write($"""<p class="empty">No job fits. <a href="{(view.Shared ? $"{url}?{JobListView.SharedQuery}" : url)}">Show all jobs</a></p>""");
        }
        else if (view.Shared)
        {
            html.Write($"""<p class="empty">No job is shared with you here. <a href="{url}">Show your own</a></p>""");
        }
        else
        {
            html.Write($"""<p class="empty">There are no jobs yet. <a href="{url}/new">Make the first one</a></p>""");
        }
    }
}
