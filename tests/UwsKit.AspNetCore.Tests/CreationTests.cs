using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class CreationTests
{
    [Fact]
    [Rule(25, 28, 29, 98, 99, 13, 14)]
    public async Task A_creation_answers_303_with_the_absolute_URL_of_the_job()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.PostAsync("/uws/probe", "text=hello");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        response.Headers.Location!.ToString().Should().MatchRegex("^http://localhost/uws/probe/j[0-9a-z]{30}$");
        response.Content.Headers.ContentLength.Should().Be(0);
        (await app.TextAsync($"{response.Headers.Location.AbsolutePath}/phase")).Should().Be("PENDING");
    }

    [Fact]
    [Rule(100)]
    public async Task A_creation_without_a_body_is_fine()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.SendAsync("POST", "/uws/probe");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }

    [Theory]
    [Rule(102, 103, 101, 31)]
    [InlineData("", "PHASE=RUN")]
    [InlineData("", "phase=run")]
    [InlineData("?PHASE=RUN", "")]
    [InlineData("?phase=RUN", "text=x")]
    public async Task PHASE_RUN_at_creation_commits_the_job(string query, string form)
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.PostAsync($"/uws/probe{query}", form);
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        response.Headers.Location!.Query.Should().BeEmpty();
        var job = await app.JobAsync(response.Headers.Location.AbsolutePath);
        job.Phase.Should().NotBe(ExecutionPhase.Pending);
        job.Parameters.Should().NotContain(p => p.Name.Equals("PHASE", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    [Rule(103, 209, 210)]
    public async Task Control_parameters_are_no_job_parameters_but_RUNID_is_both()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.PostAsync("/uws/probe?EXECUTIONDURATION=5&RUNID=query", "executionduration=60&DESTRUCTION=2099-01-01&runId=a%20b&text=b&band=g&band=r");
        var path = response.Headers.Location!.AbsolutePath;
        var job = await app.JobAsync(path);
        job.RunId.Should().Be("a b");
        job.ExecutionDuration.Should().Be(TimeSpan.FromSeconds(60), "the body wins");
        job.Parameters.Select(p => p.Name.ToUpperInvariant()).Should().NotContain("EXECUTIONDURATION").And.NotContain("DESTRUCTION")
            .And.ContainSingle(n => n == "RUNID");
    }

    [Fact]
    [Rule(119, 113, 114)]
    public async Task Query_string_and_body_values_join_and_repeated_ones_keep_their_order()
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.PostAsync("/uws/probe?band=z", "band=g&BAND=r&text=%C3%A9+%26");
        var job = await app.JobAsync(response.Headers.Location!.AbsolutePath);
        job.Parameters.Where(p => p.Name == "band").Select(p => p.Value).Should().Equal("g", "r", "z");
        job.Parameters.Single(p => p.Name == "text").Value.Should().Be("é &");
    }

    [Theory]
    [Rule(26, 32, 103, 158, 168, 110)]
    [InlineData("PHASE=ABORT", "ABORT")]
    [InlineData("PHASE=", "RUN")]
    [InlineData("EXECUTIONDURATION=soon", "soon")]
    [InlineData("EXECUTIONDURATION=-5", "-5")]
    [InlineData("DESTRUCTION=never", "never")]
    [InlineData("DESTRUCTION=2001-01-01", "2001")]
    [InlineData("count=eleven", "eleven")]
    [InlineData("count=11", "11")]
    [InlineData("text=%zz", "percent")]
    [InlineData("text=%4", "percent")]
    [InlineData("text=%ff", "UTF-8")]
    [InlineData("=x", "without a name")]
    public async Task What_cannot_be_understood_is_refused_and_leaves_no_job(string form, string word)
    {
        await using var app = await UwsApp.StartAsync();
        await app.PostAsync("/uws/probe", form).ShouldRefuseAsync(HttpStatusCode.BadRequest, word);
        (await app.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [Rule(32)]
    [InlineData("application/json")]
    [InlineData("text/xml")]
    [InlineData("nonsense")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    public async Task Another_media_type_is_415(string type)
    {
        await using var app = await UwsApp.StartAsync();
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await app.SendAsync("POST", "/uws/probe", content).ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    [Rule(32)]
    public async Task Too_much_is_413_and_leaves_no_job()
    {
        await using var app = await UwsApp.StartAsync(list: new() { MaxBody = 300_000 });
        await app.PostAsync("/uws/probe", "text=" + new string('a', 100_001)).ShouldRefuseAsync((HttpStatusCode)413, "text", "100000");
        await app.PostAsync("/uws/probe", string.Concat(Enumerable.Repeat("band=a&", 51))).ShouldRefuseAsync((HttpStatusCode)413, "50");
        await app.PostAsync("/uws/probe", new string('n', 5000) + "=1").ShouldRefuseAsync((HttpStatusCode)413, "name");
        await app.SendAsync("POST", "/uws/probe", new ByteArrayContent(new byte[300_001])).ShouldRefuseAsync((HttpStatusCode)413, "300000");
        (await app.ListAsync()).Should().BeEmpty();
        (await app.PostAsync("/uws/probe", "text=" + new string('a', 100_000))).StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }

    [Fact]
    [Rule(32)]
    public async Task Parts_count_although_they_give_no_value()
    {
        var files = new CountingFiles();
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<IFileStorage>(files));
        var part = "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n";
        var body = string.Concat(Enumerable.Repeat(part, 60)) + "--xx--\r\n";
        await UploadTests.PostAsync(app, "/uws/probe", body).ShouldRefuseAsync((HttpStatusCode)413, "50");
        files.Writes.Should().BeLessThanOrEqualTo(50);
    }

    [Fact]
    [Rule(208, 206)]
    public async Task Without_authentication_there_is_no_owner()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        (await app.JobAsync(path)).OwnerId.Should().BeNull();
        (await app.TextAsync($"{path}/owner")).Should().BeEmpty();
    }

    [Fact]
    [Rule(26)]
    public async Task A_service_that_cannot_take_jobs_says_when_to_come_back()
    {
        await using var app = await UwsApp.StartAsync(list: new() { RefuseWhenManagerDown = true });
        app.Manager.IsAway = true;
        ((ManagerStatus)app.Services.GetService(typeof(ManagerStatus))!).Failed("scripted", "down");
        using var response = await app.PostAsync("/uws/probe", "");
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    [Rule(32)]
    public async Task A_text_part_may_be_in_Latin_1_when_it_says_so()
    {
        await using var app = await UwsApp.StartAsync();
        var part = new ByteArrayContent([0xe9]);
        part.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; charset=iso-8859-1");
        var form = new MultipartFormDataContent { { part, "text" }, { new StringContent("x", Encoding.UTF8), "LANG" } };
        using var response = await app.SendAsync("POST", "/uws/probe", form);
        (await app.JobAsync(response.Headers.Location!.AbsolutePath)).Parameters.Single(p => p.Name == "text").Value.Should().Be("é");
    }

    [Theory]
    [Rule(113, 115)]
    [InlineData(ParameterType.Text), InlineData(ParameterType.File)]
    public async Task A_job_described_by_one_document_takes_it_as_the_body_of_the_POST(ParameterType type)
    {
        var description = new JobDescription { Name = "probe", Parameters = [new("request", type) { MediaType = "text/xml", Required = true }] };
        await using var app = await UwsApp.StartAsync(description: description);
        using var response = await app.SendAsync("POST", "/uws/probe?PHASE=RUN", new StringContent("<simulate stars='3'/>", Encoding.UTF8, "text/xml"));
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var path = response.Headers.Location!.AbsolutePath;
        var parameter = (await app.JobAsync(path)).Parameters.Should().ContainSingle().Subject;
        parameter.Should().BeEquivalentTo(new { Name = "request", ByReference = type is ParameterType.File });
        (await app.TextAsync($"{path}/parameters/request")).Should().Be("<simulate stars='3'/>");
        await app.SendAsync("POST", "/uws/probe", new StringContent("{}", Encoding.UTF8, "application/json")).ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType);
    }
}
