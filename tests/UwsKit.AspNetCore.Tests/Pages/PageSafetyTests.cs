using System.Net;
using Microsoft.AspNetCore.Builder;

namespace UwsKit;

public sealed class PageSafetyTests
{
    [Fact]
    public async Task Pages_run_nothing_but_their_own_module_and_stand_in_no_frame()
    {
        await using var app = await UwsApp.StartAsync();
        var browser = new PageBrowser(app);
        foreach (var path in new[] { "/uws", "/uws/probe", "/uws/probe/new", await app.CreateAsync(), "/uws/none" })
        {
            await browser.OpenAsync(path);
            browser.Answer.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .And.Contain("form-action 'self'").And.Contain("frame-ancestors 'none'").And.Contain("base-uri 'none'").And.NotContain("unsafe");
            browser.Answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
            browser.Html.Should().NotMatchRegex("""\son[a-z]+=""").And.NotContain("style=").And.NotMatchRegex("<script(?! type=\"module\" src=\")");
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task A_page_of_another_site_changes_nothing(string header, string value)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        foreach (var (method, target) in new[] { ("POST", "/uws/probe"), ("POST", $"{path}/phase"), ("POST", path), ("DELETE", path), ("PUT", $"{path}/parameters/text"), ("POST", "/uws/probe/new") })
        {
            (await app.SendAsync(method, target, new StringContent("PHASE=RUN", null, "application/x-www-form-urlencoded"), (header, value))).StatusCode.Should().Be(HttpStatusCode.Forbidden, $"{method} {target}");
        }

        (await app.ListAsync()).Should().ContainSingle();
        (await app.TextAsync($"{path}/phase")).Should().Be("PENDING");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://localhost")]
    [InlineData("Origin", "https://localhost")]
    [InlineData("X-Nothing", "1")]
    public async Task Programs_and_own_pages_are_not_concerned(string header, string value)
    {
        await using var app = await UwsApp.StartAsync();
        (await app.SendAsync("POST", "/uws/probe", new StringContent("text=1", null, "application/x-www-form-urlencoded"), (header, value))).StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Sites_that_the_operator_trusts_and_scripts_with_a_bearer_token_may()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Http:TrustedOrigins:0"] = "https://portal.example");
        (await Post(app, ("Origin", "https://portal.example"), ("Sec-Fetch-Site", "cross-site"))).Should().Be(HttpStatusCode.SeeOther);
        (await Post(app, ("Origin", "https://other.example"), ("Sec-Fetch-Site", "cross-site"))).Should().Be(HttpStatusCode.Forbidden);
        (await Post(app, ("Origin", "https://other.example"), ("Sec-Fetch-Site", "cross-site"), ("Authorization", "Bearer x"))).Should().Be(HttpStatusCode.SeeOther);

        static async Task<HttpStatusCode> Post(UwsApp app, params (string, string)[] headers)
            => (await app.SendAsync("POST", "/uws/probe", new StringContent("text=1", null, "application/x-www-form-urlencoded"), headers)).StatusCode;
    }

    [Fact]
    public async Task A_form_without_a_token_or_with_anothers_does_nothing_and_keeps_what_was_filled_in()
    {
        await using var app = await UwsApp.StartAsync();
        var (browser, other) = (new PageBrowser(app), new PageBrowser(app));
        await other.OpenAsync("/uws/probe/new");
        await browser.OpenAsync("/uws/probe/new");
        var mine = browser.Token;
        foreach (var token in new[] { "", "nonsense", other.Token })
        {
            using var form = new FormUrlEncodedContent([new("~token", token), new("text", "kept")]);
            using var answer = await app.SendAsync("POST", "/uws/probe/new", form, ("Accept", PageBrowser.Accept), ("Cookie", "uws-form=x"));
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).Should().Contain("too old").And.Contain("value=\"kept\"");
        }

        (await app.ListAsync()).Should().BeEmpty();
        mine.Should().NotBe(other.Token);
        await browser.SubmitAsync("/uws/probe/new", ("text", "x"));
        (await app.ListAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_token_is_bound_to_who_is_signed_in()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add, map: g => g.RequireAuthorization());
        var anna = new PageBrowser(app, ("X-User", "anna"));
        await anna.OpenAsync("/uws/probe/new");
        anna.Html.Should().Contain("Signed in as <bdi>anna</bdi>");
        using var form = new FormUrlEncodedContent([new("~token", anna.Token), new("text", "x")]);
        using var answer = await app.SendAsync("POST", "/uws/probe/new", form, ("Accept", PageBrowser.Accept), ("X-User", "bert"), ("Cookie", anna.Answer.Headers.GetValues("Set-Cookie").First().Split(';')[0]));
        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        await anna.SubmitAsync("/uws/probe/new", ("text", "x"));
        anna.Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nodes_with_the_same_keys_take_each_others_forms()
    {
        static void Keys(Dictionary<string, string?> s) => s["Uws:EventKeys:0"] = "a secret of many characters";
        await using var one = await UwsApp.StartAsync(Keys);
        await using var two = await UwsApp.StartAsync(Keys);
        var browser = new PageBrowser(one);
        await browser.OpenAsync("/uws/probe/new");
        using var form = new FormUrlEncodedContent([new("~token", browser.Token), new("text", "x")]);
        using var answer = await two.SendAsync("POST", "/uws/probe/new", form, ("Cookie", browser.Answer.Headers.GetValues("Set-Cookie").First().Split(';')[0]));
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("page.html", "text/html", "attachment")]
    [InlineData("page.svg", "image/svg+xml", "attachment")]
    [InlineData("page.xml", "application/xml", "attachment")]
    [InlineData("page.png", "image/png", "inline")]
    public async Task Results_never_act_in_the_services_name(string name, string type, string disposition)
    {
        await using var app = await UwsApp.StartAsync(description: UwsApp.Probe with { Results = [] });
        var path = await app.CompleteAsync((name, type, "<script>alert(1)</script>"));
        using var answer = await app.SendAsync("GET", $"{path}/results/{name}", null, ("Accept", PageBrowser.Accept));
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().Be("sandbox");
        answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
        answer.Content.Headers.ContentDisposition!.DispositionType.Should().Be(disposition);
    }

    [Fact]
    public async Task Nothing_that_a_user_can_say_becomes_markup()
    {
        const string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
        var description = UwsApp.Probe with { AllowUndescribedParameters = true, Results = [] };
        await using var app = await UwsApp.StartAsync(description: description);
        var browser = new PageBrowser(app);
        await browser.OpenAsync("/uws/probe/new");
        await browser.UploadAsync("/uws/probe/new", "image", $"{evil.Replace('"', '_')}.fits", "x", ("text", evil), ("band", evil), ("free", evil), ("RUNID", evil), ("~do", "keep"));
        browser.Status.Should().Be(HttpStatusCode.OK, browser.Html);
        var path = browser.Path;
        await app.EditAsync(path, j => j with
        {
            Phase = ExecutionPhase.Error, OwnerId = null, Error = new(false, evil, evil), Progress = new(3, evil, DateTimeOffset.UnixEpoch),
            Results = [new(evil, "a.txt") { MediaType = evil, Described = evil }, new("far", null) { Href = new("javascript:alert(1)") }],
        });
        foreach (var page in new[] { path, "/uws/probe", $"/uws/probe?TEXT={Uri.EscapeDataString(evil)}", $"/uws/probe/new?~from={path[^31..]}", $"/uws/probe/new?text={Uri.EscapeDataString(evil)}&count={Uri.EscapeDataString(evil)}&RUNID={Uri.EscapeDataString(evil)}" })
        {
            (await browser.OpenAsync(page)).Should().NotContain("<script>").And.NotContain("<img src=x").And.NotContain("javascript:").And.NotContain("\"'>", page);
            browser.Status.Should().Be(HttpStatusCode.OK, page);
        }

        await browser.OpenAsync("/uws/probe/new");
        (await browser.SubmitAsync("/uws/probe/new", ("count", evil), ("DESTRUCTION", evil), ("EXECUTIONDURATION", evil))).Should().NotContain("<script>").And.NotContain("<img src=x");
        browser.Status.Should().Be(HttpStatusCode.BadRequest);
    }
}
