using System.Net;
using System.Net.Http.Headers;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace UwsKit.Web;

/// <summary>Signing in with a password, personal tokens, signing out, as people do it.</summary>
public sealed class AccountJourneys(Chromium chromium)
{
    [Fact]
    public async Task A_user_signs_in_makes_a_token_revokes_it_and_signs_out()
    {
        await using var folder = new EndToEnd.TestFolder();
        await using var app = await StartAsync(folder);
        var page = await chromium.OpenAsync(Url(app, "/uws/probe/new?text=kept"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in", new() { Timeout = 10_000 });
        (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Should().BeEmpty();
        await page.GetByLabel("Name").FillAsync("amina");
        await page.GetByLabel("Password").FillAsync("guess");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Name or password is wrong.");
        await Assertions.Expect(page.GetByLabel("Name")).ToHaveValueAsync("amina");
        await Chromium.ShowAsync(page, "login");
        await page.GetByLabel("Password").FillAsync("amina-secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("text")).ToHaveValueAsync("kept");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.WaitForURLAsync("**/probe/j*");
        (await app.Services.GetRequiredService<JobService>().FindAsync(UwsApp.IdOf(new Uri(page.Url).AbsolutePath), default))!.OwnerId.Should().Be("amina");

        await page.GetByRole(AriaRole.Link, new() { Name = "Account" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("laptop <b>");
        await page.GetByLabel("Good for").FillAsync("for ever");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("LIFETIME");
        await page.GetByLabel("Name").FillAsync("laptop <b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        var token = (await page.Locator(".made pre").TextContentAsync())!;
        await Assertions.Expect(page.Locator("table.tokens tbody tr")).ToContainTextAsync("laptop <b>");
        await Chromium.ShowAsync(page, "account");
        (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Should().BeEmpty();
        (await StatusAsync(app, token)).Should().Be(HttpStatusCode.OK);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke laptop" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You have none.")).ToBeVisibleAsync();
        (await StatusAsync(app, token)).Should().Be(HttpStatusCode.Unauthorized);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GotoAsync(Url(app, "/uws/account"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Sign in");
    }

    [Fact]
    public async Task Two_users_in_two_browsers_see_their_own_jobs_only()
    {
        await using var folder = new EndToEnd.TestFolder();
        await using var app = await StartAsync(folder);
        var (amina, bob) = (await SignedInAsync(app, "amina"), await SignedInAsync(app, "bob"));
        await amina.GotoAsync(Url(app, "/uws/probe/new?text=hers&RUNID=hers"));
        await amina.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await amina.WaitForURLAsync("**/probe/j*");
        await amina.GotoAsync(Url(app, "/uws/probe"));
        await Assertions.Expect(amina.Locator("table.jobs tbody tr")).ToHaveCountAsync(1);
        var job = await amina.Locator("table.jobs tbody th a").GetAttributeAsync("href");
        await bob.GotoAsync(Url(app, "/uws/probe"));
        await Assertions.Expect(bob.GetByText("There are no jobs yet")).ToBeVisibleAsync();
        await bob.GotoAsync(Url(app, job!));
        await Assertions.Expect(bob.Locator("h1")).ToHaveTextAsync("That is not allowed");
    }

    [Fact]
    public async Task A_link_lets_its_bearer_follow_a_job_and_the_owner_takes_it_back()
    {
        await using var folder = new EndToEnd.TestFolder();
        await using var app = await StartAsync(folder);
        var amina = await SignedInAsync(app, "amina");
        await amina.GotoAsync(Url(app, "/uws/probe/new?text=hers&RUNID=hers"));
        await amina.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await amina.WaitForURLAsync("**/probe/j*");
        var path = new Uri(amina.Url).AbsolutePath;
        await amina.Locator("form:has(select[name=LINK])").GetByRole(AriaRole.Button).ClickAsync();
        var link = await amina.GetByRole(AriaRole.Status).Locator("pre").TextContentAsync();
        (await amina.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Should().BeEmpty();
        await Chromium.ShowAsync(amina, "sharing");
        var bearer = await chromium.OpenAsync(link!);
        await Assertions.Expect(bearer.GetByText("A job of amina: you may look at it, but not change it.")).ToBeVisibleAsync();
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), TestContext.Current.CancellationToken);
        await app.Manager.RunAsync(UwsApp.IdOf(path));
        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        foreach (var page in (IPage[])[amina, bearer])
        {
            await Assertions.Expect(page.Locator("#live-state")).ToHaveAttributeAsync("data-phase", "COMPLETED", new() { Timeout = 20_000 });
        }

        await amina.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Assertions.Expect(amina.GetByText("Only you see this job.")).ToBeVisibleAsync();
        await bearer.ReloadAsync();
        await Assertions.Expect(bearer.Locator("h1")).ToHaveTextAsync("That is not allowed");
    }

    private async Task<IPage> SignedInAsync(UwsApp app, string user)
    {
        var page = await chromium.OpenAsync(Url(app, "/uws"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync(user);
        await page.GetByLabel("Password").FillAsync($"{user}-secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"Signed in as {user}")).ToBeVisibleAsync();
        return page;
    }

    private static Task<UwsApp> StartAsync(EndToEnd.TestFolder folder)
    {
        foreach (var user in (string[])["amina", "bob"])
        {
            UsersFile.Put(folder["users"], user, new(user, Passwords.Hash($"{user}-secret"), [], []));
        }

        return UwsApp.StartAsync(
            settings => (settings["Uws:Authentication:Basic:UsersFile"], settings["Uws:Authentication:Tokens:Folder"], settings["Uws:Defaults:Anonymous"], settings["Uws:EventKeys:0"])
                = (folder["users"], folder["tokens"], "Off", "a-key-that-signs-links-and-tokens"),
            kestrel: true, more: uws => uws.AddUwsAuthentication());
    }

    private static async Task<HttpStatusCode> StatusAsync(UwsApp app, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(app, "/uws/probe"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var client = new HttpClient();
        return (await client.SendAsync(request)).StatusCode;
    }

    private static string Url(UwsApp app, string path) => $"http://127.0.0.1:{app.Port}{path}";
}
