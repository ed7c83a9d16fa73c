namespace UwsKit;

/// <summary>The service's home: what it is, its job lists, and where its documents are.</summary>
internal static class HomePage
{
    private static readonly (string Name, string Title)[] Documents =
    [
        ("capabilities", "capabilities (VOSI)"), ("availability", "availability (VOSI)"), ("application.wadl", "WADL"), ("openapi.json", "OpenAPI"),
        ("examples", "examples (DALI)"), ("descriptions", "job descriptions"),
    ];

    public static Task WriteAsync(UwsCall call)
    {
        var page = new PageContent("home", "Home");
        page.With("text", html => Text(html, page.Options)).With("lists", html => Lists(html, page, call.Host.Lists.All)).With("documents", html => References(html, page));
        return call.Host.Pages.WriteAsync(call, page);
    }

    private static void Text(HtmlWriter html, UwsPagesOptions options)
    {
        html.Write($"<h1>{options.Name}</h1>\n");
        foreach (var paragraph in (options.Text ?? "").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            html.Write($"""<p class="lead">{paragraph}</p>""");
        }
    }

    private static void Lists(HtmlWriter html, PageContent page, IReadOnlyCollection<JobList> lists)
    {
        html.Write($"""<section class="cards" aria-label="What can be run">""");
        if (lists.Count == 0)
        {
            html.Write($"<p>This service offers nothing to run at present.</p>");
        }

        foreach (var list in lists)
        {
            var url = $"{page.Root}/{list.Name}";
            var description = list.Description;
            html.Write($"""

                <article class="card">
                <h2><a href="{url}/new">{description.Title ?? list.Name}</a></h2>
                <p>{description.Text}</p>
                <p class="actions"><a class="button main" href="{url}/new">New job</a> <a class="button" href="{url}">Jobs</a>{h => Documentation(h, description)}</p>
                </article>
                """);
        }

        html.Write($"</section>\n");
    }

    private static void Documentation(HtmlWriter html, JobDescription description)
    {
        if (description.Documentation is { } url)
        {
            html.Write($""" <a href="{url.AbsoluteUri}">Documentation</a>""");
        }

        if (description.Contact is { Length: > 0 } contact)
        {
            html.Write($""" <span class="quiet">Contact: {contact}</span>""");
        }
    }

    private static void References(HtmlWriter html, PageContent page)
    {
        html.Write($"""<section><h2>For programs</h2><p>Every page is also a document of <a href="https://www.ivoa.net/documents/UWS/">UWS 1.1</a> at the same URL.</p><ul class="inline">""");
        foreach (var (name, title) in Documents)
        {
            html.Write($"""<li><a href="{page.Root}/{name}">{title}</a></li>""");
        }

        html.Write($"</ul></section>\n");
    }
}
