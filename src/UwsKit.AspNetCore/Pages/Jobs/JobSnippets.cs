namespace UwsKit;

/// <summary>The job in other programs: lines to copy, with the query that opens it to a caller who came by a signed link.</summary>
internal static class JobSnippets
{
    public static void Write(HtmlWriter html, string path, string query, Job job)
    {
        // The URL is our own and holds no quotes; a host name of a strange request might.
        var safe = path.AsSpan().ContainsAny('"', '\'', '$') ? "URL of this page" : path;
        var python = $"""
            from pyvo.dal import AsyncTAPJob

            job = AsyncTAPJob("{safe}")
            job.wait()
            print(job.phase, [result.href for result in job.results])
            """;
        var curl = $"""
            curl '{safe}{(query.Length == 0 ? "?" : query + "&")}WAIT=50'
            {(job.Results.Count > 0 ? $"curl -OJ '{safe}/results/{Uri.EscapeDataString(XmlText.Clean(job.Results[0].Id))}{query}'" : query.Length == 0 ? $"curl -d PHASE=ABORT '{safe}/phase'" : "")}
            """;
        html.Write($"""
            <section class="screen"><h2>In other programs</h2>
            {h => Python(h, query.Length == 0 ? python : null)}
            <details class="snippet"><summary>On the command line (curl)</summary><pre tabindex="0" data-copy>{curl}</pre></details></section>

            """);
    }

    // pyvo makes the URLs below a job from the job's: none of them would keep a link's token.
    private static void Python(HtmlWriter html, string? python)
    {
        if (python is not null)
        {
            html.Write($"""<details class="snippet"><summary>Open in Python (pyvo)</summary><pre tabindex="0" data-copy>{python}</pre></details>""");
        }
    }
}
