using System.Net;
using System.Text;
using System.Xml.Linq;

namespace UwsKit;

public sealed class PropertyTests
{
    private static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    [Fact]
    [Rule(12, 15, 19, 34, 42, 44, 161, 178, 180, 207, 208)]
    public async Task Atoms_are_bare_text_and_equal_the_document()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("EXECUTIONDURATION=77&DESTRUCTION=2099-01-01");
        var job = XDocument.Parse(await app.TextAsync(path)).Root!;
        foreach (var (resource, element) in ((string, string)[])
            [("phase", "phase"), ("executionduration", "executionDuration"), ("destruction", "destruction"), ("quote", "quote"), ("owner", "ownerId")])
        {
            using var response = await app.Client.GetAsync($"{path}/{resource}");
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
            var bytes = await response.Content.ReadAsByteArrayAsync();
            Encoding.UTF8.GetString(bytes).Should().Be(job.Element(Uws + element)!.Value, resource);
        }
    }

    [Fact]
    [Rule(155, 156, 157, 158, 24)]
    public async Task The_execution_duration_is_set_clamped_and_shown()
    {
        await using var app = await UwsApp.StartAsync(list: new() { MaxExecutionDuration = TimeSpan.FromHours(1) });
        var path = await app.CreateAsync();
        foreach (var (sent, effective) in ((string, string)[])[("77", "77"), ("99999", "3600"), ("99999999999999", "3600"), ("0", "3600")])
        {
            await app.PostAsync($"{path}/executionduration", $"executionduration={sent}").ShouldSeeOtherAsync(path);
            (await app.TextAsync($"{path}/executionduration")).Should().Be(effective);
        }
    }

    [Theory]
    [Rule(158, 32)]
    [InlineData("EXECUTIONDURATION=-1")]
    [InlineData("EXECUTIONDURATION=1.5")]
    [InlineData("EXECUTIONDURATION=PT1H")]
    [InlineData("EXECUTIONDURATION=")]
    [InlineData("EXECUTIONDURATION=1&EXECUTIONDURATION=2")]
    [InlineData("OTHER=1")]
    [InlineData("")]
    public async Task A_bad_execution_duration_is_refused(string form)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("EXECUTIONDURATION=7");
        await app.PostAsync($"{path}/executionduration", form).ShouldRefuseAsync(HttpStatusCode.BadRequest, "EXECUTIONDURATION");
        (await app.TextAsync($"{path}/executionduration")).Should().Be("7");
    }

    [Fact]
    [Rule(160)]
    public async Task The_execution_duration_of_a_finished_job_stays()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync();
        await app.PostAsync($"{path}/executionduration", "EXECUTIONDURATION=5").ShouldRefuseAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    [Rule(162, 164, 165, 166, 167, 168)]
    public async Task The_destruction_time_is_set_and_an_empty_one_asks_for_the_latest()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync($"{path}/destruction", "DESTRUCTION=2099-01-01T00%3A00%3A00Z").ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/destruction")).Should().Be("2099-01-01T00:00:00.000Z");
        await app.PostAsync($"{path}/destruction", "DESTRUCTION=").ShouldSeeOtherAsync(path);
        (await app.TextAsync($"{path}/destruction")).Should().BeEmpty();
        (await app.TextAsync(path)).Should().Contain("<uws:destruction xsi:nil=\"true\"");
    }

    [Theory]
    [Rule(168, 48, 32)]
    [InlineData("DESTRUCTION=2001-01-01T00:00:00Z")]
    [InlineData("DESTRUCTION=tomorrow")]
    [InlineData("DESTRUCTION=2099-01-01T00:00:00%2B01:00")]
    [InlineData("x=y")]
    public async Task A_bad_destruction_time_is_refused(string form)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("DESTRUCTION=2098-01-01");
        await app.PostAsync($"{path}/destruction", form).ShouldRefuseAsync(HttpStatusCode.BadRequest, "DESTRUCTION");
        (await app.TextAsync($"{path}/destruction")).Should().Be("2098-01-01T00:00:00.000Z");
    }

    [Fact]
    [Rule(182)]
    public async Task Quote_and_owner_cannot_be_set()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        foreach (var name in (string[])["quote", "owner", "results", "error"])
        {
            var response = await app.PostAsync($"{path}/{name}", "a=b");
            response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
            response.Content.Headers.Allow.Should().Equal("GET", "HEAD", "OPTIONS");
        }
    }

    [Fact]
    [Rule(179)]
    public async Task A_quote_is_an_instant()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.EditAsync(path, j => j with { Quote = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero) });
        (await app.TextAsync($"{path}/quote")).Should().Be("2030-01-02T03:04:05.000Z");
        (await app.TextAsync(path)).Should().Contain("<uws:quote>2030-01-02T03:04:05.000Z</uws:quote>");
    }
}
