namespace UwsKit;

/// <summary>With whom the owner shares his job, to read only: users, groups and signed links, each with a button that takes it back.</summary>
internal static class JobSharingPart
{
    /// <summary>Writes the part, with a signed link that was made just now.</summary>
    public static void Write(HtmlWriter html, UwsCall call, JobList list, Job job, JobUrl url, string token, string? link)
    {
        if (job.OwnerId is null || !call.MayChange || !JobSharing.IsOffered(list))
        {
            return;
        }

        html.Write($"""<section class="screen"><h2>Sharing</h2>""");
        if (link is not null)
        {
            html.Write($"""<div role="status"><p>Whoever has this link can look at the job. It is shown this once:</p><pre tabindex="0" data-copy>{link}</pre></div>""");
        }

        Entries(html, JobSharing.Living(call, job.SharedWith).ToList(), url, token);
        html.Write($"""<div class="row">""");
        Share(html, url, token, "USER", "Share with user", h => h.Write($"""<input id="p-USER" name="USER" required>"""));
        Share(html, url, token, "GROUP", "Share with group", h => h.Write($"""<input id="p-GROUP" name="GROUP" required>"""));
        if (JobSharing.AreLinksOffered(call, list))
        {
            Share(html, url, token, "LINK", "Link for whoever has it, good for", h => h.Write(
                $"""<select id="p-LINK" name="LINK"><option value="1d">a day</option><option value="7d" selected>a week</option><option value="30d">30 days</option><option value="366d">a year</option></select>"""));
        }

        html.Write($"</div></section>\n");
    }

    private static void Entries(HtmlWriter html, List<string> entries, JobUrl url, string token)
    {
        if (entries.Count == 0)
        {
            html.Write($"""<p class="quiet">Only you see this job.</p>""");
            return;
        }

        html.Write($"""<form method="post" action="{url.Path}/change"><input type="hidden" name="{PageForm.Token}" value="{token}"><input type="hidden" name="{PageForm.Action}" value="unshare"><ul>""");
        foreach (var entry in entries)
        {
            var id = ShareLinks.IdOf(entry);
            html.Write($"""<li><bdi>{(id is null ? entry.Replace(":", " ", StringComparison.Ordinal) : $"link {id}, good until {UwsTime.Format(ShareLinks.ExpiryOf(entry))}")}</bdi> <button name="entry" value="{JobSharing.NameOf(entry)}">Take back</button></li>""");
        }

        html.Write($"</ul></form>\n");
    }

    private static void Share(HtmlWriter html, JobUrl url, string token, string name, string label, Action<HtmlWriter> field)
        => html.Write($"""
            <form method="post" action="{url.Path}/change" class="setting"><input type="hidden" name="{PageForm.Token}" value="{token}">
            <label for="p-{name}">{label}</label> {field} <button name="{PageForm.Action}" value="share">Share</button></form>

            """);
}
