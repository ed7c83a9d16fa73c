using System.Net;
using System.Text.RegularExpressions;

namespace UwsKit;

public sealed partial class SharingPageTests
{
    [Fact]
    public async Task An_owner_shares_a_job_with_a_user_and_takes_it_back()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var (anna, bert) = (new PageBrowser(app, ("X-User", "anna")), new PageBrowser(app, ("X-User", "bert")));
        var path = await NewAsync(anna);
        anna.Html.Should().Contain("Only you see this job.");
        await bert.OpenAsync(path);
        bert.Status.Should().Be(HttpStatusCode.Forbidden);
        (await anna.SubmitAsync($"{path}/change", ("~do", "share"), ("USER", "bert"))).Should().Contain("user bert");
        await bert.OpenAsync(path);
        bert.Status.Should().Be(HttpStatusCode.OK);
        bert.Html.Should().Contain("you may look at it, but not change it").And.Contain(">Clone<")
            .And.NotContain("value=\"run\"").And.NotContain("value=\"abort\"").And.NotContain("value=\"delete\"").And.NotContain("value=\"duration\"").And.NotContain("Sharing");
        await bert.SubmitAsync($"{path}/change", ("~do", "share"), ("USER", "carl"));
        bert.Status.Should().Be(HttpStatusCode.Forbidden);
        (await anna.SubmitAsync($"{path}/change", ("~do", "unshare"), ("entry", "user:bert"))).Should().Contain("Only you see this job.");
        await bert.OpenAsync(path);
        bert.Status.Should().Be(HttpStatusCode.Forbidden);
        (await anna.SubmitAsync($"{path}/change", ("~do", "unshare"), ("entry", "user:bert"))).Should().Contain("The job is not shared with");
        (await anna.SubmitAsync($"{path}/change", ("~do", "share"), ("USER", ""))).Should().Contain("Nobody to share with was sent");
    }

    [Fact]
    public async Task Jobs_that_are_shared_with_who_is_signed_in_have_a_page_of_their_own()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var (anna, bert, nobody) = (new PageBrowser(app, ("X-User", "anna")), new PageBrowser(app, ("X-User", "bert")), new PageBrowser(app));
        var path = await NewAsync(anna);
        (await bert.OpenAsync("/uws/probe")).Should().Contain("href=\"/uws/probe?SHARED=true\">Shared with me</a>").And.NotContain(path);
        (await bert.OpenAsync("/uws/probe?SHARED=true")).Should().Contain("No job is shared with you here.");
        await anna.OpenAsync(path);
        await anna.SubmitAsync($"{path}/change", ("~do", "share"), ("USER", "bert"));

        (await bert.OpenAsync("/uws/probe?SHARED=true")).Should().Contain("jobs shared with me</h1>").And.Contain(path).And.Contain("<bdi>anna</bdi>").And.Contain(">My jobs</a>")
            .And.Contain("<input type=\"hidden\" name=\"SHARED\" value=\"true\">").And.NotContain("type=\"checkbox\" name=\"job\"").And.NotContain("Delete marked");
        (await bert.OpenAsync("/uws/probe?SHARED=true&PHASE=COMPLETED")).Should().Contain("No job fits.").And.Contain("/uws/probe?SHARED=true\">Show all jobs</a>");
        (await bert.OpenAsync("/uws/probe?SHARED=")).Should().Contain("There are no jobs yet.");
        await NewAsync(anna);
        await anna.SubmitAsync($"{anna.Path}/change", ("~do", "share"), ("USER", "bert"));
        (await bert.OpenAsync("/uws/probe?SHARED=true&LAST=1")).Should().Contain("rel=\"next\" href=\"/uws/probe?SHARED=true&amp;FROM=");
        (await nobody.OpenAsync("/uws/probe")).Should().NotContain("Shared with me");
    }

    [Fact]
    public async Task A_list_without_sharing_offers_no_page_of_shared_jobs()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Defaults:Sharing"] = "Off", build: TestUsers.Add);
        var bert = new PageBrowser(app, ("X-User", "bert"));
        (await bert.OpenAsync("/uws/probe")).Should().NotContain("Shared with me");
    }

    [Fact]
    public async Task A_link_is_shown_once_and_all_that_its_bearers_page_leads_to_is_open_to_him()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:EventKeys:0"] = "a-key-that-signs-links-and-tokens", build: TestUsers.Add);
        var (anna, bearer) = (new PageBrowser(app, ("X-User", "anna")), new PageBrowser(app));
        var path = await app.CompleteAsync(("result", "text/plain", "x"), ("image", "image/fits", "y"));
        await app.EditAsync(path, j => j with { OwnerId = "anna" });
        await anna.OpenAsync(path);
        var page = await anna.SubmitAsync($"{path}/change", ("~do", "share"), ("LINK", "7d"));
        var link = new Uri(Link().Match(page).Groups[1].Value).PathAndQuery;
        (await anna.OpenAsync(path)).Should().Contain("good until").And.NotContain(link[^20..]);
        await bearer.OpenAsync(link);
        bearer.Status.Should().Be(HttpStatusCode.OK);
        bearer.Html.Should().NotContain(">Clone<").And.NotContain("pyvo.dal");
        var below = Below().Matches(bearer.Html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).Where(u => u.StartsWith(path + "/", StringComparison.Ordinal) && !u.EndsWith("/change", StringComparison.Ordinal)).Distinct().ToList();
        below.Should().Contain(u => u.Contains("/results/")).And.Contain(u => u.Contains("/provenance"));
        foreach (var url in below)
        {
            (await app.Client.GetAsync(url)).StatusCode.Should().Be(HttpStatusCode.OK, url);
        }
    }

    private static async Task<string> NewAsync(PageBrowser browser)
    {
        await browser.OpenAsync("/uws/probe/new");
        await browser.SubmitAsync("/uws/probe/new", ("text", "7"), ("~do", "keep"));
        return browser.Path;
    }

    [GeneratedRegex("<pre[^>]*>(http[^<]+SHARE=[^<]+)</pre>")]
    private static partial Regex Link();

    [GeneratedRegex("(?:href|src|data-url)=\"([^\"]+)\"")]
    private static partial Regex Below();
}
