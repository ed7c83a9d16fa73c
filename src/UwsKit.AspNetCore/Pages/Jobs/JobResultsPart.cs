namespace UwsKit;

/// <summary>The results of a job: pictures at once, links to all, and what the module needs to preview the others or send them to desktop programs.</summary>
internal static class JobResultsPart
{
    private const long LargestPicture = 20_000_000;

    public static void Write(HtmlWriter html, JobList list, Job job, JobUrl url, IReadOnlyDictionary<string, IReadOnlyList<ResultUse>> uses)
    {
        if (job.Results.Count == 0 || job.Phase is ExecutionPhase.Archived)
        {
            return;
        }

        html.Write($"""<section class="results"><h2>Results</h2>""");
        foreach (var result in job.Results)
        {
            if (KindOf(result) is "image" && result.Size is null or <= LargestPicture)
            {
                html.Write($"""<figure><a href="{UrlOf(result, url)}"><img src="{UrlOf(result, url)}" alt="Result {result.Id}: {Text(list, result)}" loading="lazy"></a><figcaption>{Text(list, result) ?? result.Id}</figcaption></figure>""");
            }
        }

        html.Write($"""<div class="cards">""");
        foreach (var result in job.Results)
        {
            Card(html, list, job, result, UrlOf(result, url), uses.GetValueOrDefault(result.Id) ?? []);
        }

        html.Write($"</div></section>\n");
    }

    private static void Card(HtmlWriter html, JobList list, Job job, JobResult result, string url, IReadOnlyList<ResultUse> uses)
    {
        var kind = KindOf(result);
        html.Write($"""
            <article class="card result"><h3><bdi>{result.Id}</bdi></h3><p>{Text(list, result)}</p>
            <p class="quiet"><bdi>{result.FileName}</bdi> {result.MediaType} {(result.Size is { } size ? Show.Bytes(size) : "")}</p>
            <p class="actions"><a class="button" href="{url}" download>Download</a>
            """);
        if (kind is not (null or "image"))
        {
            html.Write($""" <button type="button" hidden data-preview="{kind}" data-url="{url}" data-size="{result.Size ?? -1}">Preview</button>""");
        }

        if (SampType(result) is { } mtype)
        {
            html.Write($""" <button type="button" hidden data-samp="{mtype}" data-url="{url}" data-name="{job.RunId ?? list.Name} {result.Id}">Send to TOPCAT, Aladin, DS9</button>""");
        }

        foreach (var use in uses)
        {
            html.Write($""" <a class="button" href="{use.Url}">Use for: {use.Title}</a>""");
        }

        html.Write($"</p></article>\n");
    }

    private static string? Text(JobList list, JobResult result) => list.Description.Results.FirstOrDefault(d => d.Name == result.Described)?.Text;

    private static string UrlOf(JobResult result, JobUrl url)
        => result.Href is { } href && JobLinks.IsHttp(href) ? href.AbsoluteUri : url.Below($"results/{Uri.EscapeDataString(XmlText.Clean(result.Id))}");

    private static string Media(JobResult result) => (result.MediaType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static string? KindOf(JobResult result) => Media(result) switch
    {
        "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/svg+xml" => "image",
        "application/fits" or "image/fits" => "fits",
        "application/x-votable+xml" or "text/x-votable+xml" => "votable",
        "text/csv" or "text/tab-separated-values" or "application/x-ecsv" => "csv",
        "application/json" => "json",
        "text/html" => null,
        var text when text.StartsWith("text/", StringComparison.Ordinal) || text is "application/xml" or "application/yaml" => "text",
        _ => null,
    };

    // SAMP MTypes: how programs are asked to load a file.
    private static string? SampType(JobResult result) => Media(result) switch
    {
        "image/fits" => "image.load.fits",
        "application/fits" => "table.load.fits",
        "application/x-votable+xml" or "text/x-votable+xml" => "table.load.votable",
        _ => null,
    };
}
