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
