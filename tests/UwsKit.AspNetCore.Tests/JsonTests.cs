using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class JsonTests
{
    private static async Task<JsonElement> ReadAsync(UwsApp app, string path, string schema)
    {
        using var response = await app.SendAsync("GET", path, null, ("Accept", "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        response.Headers.Vary.Should().Equal("Accept");
        response.Content.Headers.ContentLength.Should().Be(Encoding.UTF8.GetByteCount(text));
        await JsonValidator.ValidateAsync(app, schema, text);
        return JsonDocument.Parse(text).RootElement;
    }

    [Fact]
    public async Task A_job_says_in_JSON_what_it_says_in_XML()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync($"RUNID=night&text=%3Ca%3E+%F0%9F%94%AD&count=3&EXECUTIONDURATION=60&band=a&band=b&QUERY={new string('x', 70_000)}");
        var job = await ReadAsync(app, path, "Job");
        var xml = await app.JobAsync(path);
        job.GetProperty("jobId").GetString().Should().Be(xml.JobId);
        job.GetProperty("href").GetString().Should().Be($"http://localhost{path}");
        job.GetProperty("runId").GetString().Should().Be("night");
        job.GetProperty("phase").GetString().Should().Be("PENDING");
        job.GetProperty("ownerId").ValueKind.Should().Be(JsonValueKind.Null);
        job.GetProperty("creationTime").GetString().Should().Be(UwsTime.Format(xml.CreationTime!.Value)).And.EndWith("Z");
        job.GetProperty("destruction").GetString().Should().Be(UwsTime.Format(xml.Destruction!.Value));
        job.GetProperty("executionDuration").GetInt32().Should().Be(60);
        job.GetProperty("description").GetProperty("href").GetString().Should().Be($"http://localhost{path}/description");
        var parameters = job.GetProperty("parameters").EnumerateArray().ToList();
        parameters.Select(p => p.GetProperty("name").GetString()).Should().Equal(xml.Parameters.Select(p => p.Name));
        parameters.Single(p => p.GetProperty("name").GetString() == "text").GetProperty("value").GetString().Should().Be("<a> 🔭");
        var large = parameters.Single(p => p.GetProperty("name").GetString() == "QUERY");
        large.GetProperty("value").ValueKind.Should().Be(JsonValueKind.Null);
        large.GetProperty("byReference").GetBoolean().Should().BeTrue();
        (await app.TextAsync(large.GetProperty("href").GetString()!)).Should().HaveLength(70_000);
        (await ReadAsync(app, $"{path}/parameters", "Parameters")).GetProperty("parameters").GetArrayLength().Should().Be(parameters.Count);
    }

    [Fact]
    public async Task Results_have_size_digest_and_link()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync(("result", "text/plain", "hello"), ("page", "text/html", "<p>"));
        var job = await ReadAsync(app, path, "Job");
        job.GetProperty("phase").GetString().Should().Be("COMPLETED");
        job.GetProperty("endTime").GetString().Should().EndWith("Z");
        var result = job.GetProperty("results").EnumerateArray().First();
        result.GetProperty("id").GetString().Should().Be("result");
        result.GetProperty("size").GetInt32().Should().Be(5);
        result.GetProperty("mediaType").GetString().Should().Be("text/plain");
        result.GetProperty("sha256").GetString().Should().Be("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        (await app.TextAsync(result.GetProperty("href").GetString()!)).Should().Be("hello");
        (await ReadAsync(app, $"{path}/results", "Results")).GetProperty("results").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task A_failed_job_has_its_error_in_the_document_and_below()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.EditAsync(path, j => j with { Phase = ExecutionPhase.Error, Error = new(true, "no \"luck\"", "line 1\nline 2"), EndTime = j.CreationTime, Progress = new(50, "half", j.CreationTime) });
        var job = await ReadAsync(app, path, "Job");
        var summary = job.GetProperty("errorSummary");
        summary.GetProperty("type").GetString().Should().Be("transient");
        summary.GetProperty("message").GetString().Should().Be("no \"luck\"");
        job.GetProperty("progress").GetProperty("percent").GetDouble().Should().Be(50);
        (await ReadAsync(app, $"{path}/error", "Error")).GetProperty("detail").GetString().Should().Be("line 1\nline 2");
        (await app.TextAsync($"{path}/error")).Should().StartWith("no \"luck\"\n\n");
    }

    [Fact]
    public async Task A_list_takes_its_filters_in_JSON_too()
    {
        await using var app = await UwsApp.StartAsync();
        string[] paths = [await app.CreateAsync("RUNID=a"), await app.CreateAsync("RUNID=b"), await app.CreateAsync()];
        var all = await ReadAsync(app, "/uws/probe", "JobList");
        all.GetProperty("href").GetString().Should().Be("http://localhost/uws/probe");
        all.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("href").GetString()).Should().BeEquivalentTo(paths.Select(p => $"http://localhost{p}"));
        (await ReadAsync(app, "/uws/probe?LAST=1&PHASE=PENDING", "JobList")).GetProperty("jobs").GetArrayLength().Should().Be(1);
        (await ReadAsync(app, "/uws/probe?PHASE=ERROR", "JobList")).GetProperty("jobs").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task WAIT_waits_for_JSON_clients_too()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("PHASE=RUN");
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), TestContext.Current.CancellationToken);
        var waiting = ReadAsync(app, $"{path}?WAIT=20&PHASE=QUEUED", "Job");
        await app.Manager.RunAsync(UwsApp.IdOf(path));
        (await waiting).GetProperty("phase").GetString().Should().Be("EXECUTING");
    }

    [Fact]
    public async Task Who_has_no_wish_gets_XML_and_creations_are_answered_303_to_all()
    {
        await using var app = await UwsApp.StartAsync();
        using var created = await app.SendAsync("POST", "/uws/probe", new FormUrlEncodedContent([]), ("Accept", "application/json"));
        created.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        foreach (var accept in (string?[])[null, "*/*", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "application/xml", "image/png"])
        {
            using var response = await app.SendAsync("GET", created.Headers.Location!.AbsolutePath, null, accept is null ? [] : [("Accept", accept)]);
            response.Content.Headers.ContentType!.MediaType.Should().EndWith("/xml", accept);
            XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!.Name.LocalName.Should().Be("job");
        }
    }

    [Theory]
    [InlineData("application/json", true), InlineData("application/problem+json", true), InlineData("application/json, text/plain, */*", true), InlineData("application/json;q=0.5", true)]
    [InlineData("*/*", false), InlineData("application/*", false), InlineData("text/plain, application/json;q=0.5", false), InlineData("application/json;q=0, */*", false), InlineData("json", false)]
    public async Task Errors_are_problems_for_who_names_JSON(string accept, bool problem)
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.SendAsync("GET", "/uws/probe/nothing", null, ("Accept", accept));
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.Should().Be(problem ? "application/problem+json" : "text/plain");
        var text = await response.Content.ReadAsStringAsync();
        text.Should().Contain("There is no job 'nothing'");
        if (problem)
        {
            await JsonValidator.ValidateAsync(app, "Problem", text);
        }
    }

    [Fact]
    public async Task A_list_that_fails_at_its_beginning_is_an_error_and_no_document()
    {
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<IStorage>(storage));
        await app.CreateAsync();
        storage.Throw = () => new UwsException(UwsErrorKind.Unavailable, "The storage is away.");
        using var response = await app.SendAsync("GET", "/uws/probe", null, ("Accept", "application/json"));
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Contain("The storage is away.").And.NotContain("jobs");
    }

    [Fact]
    public async Task A_job_of_somebody_else_stays_closed_in_every_form()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        using var created = await app.SendAsync("POST", "/uws/probe", new FormUrlEncodedContent([]), ("X-User", "ann"));
        var path = created.Headers.Location!.AbsolutePath;
        foreach (var below in (string[])["", "/description", "/parameters", "/results"])
        {
            using var refused = await app.SendAsync("GET", path + below, null, ("X-User", "bob"), ("Accept", "application/json"));
            refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            (await app.SendAsync("GET", path + below, null, ("X-User", "ann"), ("Accept", "application/json"))).StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }
}
