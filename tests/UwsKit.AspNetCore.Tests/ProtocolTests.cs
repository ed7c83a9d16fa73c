using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class ProtocolTests
{
    private static readonly string[] Below =
        ["", "/phase", "/executionduration", "/destruction", "/quote", "/owner", "/results", "/results/result", "/parameters", "/parameters/text"];

    [Fact]
    [Rule(43)]
    public async Task Nothing_of_the_tree_is_cached_or_sniffed()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=a");
        foreach (var url in (string[])["/uws", "/uws/probe", "/uws/probe/nosuch", .. Below.Where(b => !b.EndsWith("/result", StringComparison.Ordinal)).Select(b => path + b)])
        {
            using var response = await app.Client.GetAsync(url);
            response.Headers.CacheControl!.NoStore.Should().BeTrue(url);
            response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        }
    }

    [Fact]
    [Rule(30)]
    public async Task HEAD_answers_as_GET_without_a_body()
    {
        await using var app = await UwsApp.StartAsync();
        var path = (await app.CompleteAsync(("result", "text/plain", "x")));
        foreach (var url in (string[])["/uws", "/uws/probe", "/uws/availability", "/uws/capabilities", .. Below.Select(b => path + b), "/uws/probe/nosuch"])
        {
            using var get = await app.Client.GetAsync(url);
            using var head = await app.SendAsync("HEAD", url);
            head.StatusCode.Should().Be(get.StatusCode, url);
            head.Content.Headers.ContentType.Should().Be(get.Content.Headers.ContentType, url);
            (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty(url);
        }
    }

    [Fact]
    [Rule(19)]
    public async Task A_trailing_slash_is_accepted_and_never_produced()
    {
        await using var app = await UwsApp.StartAsync();
        var path = (await app.CompleteAsync(("result", "text/plain", "x")));
        await app.EditAsync(path, j => j with { Parameters = [new("text", "a")] });
        foreach (var url in (string[])["/uws/", "/uws/probe/", "/uws/capabilities/", .. Below.Select(b => $"{path}{b}/")])
        {
            using var response = await app.Client.GetAsync(url);
            response.StatusCode.Should().Be(HttpStatusCode.OK, url);
        }

        using var created = await app.PostAsync("/uws/probe/", "");
        created.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        created.Headers.Location!.AbsolutePath.Should().StartWith("/uws/probe/j");
        await app.PostAsync($"{created.Headers.Location.AbsolutePath}/phase/", "PHASE=RUN").ShouldSeeOtherAsync(created.Headers.Location.AbsolutePath);
    }

    [Theory]
    [Rule(37, 38, 41)]
    [InlineData(null, "text/xml")]
    [InlineData("*/*", "text/xml")]
    [InlineData("text/html, image/gif, image/jpeg, */*; q=0.2", "text/xml")]
    [InlineData("application/xml", "application/xml")]
    [InlineData("application/xml,text/plain", "application/xml")]
    [InlineData("text/xml, application/xml;q=0.5", "text/xml")]
    [InlineData("image/png", "text/xml")]
    [InlineData("not an accept header", "text/xml")]
    public async Task XML_is_text_xml_unless_application_xml_is_named(string? accept, string expected)
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.SendAsync("GET", await app.CreateAsync(), null, accept is null ? [] : [("Accept", accept)]);
        response.Content.Headers.ContentType!.ToString().Should().Be($"{expected}; charset=utf-8");
    }

    [Fact]
    [Rule(32)]
    public async Task Errors_are_problem_json_only_for_who_names_it()
    {
        await using var app = await UwsApp.StartAsync();
        await app.SendAsync("GET", "/uws/probe/nosuch", null, ("Accept", "text/plain, */*")).ShouldRefuseAsync(HttpStatusCode.NotFound);
        using var response = await app.SendAsync("GET", "/uws/probe/nosuch", null, ("Accept", "application/problem+json"));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("status").GetInt32().Should().Be(404);
        json.RootElement.GetProperty("detail").GetString().Should().Contain("nosuch");
    }

    [Fact]
    [Rule(19)]
    public async Task OPTIONS_and_every_other_verb_tell_what_is_allowed()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        foreach (var (url, allow) in ((string, string)[])
            [
                ("/uws", "GET, HEAD, OPTIONS"), ("/uws/probe", "GET, HEAD, POST, OPTIONS"), (path, "GET, HEAD, POST, DELETE, OPTIONS"), ($"{path}/phase", "GET, HEAD, POST, OPTIONS"),
                ($"{path}/parameters/text", "GET, HEAD, PUT, OPTIONS"), ("/uws/probe-sync", "GET, HEAD, POST, OPTIONS"), ($"{path}/events", "POST, OPTIONS"), ($"{path}/stdout", "GET, HEAD, OPTIONS"),
            ])
        {
            using var options = await app.SendAsync("OPTIONS", url);
            options.StatusCode.Should().Be(HttpStatusCode.NoContent);
            string.Join(", ", options.Content.Headers.Allow).Should().Be(allow, url);
            using var patch = await app.SendAsync("PATCH", url);
            patch.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
            string.Join(", ", patch.Content.Headers.Allow).Should().Be(allow, url);
        }
    }

    [Fact]
    [Rule(22)]
    public async Task A_failure_of_the_machinery_is_500_without_details()
    {
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<IStorage>(storage));
        storage.Throw = () => new InvalidOperationException("secret connection string");
        using var response = await app.Client.GetAsync("/uws/probe/j0123456789abcdefghjkmnpqrstvwx");
        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).Should().NotContain("secret");
        await app.Client.GetAsync("/uws/probe").ShouldRefuseAsync(HttpStatusCode.InternalServerError);
        storage.Throw = () => new UwsException(UwsErrorKind.Unavailable, "The storage does not answer.") { RetryAfter = TimeSpan.FromSeconds(7.2) };
        using var away = await app.Client.GetAsync("/uws/probe");
        away.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        away.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(8));
        (await app.TextAsync("/uws/availability")).Should().Contain("<vosi:available>false</vosi:available>");
    }

    [Fact]
    [Rule(13)]
    public async Task The_prefix_is_the_hosts_choice_and_may_be_empty()
    {
        foreach (var prefix in (string[])["", "/", "/a/b", "a/b/"])
        {
            await using var app = await UwsApp.StartAsync(prefix: prefix);
            var root = prefix.Trim('/') is { Length: > 0 } p ? $"/{p}" : "";
            using var response = await app.PostAsync($"{root}/probe", "");
            response.Headers.Location!.AbsolutePath.Should().StartWith($"{root}/probe/j");
            (await app.TextAsync(root.Length == 0 ? "/" : root)).Should().Be($"http://localhost{root}/probe\n");
        }
    }

    [Fact]
    public void MapUws_without_AddUws_names_the_missing_call()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Invoking(a => a.MapUws()).Should().Throw<InvalidOperationException>().WithMessage("*AddUws*");
    }
}
