using System.Net;

namespace UwsKit;

public sealed class JobPageTests
{
    [Fact]
    public async Task A_job_is_driven_by_the_buttons_of_its_page()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=1&RUNID=mine");
        var browser = new PageBrowser(app);
        (await browser.OpenAsync(path)).Should().Contain("value=\"run\"").And.Contain("Edit parameters").And.Contain("value=\"abort\"");
        (await browser.SubmitAsync($"{path}/change", ("~do", "duration"), ("EXECUTIONDURATION", "soon"))).Should().Contain("That was not done").And.Contain("soon");
        browser.Status.Should().Be(HttpStatusCode.BadRequest);
        await browser.SubmitAsync($"{path}/change", ("~do", "duration"), ("EXECUTIONDURATION", "90s"));
        (await app.TextAsync($"{path}/executionduration")).Should().Be("90");
        await browser.SubmitAsync($"{path}/change", ("~do", "destruction"), ("DESTRUCTION", "2031-01-01"));
        (await app.TextAsync($"{path}/destruction")).Should().Be("2031-01-01T00:00:00.000Z");
        (await browser.SubmitAsync($"{path}/change", ("~do", "run"))).Should().Contain("data-phase=\"QUEUED\"").And.NotContain("Edit parameters");
        (await browser.SubmitAsync($"{path}/change", ("~do", "abort"))).Should().Contain("data-phase=\"ABORTED\"").And.NotContain("value=\"abort\"");
        (await browser.SubmitAsync($"{path}/change", ("~do", "run"))).Should().Contain("cannot be run");
        (await browser.SubmitAsync($"{path}/change", ("~do", "delete"))).Should().Contain("Delete this job?");
        (await app.ListAsync()).Should().ContainSingle("nothing is deleted without a question");
        await browser.SubmitAsync("/uws/probe/selected", ("~do", "delete"), ("~sure", "1"), ("job", path[^31..]));
        browser.Path.Should().Be("/uws/probe");
        (await app.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Marked_jobs_are_aborted_or_deleted_together()
    {
        await using var app = await UwsApp.StartAsync();
        var (one, two, three) = (await app.CreateAsync("RUNID=one"), await app.CreateAsync("RUNID=two"), await app.CreateAsync("RUNID=three"));
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/probe");
        await browser.SubmitAsync("/uws/probe/selected", ("~do", "abort"), ("job", one[^31..]), ("job", two[^31..]));
        (await app.TextAsync($"{two}/phase")).Should().Be("ABORTED");
        (await app.TextAsync($"{three}/phase")).Should().Be("PENDING");
        (await browser.SubmitAsync("/uws/probe/selected", ("~do", "delete"), ("job", one[^31..]), ("job", three[^31..]))).Should().Contain("Delete these 2 jobs?").And.Contain("three");
        await browser.SubmitAsync("/uws/probe/selected", ("~do", "delete"), ("~sure", "1"), ("job", one[^31..]), ("job", three[^31..]));
        (await app.ListAsync()).Should().Equal(two[^31..]);
    }

    [Fact]
    public async Task Nobody_marks_jobs_of_somebody_else()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var (anna, bert) = (new PageBrowser(app, ("X-User", "anna")), new PageBrowser(app, ("X-User", "bert")));
        await anna.OpenAsync("/uws/probe/new");
        await anna.SubmitAsync("/uws/probe/new", ("text", "7"), ("~do", "keep"));
        await bert.OpenAsync("/uws/probe/new");
        await bert.SubmitAsync("/uws/probe/selected", ("~do", "abort"), ("job", anna.Path[^31..]));
        bert.Status.Should().Be(HttpStatusCode.Forbidden);
        (await anna.OpenAsync(anna.Path)).Should().Contain("data-phase=\"PENDING\"");
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_filtered()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Pages:PageSize"] = "10");
        for (var i = 0; i < 25; i++)
        {
            await app.Storage.TryCreateAsync(new() { Id = JobId.New(TimeProvider.System), JobList = "probe", RunId = $"run-{i:00}", CreationTime = DateTimeOffset.UnixEpoch.AddDays(i), Phase = i % 2 == 0 ? ExecutionPhase.Completed : ExecutionPhase.Error }, default);
        }

        var browser = new PageBrowser(app);
        List<string> seen = [];
        for (var url = "/uws/probe"; url.Length > 0; url = Next(browser.Html))
        {
            seen.AddRange(Runs(await browser.OpenAsync(url)));
        }

        seen.Should().Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"run-{i:00}"));
        Runs(await browser.OpenAsync("/uws/probe?PHASE=ERROR&PHASE=&TEXT=")).Should().HaveCount(10).And.OnlyContain(r => int.Parse(r.Substring(4)) % 2 == 1);
        Next(browser.Html).Should().Contain("PHASE=ERROR");
        Runs(await browser.OpenAsync("/uws/probe?TEXT=run-07")).Should().Equal("run-07");
        Runs(await browser.OpenAsync("/uws/probe?AFTER=1970-01-03&UNTIL=1970-01-05")).Should().Equal("run-04", "run-03");
        Runs(await browser.OpenAsync("/uws/probe?LAST=3")).Should().HaveCount(3);
        (await browser.OpenAsync("/uws/probe?TEXT=none")).Should().Contain("No job fits");
        await browser.OpenAsync("/uws/probe?FROM=nonsense");
        browser.Status.Should().Be(HttpStatusCode.BadRequest);

        static IEnumerable<string> Runs(string html) => System.Text.RegularExpressions.Regex.Matches(html, "<bdi>(run-[0-9]+)</bdi>").Select(m => m.Groups[1].Value);
        static string Next(string html) => System.Text.RegularExpressions.Regex.Match(html, "rel=\"next\" href=\"([^\"]+)\"") is { Success: true } m ? WebUtility.HtmlDecode(m.Groups[1].Value) : "";
    }
}
