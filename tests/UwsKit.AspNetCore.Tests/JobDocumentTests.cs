using System.Net;
using System.Xml.Linq;

namespace UwsKit;

public sealed class JobDocumentTests
{
    private static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    [Fact]
    [Rule(7, 16, 19, 33, 35, 45, 46, 47, 49, 50, 51, 52, 53, 55, 58, 99, 111, 112, 206)]
    public async Task A_new_job_is_a_valid_document()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=a&RUNID=r1");
        var xml = await app.TextAsync(path);
        var root = XDocument.Parse(xml).Root!;
        root.Attribute("version")!.Value.Should().Be("1.1");
        root.Elements().Select(e => e.Name.LocalName).Should().Equal(
            "jobId", "runId", "ownerId", "phase", "quote", "creationTime", "startTime", "endTime", "executionDuration", "destruction", "parameters", "results");
        root.Element(Uws + "jobId")!.Value.Should().Be(path[(path.LastIndexOf('/') + 1)..]);
        root.Element(Uws + "phase")!.Value.Should().Be("PENDING");
        root.Element(Uws + "creationTime")!.Value.Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        root.Element(Uws + "destruction")!.Value.Should().MatchRegex(@"\.\d{3}Z$");
        Schemas.ValidateUws(xml);
    }

    [Fact]
    [Rule(23, 55, 56, 61, 195, 196, 197, 198)]
    public async Task A_failed_job_is_an_ordinary_document_with_its_error()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.ExecuteAsync(path);
        await app.Manager.FailAsync(UwsApp.IdOf(path), "disk <full> & more");
        using var response = await app.Client.GetAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var xml = await response.Content.ReadAsStringAsync();
        var job = XDocument.Parse(xml).Root!;
        job.Element(Uws + "phase")!.Value.Should().Be("ERROR");
        var error = job.Element(Uws + "errorSummary")!;
        error.Attribute("type")!.Value.Should().Be("fatal");
        error.Attribute("hasDetail")!.Value.Should().Be("true");
        error.Element(Uws + "message")!.Value.Should().Be("disk <full> & more");
        job.Element(Uws + "startTime")!.Value.Should().EndWith("Z");
        job.Element(Uws + "endTime")!.Value.Should().EndWith("Z");
        Schemas.ValidateUws(xml);
    }

    [Fact]
    [Rule(54)]
    public async Task What_the_service_sets_no_client_can_change()
    {
        await using var app = await UwsApp.StartAsync(description: UwsApp.Probe with { AllowUndescribedParameters = true });
        const string wishes = "creationTime=2001-01-01&startTime=2001-01-01&endTime=2001-01-01&jobId=j1&ownerId=root&quote=2001-01-01&jobInfo=x";
        var path = await app.CreateAsync(wishes);
        var before = await app.JobAsync(path);
        before.CreationTime.Should().BeAfter(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await app.PostAsync(path, wishes).ShouldSeeOtherAsync(path);
        await app.PostAsync($"{path}/parameters", wishes).ShouldSeeOtherAsync(path);
        var after = await app.JobAsync(path);
        after.Should().BeEquivalentTo(before);
        after.Should().BeEquivalentTo(new
        {
            JobId = UwsApp.IdOf(path).Value, OwnerId = (string?)null, StartTime = (DateTimeOffset?)null, EndTime = (DateTimeOffset?)null,
            Quote = (DateTimeOffset?)null, JobInfo = (string?)null,
        });
    }

    [Fact]
    [Rule(17)]
    public async Task What_only_the_document_holds_has_no_resource_of_its_own()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        foreach (var name in (string[])["creationTime", "startTime", "endTime", "jobInfo", "jobId", "runId", "nosuch", "phase/x"])
        {
            await app.Client.GetAsync($"{path}/{name}").ShouldRefuseAsync(HttpStatusCode.NotFound);
            await app.PostAsync($"{path}/{name}", "a=b").ShouldRefuseAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [Rule(20)]
    [InlineData("/uws/probe/j0123456789abcdefghjkmnpqrstvwx")]
    [InlineData("/uws/probe/nosuch")]
    [InlineData("/uws/probe/..%2f")]
    [InlineData("/uws/nosuch")]
    [InlineData("/uws/nosuch/j0123456789abcdefghjkmnpqrstvwx/phase")]
    [InlineData("/uws/probe/j0123456789abcdefghjkmnpqrstvwx/phase")]
    [InlineData("/uws/probe/j0123456789abcdefghjkmnpqrstvwx/results/result")]
    public async Task What_does_not_exist_is_404(string path)
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync(path).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Rule(20)]
    public async Task A_job_is_found_in_its_own_list_only()
    {
        await using var app = await UwsApp.StartAsync(build: b =>
            Microsoft.Extensions.DependencyInjection.UwsServiceCollectionExtensions.AddJobList(new UwsBuilder(b.Services), new JobDescription { Name = "other" }, "scripted"));
        var path = await app.CreateAsync();
        await app.Client.GetAsync(path.Replace("/probe/", "/other/", StringComparison.Ordinal)).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Rule(174, 176, 177, 175)]
    public async Task An_archived_job_shows_its_record_and_can_only_be_deleted()
    {
        await using var app = await UwsApp.StartAsync(list: new() { Archive = ArchivePolicy.Always });
        var path = await app.CompleteAsync(("result", "text/plain", "x"));
        await app.SendAsync("DELETE", path).ShouldSeeOtherAsync("/uws/probe?LAST=100");
        var xml = await app.TextAsync(path);
        Schemas.ValidateUws(xml);
        var job = XDocument.Parse(xml).Root!;
        job.Element(Uws + "phase")!.Value.Should().Be("ARCHIVED");
        job.Element(Uws + "results")!.Elements().Should().BeEmpty();
        job.Element(Uws + "jobInfo")!.Value.Should().Contain("COMPLETED");
        await app.Client.GetAsync($"{path}/results/result").ShouldRefuseAsync(HttpStatusCode.NotFound);
        foreach (var (resource, form) in ((string, string)[])
            [("", "PHASE=ABORT"), ("/phase", "PHASE=RUN"), ("/destruction", "DESTRUCTION=2099-01-01"), ("/executionduration", "EXECUTIONDURATION=5"), ("/parameters", "text=x")])
        {
            await app.PostAsync(path + resource, form).ShouldRefuseAsync(HttpStatusCode.Forbidden);
        }

        await app.PostAsync(path, "ACTION=DELETE").ShouldSeeOtherAsync("/uws/probe?LAST=100");
        await app.Client.GetAsync(path).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }
}
