namespace UwsKit;

/// <summary>What every page has around its body: the document's head, the service's name with its links, and the foot.</summary>
internal static class PageFrame
{
    public static void Add(PageContent page, string assets)
    {
        page.Frame("head", html => Head(html, page, assets));
        page.Frame("header", html => Header(html, page));
        page.Frame("footer", html => Footer(html, page));
    }

    private static void Head(HtmlWriter html, PageContent page, string assets)
    {
        html.Write($"""
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{page.Title} – {page.Options.Name}</title>
            <link rel="icon" href="{assets}/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="{assets}/uws.css">
            <link rel="stylesheet" href="{assets}/theme.css">
            <script type="module" src="{assets}/uws.js"></script>

            """);
    }

    private static void Header(HtmlWriter html, PageContent page)
    {
        html.Write($"""
            <a class="skip" href="#main">To the content</a>
            <header class="top">
            <a class="name" href="{page.Root}/">{h => Logo(h, page.Options.Logo)}<span>{page.Options.Name}</span></a>
            <nav aria-label="Service">{h => Links(h, page)}</nav>
            {h => User(h, page.User, page.SignIn)}</header>

            """);
    }

    private static void Logo(HtmlWriter html, string? logo)
    {
        if (!string.IsNullOrEmpty(logo))
        {
            html.Write($"""<img src="{logo}" alt="" height="40">""");
        }
    }

    private static void Links(HtmlWriter html, PageContent page)
    {
        if (page.List is { } list)
        {
            html.Write($"""<a href="{page.Root}/{list.Name}">{list.Description.Title ?? list.Name}</a> <a href="{page.Root}/{list.Name}/new">New job</a> """);
        }

        foreach (var (label, url) in page.Options.Links)
        {
            html.Write($"""<a href="{url}">{label}</a> """);
        }
    }

    private static void User(HtmlWriter html, string? user, SignInLinks? links)
    {
        if (user is not null)
        {
            html.Write($"""<div class="user"><span>Signed in as <bdi>{user}</bdi></span> {h => Link(h, links?.Account, "Account")} {h => Out(h, links?.Out)}</div>""");
        }
        else
        {
            Link(html, links?.In, "Sign in");
        }
    }

    private static void Link(HtmlWriter html, string? url, string text)
    {
        if (url is not null)
        {
            html.Write($"""<a href="{url}">{text}</a>""");
        }
    }

    // Without a token in the form: pages that a host may keep have none, and other sites' forms are refused by where they come from.
    private static void Out(HtmlWriter html, string? url)
    {
        if (url is not null)
        {
            html.Write($"""<form method="post" action="{url}"><button class="plain">Sign out</button></form>""");
        }
    }

    private static void Footer(HtmlWriter html, PageContent page)
    {
        html.Write($"""
            <footer>{h => Line(h, page.Options.Footer)}<p class="quiet">All times are UTC. The same URLs give XML to <a href="https://www.ivoa.net/documents/UWS/">UWS 1.1</a> clients.</p></footer>
            <p id="said" class="visually-hidden" role="status" aria-live="polite"></p>

            """);
    }

    private static void Line(HtmlWriter html, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            html.Write($"<p>{text}</p>");
        }
    }
}
