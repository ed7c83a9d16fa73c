using System.Globalization;

namespace UwsKit;

/// <summary>The question before jobs are deleted, for browsers whose module did not ask.</summary>
internal static class SurePage
{
    public static Task WriteAsync(UwsCall call, JobList list, IReadOnlyList<Job> jobs)
    {
        var token = call.Host.Pages.Tokens.Get(call.Http);
        var page = new PageContent("sure", "Delete?") { List = list };
        page.With("question", html => Question(html, page, list, jobs, token));
        return call.Host.Pages.WriteAsync(call, page);
    }

    private static void Question(HtmlWriter html, PageContent page, JobList list, IReadOnlyList<Job> jobs, string token)
    {
        var url = $"{page.Root}/{list.Name}";
        html.Write($"""
            <h1>{(jobs.Count == 1 ? "Delete this job?" : string.Create(CultureInfo.InvariantCulture, $"Delete these {jobs.Count} jobs?"))}</h1>
            <p>They go with all their results, and cannot be brought back. Work that is still running is stopped.</p><ul>
            """);
        foreach (var job in jobs)
        {
            html.Write($"""<li>{Show.Phase(job.Phase)} <a href="{url}/{job.Id.Value}"><bdi>{job.RunId}</bdi> <code>{Show.Short(job.Id)}</code></a></li>""");
        }

        html.Write($"""
            </ul><form method="post" action="{url}/selected" class="actions"><input type="hidden" name="{PageForm.Token}" value="{token}"><input type="hidden" name="{PageForm.Sure}" value="1">
            """);
        foreach (var job in jobs)
        {
            html.Write($"""<input type="hidden" name="job" value="{job.Id.Value}">""");
        }

        html.Write($"""
            <button name="{PageForm.Action}" value="delete" class="danger">Delete</button> <a class="button" href="{url}">Keep</a></form>

            """);
    }
}
