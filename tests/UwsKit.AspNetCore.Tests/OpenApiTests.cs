using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace UwsKit;

public sealed class OpenApiTests
{
    private static async Task<OpenApiDocument> ReadAsync(UwsApp app)
    {
        var text = await app.TextAsync("/uws/openapi.json");
        text.Should().NotContain(Descriptions.Hidden);
        var read = OpenApiDocument.Parse(text, "json");
        read.Diagnostic!.Errors.Should().BeEmpty();
        read.Diagnostic.Warnings.Should().BeEmpty();
        read.Diagnostic.SpecificationVersion.Should().Be(OpenApiSpecVersion.OpenApi3_1);
        return read.Document!;
    }

    [Fact]
    public async Task Every_route_and_every_verb_is_in_it_and_no_other()
    {
        await using var app = await Descriptions.StartAsync(Descriptions.Register);
        var document = await ReadAsync(app);
        var mapped = new List<string>();
        foreach (var route in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText!).Where(r => !r.Contains("**") && !IsForBrowsers(r)))
        {
            var path = "/" + route.Trim('/')["uws".Length..].TrimStart('/');
            var ofList = path.StartsWith("/{list}", StringComparison.Ordinal);
            var shown = ofList ? path.Replace("{list}", "probe") : path;
            using var options = await app.SendAsync("OPTIONS", "/uws" + Regex.Replace(shown, @"\{\w+\}", "probe"));
            mapped.AddRange(options.Content.Headers.Allow.Except(["HEAD", "OPTIONS"]).Select(verb => $"{verb} {shown}"));
        }

        mapped.Count.Should().BeGreaterThan(30);
        document.Paths.SelectMany(p => p.Value.Operations!.Keys.Select(verb => $"{verb.Method.ToUpperInvariant()} {p.Key}")).Should().BeEquivalentTo(mapped);
    }

    [Fact]
    public async Task Operations_have_names_of_their_own_and_declare_the_parts_of_their_paths()
    {
        await using var app = await Descriptions.StartAsync();
        var document = await ReadAsync(app);
        document.Paths.SelectMany(p => p.Value.Operations!.Values).Select(o => o.OperationId).Should().OnlyHaveUniqueItems();
        document.Servers!.Single().Url.Should().Be("http://localhost/uws");
        foreach (var (path, item) in document.Paths)
        {
            (item.Parameters ?? []).Where(p => p.In == ParameterLocation.Path).Select(p => p.Name).Should().BeEquivalentTo(Regex.Matches(path, @"\{(\w+)\}").Select(m => m.Groups[1].Value), path);
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        await using var app = await Descriptions.StartAsync();
        var text = await app.TextAsync("/uws/openapi.json");
        using var json = JsonDocument.Parse(text);
        foreach (var reference in Regex.Matches(text, "\"\\$ref\":\"#/([^\"]+)\"").Select(m => m.Groups[1].Value).Distinct())
        {
            reference.Split('/').Aggregate<string, JsonElement?>(json.RootElement, (e, part) => e is { } found && found.TryGetProperty(part, out var next) ? next : null)
                .Should().NotBeNull(reference);
        }
    }

    [Fact]
    public async Task A_form_has_the_rules_of_its_list()
    {
        await using var app = await Descriptions.StartAsync();
        using var json = JsonDocument.Parse(await app.TextAsync("/uws/openapi.json"));
        var schemas = json.RootElement.GetProperty("components").GetProperty("schemas");
        string Of(string name, string form = "createJob.probe") => schemas.GetProperty(form).GetProperty("properties").GetProperty(name).GetRawText();

        Of("label").Should().Be("""{"type":"string","pattern":"^(?:[A-Za-z'<>& ]+)$","maxLength":40,"title":"Label <b>","description":"what it is called & why","x-required":true,"x-group":"Words"}""");
        Of("mode").Should().Be("""{"type":"string","enum":["fast","slow"],"x-enum-titles":["fast","slow but \"exact\""],"default":"fast"}""");
        Of("word").Should().Be("""{"type":"string","x-pattern":"\\p{Lu}+"}""");
        Of("count").Should().Be("""{"type":"integer","format":"int64","minimum":0,"maximum":10,"default":3,"x-unit":"s"}""");
        Of("band").Should().Be("""{"type":"array","items":{"type":"number","format":"double","minimum":0},"minItems":1,"maxItems":4,"default":[0.5,1E-07],"x-ucd":"em.wl","x-utype":"Char.SpectralAxis"}""");
        Of("even").Should().Be("""{"type":"integer","format":"int64","enum":[2,4]}""");
        Of("flag").Should().Be("""{"type":"boolean","default":true}""");
        Of("since").Should().Be("""{"type":"string","format":"date-time","x-minimum":"2020-01-01T00:00:00Z","x-xtype":"timestamp"}""");
        Of("POS").Should().Be("""{"type":"string","x-unit":"deg","x-ucd":"pos.outline;obs","x-xtype":"circle"}""");
        Of("RANGE").Should().Be("""{"type":"string","x-minimum":"1","x-maximum":"9","x-xtype":"interval"}""");
        Of("image").Should().Be("""{"type":"string","format":"uri","x-max-bytes":500}""");
        Of("image", "createJob.probe.multipart").Should().Be("""{"type":"string","contentMediaType":"image/fits","x-max-bytes":500}""");
        Of("PHASE").Should().Contain("RUN");
    }

    [Fact]
    public async Task A_synchronous_request_takes_the_parameters_in_its_query_and_each_name_once()
    {
        var described = Descriptions.Rich with { Parameters = [.. Descriptions.Rich.Parameters, new("responseFormat", ParameterType.Text) { Options = ["fits"] }] };
        await using var app = await UwsApp.StartAsync(description: described);
        var get = (await ReadAsync(app)).Paths["/probe-sync"].Operations![HttpMethod.Get];
        get.Parameters!.Select(p => p.Name).Should().Contain(described.Parameters.Select(p => p.Name)).And.Contain("RUNID").And.NotContain("RESPONSEFORMAT");
        get.Responses!["400"].Content!.Keys.Should().Contain("application/x-votable+xml");
    }

    [Theory]
    [InlineData(null), InlineData("500")]
    public async Task What_is_limited_is_told(string? perMinute)
    {
        await using var app = await Descriptions.StartAsync(s => (s["Uws:Limits:RequestsPerMinute"], s["Uws:Defaults:MaxBody"]) = (perMinute, "12345"));
        var paths = (await ReadAsync(app)).Paths;
        paths["/probe/{job}"].Operations![HttpMethod.Get].Responses!.ContainsKey("429").Should().Be(perMinute is not null);
        paths["/capabilities"].Operations![HttpMethod.Get].Responses!.ContainsKey("429").Should().BeFalse();
        (await app.TextAsync("/uws/openapi.json")).Should().Contain("\"x-max-bytes\":12345");
    }

    [Fact]
    public async Task Schemes_of_the_host_are_told_as_alternatives_to_none()
    {
        await using var app = await UwsApp.StartAsync(build: b => TestUsers.AddAs<TestUsers.BasicUsers>(b, "Basic"));
        using var json = JsonDocument.Parse(await app.TextAsync("/uws/openapi.json"));
        json.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("Basic").GetRawText().Should().Be("""{"type":"http","scheme":"basic"}""");
        var paths = json.RootElement.GetProperty("paths");
        paths.GetProperty("/probe").GetProperty("get").GetProperty("security").GetRawText().Should().Be("""[{},{"Basic":[]}]""");
        paths.GetProperty("/capabilities").GetProperty("get").TryGetProperty("security", out _).Should().BeFalse();
        paths.GetProperty("/probe/{job}/events").GetProperty("post").GetProperty("security").GetRawText().Should().Be("""[{"eventToken":[]}]""");
    }

    // Pages are for people: their forms are no interface of the service.
    private static bool IsForBrowsers(string route) => Regex.IsMatch(route, "/(new|selected|edit|change)$|/assets/");
}
