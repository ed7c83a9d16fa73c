using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class DescriptionDocumentTests
{
    [Fact]
    public async Task A_description_is_served_without_what_is_run()
    {
        await using var app = await Descriptions.StartAsync();
        using var response = await app.Client.GetAsync("/uws/descriptions/probe");
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        response.Headers.Vary.Should().Contain("Accept");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(bytes);
        text.Should().NotContain(Descriptions.Hidden).And.NotContain("backend");
        var digest = app.Services.GetRequiredService<JobLists>().Find("probe")!.Digest;
        response.Headers.ETag!.Tag.Should().Be($"\"{digest}\"");

        // All the rest comes back, read by the reader of description files.
        var read = DescriptionJson.Parse(bytes, "served", null);
        DescriptionJson.Serialize(read with { Backend = Descriptions.Rich.Backend }).Should().Equal(DescriptionJson.Serialize(Descriptions.Rich));
    }

    [Fact]
    public async Task The_published_schema_fits_what_is_served()
    {
        await using var app = await Descriptions.StartAsync();
        var schema = await File.ReadAllTextAsync(Path.Combine(Schemas.Repository, "docs", "schema", "job-description.json"));
        await JsonValidator.ValidateAsync(schema, await app.TextAsync("/uws/descriptions/probe"));
    }

    [Fact]
    public async Task No_document_tells_what_is_run()
    {
        await using var app = await Descriptions.StartAsync(Descriptions.Register);
        var job = await app.CreateAsync("label=x");
        foreach (var path in (string[])["", "capabilities", "availability", "application.wadl", "openapi.json", "descriptions", "descriptions/probe", "examples", "registry-record"])
        {
            (await app.TextAsync($"/uws/{path}")).Should().NotContain(Descriptions.Hidden, path);
        }

        foreach (var accept in (string[])["text/xml", "application/json"])
        {
            using var answer = await app.SendAsync("GET", job, null, ("Accept", accept));
            (await answer.Content.ReadAsStringAsync()).Should().NotContain(Descriptions.Hidden);
        }
    }

    [Fact]
    public async Task The_home_names_lists_and_documents()
    {
        await using var app = await Descriptions.StartAsync(Descriptions.Register);
        (await app.TextAsync("/uws/")).Should().Be("http://localhost/uws/probe\n");
        using var response = await app.SendAsync("GET", "/uws/", null, ("Accept", "application/json"));
        response.Headers.Vary.Should().Contain("Accept");
        using var home = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var list = home.RootElement.GetProperty("jobLists").EnumerateArray().Single();
        list.GetProperty("href").GetString().Should().Be("http://localhost/uws/probe");
        list.GetProperty("version").GetString().Should().Be("2.1");
        foreach (var document in home.RootElement.GetProperty("documents").EnumerateObject())
        {
            (await app.Client.GetAsync(document.Value.GetString())).StatusCode.Should().Be(HttpStatusCode.OK, document.Name);
        }

        home.RootElement.GetProperty("documents").EnumerateObject().Should().HaveCount(7);
    }

    [Fact]
    public async Task A_job_shows_the_description_that_it_was_created_with()
    {
        await using var app = await Descriptions.StartAsync();
        var job = await app.CreateAsync("label=x");
        var before = await app.TextAsync($"{job}/description");
        before.Should().Be(await app.TextAsync("/uws/descriptions/probe"));

        await app.EditAsync(job, j => j with { Description = j.Description! with { Digest = new string('0', 64) } });

        await app.Client.GetAsync($"{job}/description").ShouldRefuseAsync(HttpStatusCode.NotFound, "not kept");
        await app.Client.GetAsync("/uws/descriptions/none").ShouldRefuseAsync(HttpStatusCode.NotFound, "There is no job list 'none'");
    }

    [Fact]
    public async Task No_list_may_have_the_name_of_a_resource_beside_it()
    {
        await using var app = await UwsApp.StartAsync();
        var siblings = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.PathSegments)
            .Where(s => s.Count > 1 && s[1].IsSimple && s[1].Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)
            .Select(s => ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)s[1].Parts[0]).Content).Distinct().ToList();
        siblings.Should().HaveCountGreaterThan(6);
        siblings.Should().OnlyContain(name => ParameterRules.Faults(new JobDescription { Name = name }).Count > 0);
    }
}
