namespace UwsKit;

/// <summary>The layout of every page of a host that has none of its own.</summary>
internal sealed class StandardTemplate : IPageTemplate
{
    public void Write(HtmlWriter html, PageContent page)
    {
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            {h => page.Write(h, "head")}</head>
            <body>
            {h => page.Write(h, "header")}<main id="main" class="{page.Name}" tabindex="-1">

            """);
        foreach (var part in page.Parts)
        {
            page.Write(html, part);
        }

        html.Write($"""
            </main>
            {h => page.Write(h, "footer")}</body>
            </html>

            """);
    }
}
