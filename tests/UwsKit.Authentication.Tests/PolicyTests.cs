namespace UwsKit;

public sealed class PolicyTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Authentication:Basic:UsersFile"] = "{folder}/users" };

    [Fact, Rule(216, 214)]
    public async Task Anonymous_callers_may_nothing_what_they_know_or_all()
    {
        foreach (var (policy, create, list, shown) in new[] { ("Off", 401, 401, false), ("Unlisted", 303, 200, false), ("Public", 303, 200, true) })
        {
            await using var app = await App.StartAsync(new(Settings) { ["Defaults:Anonymous"] = policy }, folder: App.FolderOf("amina"));
            using var made = await app.SendAsync("POST", "/uws/probe", null, "text=a");
            ((int)made.StatusCode).Should().Be(create, policy);
            using var answer = await app.SendAsync("GET", "/uws/probe");
            ((int)answer.StatusCode).Should().Be(list, policy);
            (await answer.Content.ReadAsStringAsync()).Contains("jobref", StringComparison.Ordinal).Should().Be(shown, policy);
            (await app.StatusAsync("GET", "/uws/probe", App.Basic("amina"))).Should().Be(200);
            (await app.StatusAsync("GET", "/uws/capabilities")).Should().Be(200);
            if (made.Headers.Location is { } job)
            {
                (await app.StatusAsync("GET", job.AbsolutePath)).Should().Be(200, policy);
            }
        }
    }

    [Fact]
    public async Task A_list_is_open_to_whom_it_allows()
    {
        await using var app = await App.StartAsync(
            new(Settings) { ["Defaults:Allow:0"] = "group:cta", ["Defaults:Allow:1"] = "user:amina", ["Defaults:Allow:2"] = "role:shift" },
            folder: App.FolderOf("amina", "bob:cta,other", "carol::shift", "eve:ctao"));
        foreach (var name in (string[])["amina", "bob", "carol"])
        {
            (await app.StatusAsync("GET", "/uws/probe", App.Basic(name))).Should().Be(200, name);
        }

        var path = await app.CreateAsync(App.Basic("amina"));
        (await app.StatusAsync("POST", path + "/sharing", App.Basic("amina"), "USER=eve")).Should().Be(303);
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("eve"))).Should().Be(403);
        (await app.StatusAsync("POST", "/uws/probe", App.Basic("eve"), "text=a")).Should().Be(403);
        (await app.StatusAsync("GET", path, App.Basic("eve"))).Should().Be(403, "the list closes its jobs as well");
        (await app.StatusAsync("GET", "/uws/probe")).Should().Be(401);
        (await app.StatusAsync("POST", "/uws/probe", null, "text=a")).Should().Be(401);
    }

    [Fact]
    public async Task Every_fault_of_the_configuration_is_told_at_once()
    {
        var start = () => App.StartAsync(new()
        {
            ["Authentication:Basic:UsersFile"] = "/nowhere/users", ["Authentication:Proxy:From:0"] = "proxy.example.org", ["Authentication:Challenges:0"] = "Digest",
            ["Authentication:Certificate:Authorities"] = "/nowhere/ca.pem", ["Defaults:Allow:0"] = "everybody",
        });
        var faults = (await start.Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;
        foreach (var part in (string[])["'/nowhere/users'; make it with --add-user", "'proxy.example.org'", "'Digest'", "'/nowhere/ca.pem'", "Basic:OwnerPrefix: needed", "Allow: 'everybody'"])
        {
            faults.Should().Contain(f => f.Contains(part, StringComparison.Ordinal), part);
        }
    }

    [Fact]
    public async Task Names_of_several_sources_do_not_meet()
    {
        await using var app = await App.StartAsync(
            new(Settings) { ["Authentication:Basic:OwnerPrefix"] = "", ["Authentication:Proxy:From:0"] = "127.0.0.1", ["Authentication:Proxy:OwnerPrefix"] = "sso:" }, folder: App.FolderOf("amina"));
        var path = await app.CreateAsync(App.Basic("amina"));
        (await app.StatusAsync("GET", path, null, null, ("X-Remote-User", "amina"))).Should().Be(403);
        (await app.OwnerAsync(await app.CreateAsync(null, ("X-Remote-User", "amina")), null, ("X-Remote-User", "amina"))).Should().Be("sso:amina");
    }

    [Fact]
    public async Task Pages_of_other_sites_change_nothing_unless_they_are_allowed()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Http:AllowedOrigins:0"] = "https://portal.example.org" }, folder: App.FolderOf("amina"));
        var basic = App.Basic("amina");
        (await app.StatusAsync("POST", "/uws/probe", basic, "text=a", ("Origin", "https://evil.example.org"))).Should().Be(403);
        (await app.StatusAsync("POST", "/uws/probe", basic, "text=a", ("Origin", "null"))).Should().Be(403);
        (await app.StatusAsync("POST", "/uws/probe", basic, "text=a", ("Origin", app.Address.GetLeftPart(UriPartial.Authority)))).Should().Be(303);
        using var allowed = await app.SendAsync("POST", "/uws/probe", basic, "text=a", ("Origin", "https://portal.example.org"));
        ((int)allowed.StatusCode).Should().Be(303);
        allowed.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://portal.example.org");
    }

    [Fact]
    public async Task Browsers_may_ask_first_and_only_for_allowed_origins()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Http:AllowedOrigins:0"] = "https://portal.example.org", ["Defaults:Anonymous"] = "Off" }, folder: App.FolderOf("amina"));
        (string, string)[] ask = [("Access-Control-Request-Method", "DELETE"), ("Access-Control-Request-Headers", "authorization")];
        using var yes = await app.SendAsync("OPTIONS", "/uws/probe/j0", null, null, [.. ask, ("Origin", "https://portal.example.org")]);
        ((int)yes.StatusCode).Should().Be(204);
        yes.Headers.GetValues("Access-Control-Allow-Headers").Single().Should().Contain("authorization");
        yes.Headers.GetValues("Access-Control-Allow-Methods").Single().Should().Contain("DELETE");
        using var no = await app.SendAsync("OPTIONS", "/uws/probe/j0", null, null, [.. ask, ("Origin", "https://evil.example.org")]);
        no.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
        await using var off = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        using var none = await off.SendAsync("GET", "/uws/probe", null, null, ("Origin", "https://portal.example.org"));
        none.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse("it is off unless configured");
    }
}
