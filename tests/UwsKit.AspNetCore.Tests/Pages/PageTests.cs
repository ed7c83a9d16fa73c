using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class PageTests
{
    [Fact]
    public async Task Browsers_are_given_pages_and_everybody_else_the_documents_of_the_standard()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=hello");
        var browser = new PageBrowser(app);
        foreach (var page in new[] { "/uws", "/uws/probe", "/uws/probe/new", path, $"{path}/edit" })
        {
            (await browser.OpenAsync(page)).Should().StartWith("<!DOCTYPE html>", page);
            browser.Status.Should().Be(HttpStatusCode.OK);
            browser.Answer.Content.Headers.ContentType!.ToString().Should().Be("text/html; charset=utf-8");
        }

        foreach (var page in new[] { "/uws", "/uws/probe", path })
        {
            (await app.TextAsync(page)).Should().NotContain("<html", page);
        }
    }

    [Fact]
    public async Task Without_pages_browsers_get_the_documents_too()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Pages:Enabled"] = "false");
        var browser = new PageBrowser(app);
        (await browser.OpenAsync("/uws/probe")).Should().StartWith("<?xml");
        await browser.OpenAsync("/uws/probe/new");
        browser.Status.Should().Be(HttpStatusCode.NotFound);
        browser.Html.Should().NotContain("<html");
    }

    [Fact]
    public async Task The_service_looks_as_its_operator_says()
    {
        await using var app = await UwsApp.StartAsync(s =>
        {
            s["Uws:Pages:Name"] = "CTA <jobs>";
            s["Uws:Pages:Logo"] = "https://static.example.org/logo.png";
            s["Uws:Pages:Accent"] = "#ffcc00";
            s["Uws:Pages:Links:Help"] = "https://example.org/help";
            s["Uws:Pages:Links:Bad"] = "javascript:alert(1)";
            s["Uws:Pages:Text"] = "First.\n\nSecond.";
            s["Uws:Pages:Footer"] = "Ask the operators.";
        });
        var browser = new PageBrowser(app);
        var home = await browser.OpenAsync("/uws");
        home.Should().Contain("CTA &lt;jobs&gt;").And.Contain("""<a href="https://example.org/help">Help</a>""").And.Contain("""<a href="#">Bad</a>""")
            .And.Contain("""<p class="lead">First.</p><p class="lead">Second.</p>""").And.Contain("Ask the operators.");
        browser.Answer.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("img-src 'self' data: https://static.example.org;");
        (await app.TextAsync(home.Split('"').First(s => s.EndsWith("theme.css", StringComparison.Ordinal)))).Should().Be(":root{--accent:#ffcc00;--on-accent:#000}\n");
    }

    [Theory]
    [InlineData("Accent", "red;}body{display:none", "#rrggbb")]
    [InlineData("Enabled", "perhaps", "true or false")]
    [InlineData("Nonsense", "1", "unknown key")]
    public async Task A_wrong_look_stops_the_host_in_one_line(string key, string value, string words)
        => (await FluentActions.Awaiting(() => UwsApp.StartAsync(s => s[$"Uws:Pages:{key}"] = value)).Should().ThrowAsync<UwsConfigurationException>())
            .Which.Faults.Should().ContainSingle().Which.Should().Contain($"Uws:Pages:{key}").And.Contain(words);

    [Fact]
    public async Task A_host_may_lay_out_one_page_or_all()
    {
        await using var app = await UwsApp.StartAsync(build: b =>
        {
            b.Services.AddSingleton<IPageTemplate>(new Own("all"));
            b.Services.AddKeyedSingleton<IPageTemplate>("jobs", new Own("jobs"));
        });
        var browser = new PageBrowser(app);
        (await browser.OpenAsync("/uws")).Should().StartWith("<main class=\"all\">").And.Contain("/uws/probe/new");
        (await browser.OpenAsync("/uws/probe")).Should().StartWith("<main class=\"jobs\">").And.Contain("There are no jobs yet");
    }

    [Fact]
    public async Task Errors_are_pages_for_browsers_only_and_say_what_to_do()
    {
        await using var app = await UwsApp.StartAsync();
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/nowhere<b>");
        browser.Status.Should().Be(HttpStatusCode.NotFound);
        browser.Html.Should().Contain("There is no job list &#39;nowhere&lt;b&gt;&#39;.").And.Contain("Look at the address");
        (await app.Client.GetAsync("/uws/nowhere")).Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        (await app.SendAsync("GET", "/uws/nowhere", null, ("Accept", "application/problem+json, text/html"))).Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task The_job_is_shown_with_its_state_results_parameters_and_logs()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync(("result", "text/plain", "42"), ("image", "image/fits", "SIMPLE"));
        var id = UwsApp.IdOf(path);
        using var log = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i} <x>\n"))));
        await app.Files.WriteAsync(id, JobFileArea.Log, "stdout", null, log, default);
        await app.EditAsync(path, j => j with { RunId = "my <run>", Progress = new(50, "half", DateTimeOffset.UnixEpoch) });
        var html = await new PageBrowser(app).OpenAsync(path);
        html.Should().Contain("my &lt;run&gt;").And.Contain(">COMPLETED<").And.Contain("data-samp=\"image.load.fits\"").And.Contain("data-preview=\"text\"")
            .And.Contain("line 4999 &lt;x&gt;").And.NotContain("line 1000 ").And.Contain("all of it").And.Contain("AsyncTAPJob(&quot;http://localhost").And.NotContain("<x>");
    }

    [Fact]
    public async Task A_layout_that_fails_gives_an_error_that_can_be_read()
    {
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<IPageTemplate>(new Faulty()));
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws");
        browser.Status.Should().Be(HttpStatusCode.InternalServerError);
        browser.Html.Should().StartWith("<!DOCTYPE html>").And.Contain("The service failed");
    }

    private sealed class Faulty : IPageTemplate
    {
        public void Write(HtmlWriter html, PageContent page) => html.Write($"<p {"x"}>");
    }

    private sealed class Own(string name) : IPageTemplate
    {
        public void Write(HtmlWriter html, PageContent page)
        {
            html.Write($"<main class=\"{name}\">");
            foreach (var part in page.Parts)
            {
                page.Write(html, part);
            }

            html.Write($"</main>");
        }
    }
}
