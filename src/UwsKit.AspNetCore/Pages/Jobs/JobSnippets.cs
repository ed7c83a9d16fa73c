namespace UwsKit;

/// <summary>The job in other programs: lines to copy.</summary>
internal static class JobSnippets
{
    public static void Write(HtmlWriter html, string url, Job job)
    {
        // The URL is our own and holds no quotes; a host name of a strange request might.
        var safe = url.Contains('"', StringComparison.Ordinal) || url.Contains('\'', StringComparison.Ordinal) || url.Contains('$', StringComparison.Ordinal) ? "URL of this page" : url;
        var python = $"""
            from pyvo.dal import AsyncTAPJob

            job = AsyncTAPJob("{safe}")
            job.wait()
            print(job.phase, [result.href for result in job.results])
            """;
        var curl = $"""
            curl '{safe}?WAIT=50'
            {(job.Results.Count > 0 ? $"curl -OJ '{safe}/results/{Uri.EscapeDataString(XmlText.Clean(job.Results[0].Id))}'" : $"curl -d PHASE=ABORT '{safe}/phase'")}
            """;
        html.Write($"""
            <section class="screen"><h2>In other programs</h2>
            <details class="snippet"><summary>Open in Python (pyvo)</summary><pre tabindex="0" data-copy>{python}</pre></details>
            <details class="snippet"><summary>On the command line (curl)</summary><pre tabindex="0" data-copy>{curl}</pre></details></section>

            """);
    }
}
