using System.Net;
using System.Xml.Linq;

namespace UwsKit;

public sealed class JobListTests
{
    private static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    [Fact]
    [Rule(1, 2, 5, 6, 11, 12, 18, 19, 22, 33, 35, 62, 63, 64, 65)]
    public async Task A_list_is_a_valid_document_of_links_to_its_jobs()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("RUNID=night");
        using var response = await app.Client.GetAsync("/uws/probe");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var xml = await response.Content.ReadAsStringAsync();
        var root = XDocument.Parse(xml).Root!;
        root.Name.Should().Be(Uws + "jobs");
        root.Attribute("version")!.Value.Should().Be("1.1");
        var entry = root.Elements(Uws + "jobref").Single();
        entry.Attribute("id")!.Value.Should().Be(UwsApp.IdOf(path).Value);
        entry.Elements().Select(e => e.Name.LocalName).Should().Equal("phase", "runId", "ownerId", "creationTime");
        xml.Should().Contain($"xlink:href=\"http://localhost{path}\"").And.Contain("<uws:ownerId xsi:nil=\"true\"");
        Schemas.ValidateUws(xml);
    }

    [Fact]
    [Rule(62)]
    public async Task An_empty_list_is_valid()
    {
        await using var app = await UwsApp.StartAsync();
        var xml = await app.TextAsync("/uws/probe");
        XDocument.Parse(xml).Root!.Elements().Should().BeEmpty();
        Schemas.ValidateUws(xml);
    }

    [Fact]
    [Rule(66, 71, 74)]
    public async Task LAST_gives_the_newest_first()
    {
        await using var app = await UwsApp.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(UwsApp.IdOf(await app.CreateAsync()).Value);
            await app.EditAsync($"/{ids[i]}", j => j with { CreationTime = new(2025, 1, 1, 0, 0, i, TimeSpan.Zero) });
        }

        (await app.ListAsync()).Should().Equal(ids[3], ids[2], ids[1], ids[0]);
        (await app.ListAsync("?LAST=2")).Should().Equal(ids[3], ids[2]);
        (await app.ListAsync("?LAST=99999999999999")).Should().HaveCount(4);
        (await app.ListAsync("?LAST=3&LAST=1")).Should().Equal(ids[3]);
    }

    [Fact]
    [Rule(67, 68, 69, 72, 73, 75, 31)]
    public async Task Filters_join_by_AND_and_repeated_phases_by_OR()
    {
        await using var app = await UwsApp.StartAsync();
        ExecutionPhase[] phases = [ExecutionPhase.Pending, ExecutionPhase.Error, ExecutionPhase.Archived, ExecutionPhase.Pending];
        var ids = new List<string>();
        foreach (var phase in phases)
        {
            var path = await app.CreateAsync();
            ids.Add(UwsApp.IdOf(path).Value);
            await app.EditAsync(path, j => j with { Phase = phase, CreationTime = new(2025, 1, 1, 0, 0, ids.Count, TimeSpan.Zero) });
        }

        (await app.ListAsync()).Should().Equal(ids[3], ids[1], ids[0]);
        (await app.ListAsync("?PHASE=pending")).Should().Equal(ids[3], ids[0]);
        (await app.ListAsync("?PHASE=ERROR&phase=ARCHIVED")).Should().Equal(ids[2], ids[1]);
        (await app.ListAsync("?PHASE=PENDING&LAST=1")).Should().Equal(ids[3]);
        (await app.ListAsync("?PHASE=PENDING&AFTER=2025-01-01T00:00:01.000Z")).Should().Equal(ids[3]);
        (await app.ListAsync("?AFTER=2025-01-01T00:00:00Z&AFTER=2025-01-01T00:00:02Z")).Should().Equal(ids[3]);
    }

    [Fact]
    [Rule(70, 47)]
    public async Task AFTER_is_strict_to_the_millisecond_that_was_shown()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.EditAsync(path, j => j with { CreationTime = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(123) });
        var shown = XDocument.Parse(await app.TextAsync("/uws/probe")).Descendants(Uws + "creationTime").Single().Value;
        shown.Should().Be("2025-01-01T00:00:00.123Z");
        (await app.ListAsync($"?AFTER={shown}")).Should().BeEmpty();
        (await app.ListAsync("?AFTER=2025-01-01T00:00:00.122Z")).Should().ContainSingle();
    }

    [Theory]
    [Rule(48, 70)]
    [InlineData("2015-10-26T09:15:35")]
    [InlineData("2015-10-26 09:00")]
    [InlineData("2015-10-26")]
    [InlineData("2015")]
    [InlineData("20151026")]
    [InlineData("2015-10-26T09:15:35Z")]
    [InlineData("2020-01-01T00%3A00%3A00.000000Z")]
    [InlineData("2020-01-01T00:00:00.1234567")]
    public async Task AFTER_takes_the_formats_of_real_clients(string text)
    {
        await using var app = await UwsApp.StartAsync();
        await app.CreateAsync();
        (await app.ListAsync($"?AFTER={text}")).Should().ContainSingle();
    }

    [Theory]
    [Rule(76, 48, 32)]
    [InlineData("AFTER=2015-26-10")]
    [InlineData("AFTER=sometext")]
    [InlineData("AFTER=2015-10-26T09:00+01:00")]
    [InlineData("AFTER=2015-10-26T09:00%2B01:00")]
    [InlineData("AFTER=")]
    [InlineData("PHASE=SLEEPING")]
    [InlineData("PHASE=")]
    [InlineData("PHASE=3")]
    [InlineData("LAST=0")]
    [InlineData("LAST=-1")]
    [InlineData("LAST=sometext")]
    [InlineData("LAST=1.5")]
    [InlineData("LAST=%zz")]
    [InlineData("LAST=%ff")]
    public async Task A_bad_filter_is_refused_with_the_value_found(string query)
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync($"/uws/probe?{query}").ShouldRefuseAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Rule(78)]
    public async Task The_list_itself_cannot_be_deleted()
    {
        await using var app = await UwsApp.StartAsync();
        var response = await app.SendAsync("DELETE", "/uws/probe");
        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("GET", "HEAD", "POST", "OPTIONS");
    }

    [Fact]
    [Rule(66)]
    public async Task A_list_longer_than_a_page_comes_whole_and_in_order()
    {
        await using var app = await UwsApp.StartAsync();
        var created = DateTimeOffset.UnixEpoch.AddYears(50);
        for (var i = 0; i < 2500; i++)
        {
            await app.Storage.TryCreateAsync(new Job { Id = JobId.New(TimeProvider.System), JobList = "probe", CreationTime = created.AddSeconds(i / 2) }, default);
        }

        var ids = await app.ListAsync();
        ids.Should().HaveCount(2500).And.OnlyHaveUniqueItems();
    }
}
