namespace UwsKit;

/// <summary>What the caller can do with a job in its phase: run, edit, abort, clone, reproduce, delete; a reader clones.</summary>
internal static class JobActions
{
    public static void Write(HtmlWriter html, UwsCall call, Job job, PageContent page, JobUrl url, string token)
    {
        html.Write($"""
            <form method="post" action="{url.Path}/change" class="actions" aria-label="Actions"><input type="hidden" name="{PageForm.Token}" value="{token}"><span id="live-actions" data-live>
            """);
        if (call.MayChange)
        {
            Steer(html, job, url);
        }

        // A link opens a job to read; to make one of one's own needs more.
        if (call.Ground is not AccessGround.Link)
        {
            Clone(html, job, page);
        }

        if (call.MayChange)
        {
            Reproduce(html, job);
            html.Write($"""<button name="{PageForm.Action}" value="delete" class="danger" data-sure="Delete this job, with all its results?">Delete</button>""");
        }

        html.Write($"</span></form>\n");
        if (!call.MayChange)
        {
            html.Write($"""<p class="quiet">A job of <bdi>{job.OwnerId}</bdi>: you may look at it, but not change it.</p>""");
        }
    }

    private static void Steer(HtmlWriter html, Job job, JobUrl url)
    {
        if (job.Phase is ExecutionPhase.Pending or ExecutionPhase.Held)
        {
            html.Write($"""<button class="main" name="{PageForm.Action}" value="run">{(job.Phase is ExecutionPhase.Held ? "Ask for its release" : "Run")}</button> """);
        }

        if (job.Phase is ExecutionPhase.Pending)
        {
            html.Write($"""<a class="button" href="{url.Below("edit")}">Edit parameters</a> """);
        }

        if (!PhaseRules.Final.Contains(job.Phase))
        {
            html.Write($"""<button name="{PageForm.Action}" value="abort">Abort</button> """);
        }
    }

    private static void Clone(HtmlWriter html, Job job, PageContent page)
    {
        if (page.List is { } list)
        {
            html.Write($"""<a class="button" href="{page.Root}/{list.Name}/new?{PageForm.From}={job.Id.Value}">Clone</a> """);
        }
    }

    private static void Reproduce(HtmlWriter html, Job job)
    {
        if (job.Phase is ExecutionPhase.Completed)
        {
            html.Write($"""<button name="{PageForm.Action}" value="reproduce" title="Runs the same job with the same inputs, and tells whether the results are equal">Reproduce</button> """);
        }
    }
}
