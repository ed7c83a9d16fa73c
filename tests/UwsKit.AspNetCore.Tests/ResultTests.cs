using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace UwsKit;

public sealed class ResultTests
{
    [Fact]
    [Rule(8, 183, 189, 185, 186, 187, 188, 190, 194, 132)]
    public async Task The_list_of_results_links_to_each()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        (await app.TextAsync($"{path}/results")).Should().Contain("<uws:results").And.NotContain("<uws:result ").And.NotContain("version=\"1.1\"");
        path = await app.CompleteAsync(("result", "text/plain", "hello"), ("image", null, "SIMPLE"));
        var xml = await app.TextAsync($"{path}/results");
        Schemas.ValidateUws(xml);
        Schemas.ValidateUws(await app.TextAsync(path));
        var results = await UwsXmlReader.ReadResultsAsync(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
        results.Select(r => r.Id).Should().BeEquivalentTo("result", "image");
        var result = results.Single(r => r.Id == "result");
        result.Href.Should().Be($"http://localhost{path}/results/result");
        result.Size.Should().Be(5);
        (await app.TextAsync(new Uri(result.Href!).AbsolutePath)).Should().Be("hello");
        await app.Client.GetAsync($"{path}/results/nosuch").ShouldRefuseAsync(HttpStatusCode.NotFound, "nosuch");
    }

    [Fact]
    [Rule(184)]
    public async Task Results_cannot_be_changed()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync(("result", "text/plain", "hello"));
        foreach (var verb in (string[])["POST", "PUT", "DELETE", "PATCH"])
        {
            (await app.SendAsync(verb, $"{path}/results/result")).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        }
    }

    [Fact]
    [Rule(43)]
    public async Task Ranges_and_conditional_requests_work()
    {
        await using var app = await UwsApp.StartAsync();
        var url = await app.CompleteAsync(("result", "text/plain", "0123456789")) + "/results/result";
        using var whole = await app.Client.GetAsync(url);
        whole.Headers.AcceptRanges.Should().Contain("bytes");
        whole.Content.Headers.LastModified.Should().NotBeNull();
        whole.Headers.CacheControl!.ToString().Should().Contain("private").And.Contain("no-cache");
        var tag = whole.Headers.ETag!.ToString();
        using var part = await app.SendAsync("GET", url, null, ("Range", "bytes=2-4"));
        part.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange!.ToString().Should().Be("bytes 2-4/10");
        (await part.Content.ReadAsStringAsync()).Should().Be("234");
        (await app.SendAsync("GET", url, null, ("Range", "bytes=50-"))).StatusCode.Should().Be(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await app.SendAsync("GET", url, null, ("If-None-Match", tag))).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await app.SendAsync("GET", url, null, ("If-Match", "\"other\""))).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await app.SendAsync("GET", url, null, ("Range", "bytes=2-4"), ("If-Range", "\"other\""))).StatusCode.Should().Be(HttpStatusCode.OK);
        using var head = await app.SendAsync("HEAD", url);
        head.Content.Headers.ContentLength.Should().Be(10);
        head.Headers.ETag!.ToString().Should().Be(tag);
        (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    [Rule(187)]
    public async Task Content_of_users_cannot_act_in_a_browser()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync(("result", "text/plain", "x"), ("page", "text/html", "<script>"), ("image", "image/fits", "x"));
        foreach (var (id, type, kind) in ((string, string, string)[])[("result", "text/plain", "inline"), ("page", "text/html", "attachment"), ("image", "image/fits", "inline")])
        {
            using var response = await app.Client.GetAsync($"{path}/results/{id}");
            response.Content.Headers.ContentType!.MediaType.Should().Be(type);
            response.Content.Headers.ContentDisposition!.DispositionType.Should().Be(kind);
            response.Content.Headers.ContentDisposition.FileName.Should().Be(id);
            response.Headers.GetValues("Content-Security-Policy").Should().Equal("sandbox");
            response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        }
    }

    [Fact]
    [Rule(187)]
    public async Task A_result_kept_elsewhere_is_a_redirect()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync();
        await app.EditAsync(path, j => j with { Results = [new("far", null) { Href = new("https://data.example.org/a b?c=d") }] });
        using var response = await app.Client.GetAsync($"{path}/results/far");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        response.Headers.Location!.AbsoluteUri.Should().Be("https://data.example.org/a%20b?c=d");
    }

    [Theory]
    [Rule(187)]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/relative")]
    public async Task A_client_is_sent_nowhere_but_to_http(string href)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync();
        await app.EditAsync(path, j => j with { Results = [new("result", null) { Href = new(href, href[0] == '/' ? UriKind.Relative : UriKind.Absolute) }] });
        await app.Client.GetAsync($"{path}/results/result").ShouldRefuseAsync(HttpStatusCode.NotFound, "result");
    }

    [Fact]
    [Rule(193, 133)]
    public async Task Results_of_a_failed_job_stay_readable()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        using var content = new MemoryStream("part"u8.ToArray());
        await app.Files.WriteAsync(UwsApp.IdOf(path), JobFileArea.Output, "result", "text/plain", content, default);
        await app.Manager.FailAsync(UwsApp.IdOf(path), "no");
        (await app.TextAsync($"{path}/results/result")).Should().Be("part");
    }

    [Fact]
    public async Task Standard_output_and_error_are_readable_while_the_job_runs()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.Client.GetAsync($"{path}/stdout").ShouldRefuseAsync(HttpStatusCode.NotFound, "stdout");
        await app.ExecuteAsync(path);
        foreach (var name in (string[])["stdout", "stderr"])
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes($"{name} <b>"));
            await app.Files.WriteAsync(UwsApp.IdOf(path), JobFileArea.Log, name, "text/html", content, default);
            using var response = await app.Client.GetAsync($"{path}/{name}");
            response.Content.Headers.ContentType.Should().Be(MediaTypeHeaderValue.Parse("text/plain; charset=utf-8"));
            (await response.Content.ReadAsStringAsync()).Should().Be($"{name} <b>");
        }
    }
}
