namespace UwsKit;

/// <summary>What can be done with a job in its phase: run, edit, abort, clone, reproduce, delete.</summary>
internal static class JobActions
{
    public static void Write(HtmlWriter html, Job job, PageContent page, string url, string token)
    {
        html.Write($"""
            <form method="post" action="{url}/change" class="actions" aria-label="Actions"><input type="hidden" name="{PageForm.Token}" value="{token}"><span id="live-actions" data-live>
            """);
        if (job.Phase is ExecutionPhase.Pending or ExecutionPhase.Held)
        {
            html.Write($"""<button class="main" name="{PageForm.Action}" value="run">{(job.Phase is ExecutionPhase.Held ? "Ask for its release" : "Run")}</button> """);
        }

        if (job.Phase is ExecutionPhase.Pending)
        {
            html.Write($"""<a class="button" href="{url}/edit">Edit parameters</a> """);
        }

        if (!PhaseRules.Final.Contains(job.Phase))
        {
            html.Write($"""<button name="{PageForm.Action}" value="abort">Abort</button> """);
        }

        if (page.List is { } list)
        {
            html.Write($"""<a class="button" href="{page.Root}/{list.Name}/new?{PageForm.From}={job.Id.Value}">Clone</a> """);
        }

        if (job.Phase is ExecutionPhase.Completed)
        {
            html.Write($"""<button name="{PageForm.Action}" value="reproduce" title="Runs the same job with the same inputs, and tells whether the results are equal">Reproduce</button> """);
        }

        html.Write($"""<button name="{PageForm.Action}" value="delete" class="danger" data-sure="Delete this job, with all its results?">Delete</button></span></form>""");
        html.Write($"\n");
    }
}
