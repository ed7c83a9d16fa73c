using System.Net;

namespace UwsKit;

public sealed class BasicTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Authentication:Basic:UsersFile"] = "{folder}/users", ["Authentication:Realm"] = "CTA \"jobs\"" };

    [Fact, Rule(204, 205, 211, 214)]
    public async Task A_password_makes_its_user_the_owner()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina", "bob"));
        var path = await app.CreateAsync(App.Basic("amina"));
        (await app.OwnerAsync(path, App.Basic("amina"))).Should().Be("amina");
        (await app.StatusAsync("GET", path, App.Basic("bob"))).Should().Be(403);
        (await app.StatusAsync("GET", path)).Should().Be(401);
    }

    [Fact]
    public async Task A_wrong_password_never_makes_somebody_nobody()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        foreach (var wrong in (string[])[App.Basic("amina", "guess"), App.Basic("nobody", "guess"), "Basic !!!", "Basic YQ==", "Basic "])
        {
            (await app.StatusAsync("POST", "/uws/probe", wrong, "text=a")).Should().Be(401, wrong);
        }

        (await app.StatusAsync("GET", "/uws/availability", App.Basic("amina", "guess"))).Should().Be(200, "VOSI leaves it open");
    }

    [Fact, Rule(214)]
    public async Task Each_challenge_has_a_line_of_its_own()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        var path = await app.CreateAsync(App.Basic("amina"));
        using var refused = await app.SendAsync("GET", path);
        var root = app.Address.AbsoluteUri.TrimEnd('/') + "/uws";
        string[] expected =
        [
            $"ivoa_bearer standard_id=\"ivo://ivoa.net/sso#tls-with-password\", access_url=\"{root}/login\"", "Bearer realm=\"CTA \\\"jobs\\\"\"", "Basic realm=\"CTA \\\"jobs\\\"\", charset=\"UTF-8\"",
        ];
        refused.Headers.GetValues("WWW-Authenticate").Should().Equal(expected);
        foreach (var open in (string[])["/uws/capabilities", "/uws/probe"])
        {
            using var answer = await app.SendAsync("GET", open);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Headers.GetValues("WWW-Authenticate").Should().Equal(expected, "authentication is possible here, not needed");
            answer.Headers.Contains("X-VO-Authenticated").Should().BeFalse();
            using var known = await app.SendAsync("HEAD", open, App.Basic("amina"));
            known.Headers.Contains("WWW-Authenticate").Should().BeFalse();
            known.Headers.GetValues("X-VO-Authenticated").Should().Equal("amina");
        }

        using var availability = await app.SendAsync("GET", "/uws/availability");
        availability.Headers.Contains("WWW-Authenticate").Should().BeFalse();
    }

    [Fact]
    public async Task Guessing_is_slowed_down_for_one_name_and_not_for_others()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Authentication:Basic:FailuresPerMinute"] = "2" }, folder: App.FolderOf("amina", "bob"));
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("bob"))).Should().Be(200);
        for (var i = 0; i < 2; i++)
        {
            (await app.StatusAsync("GET", "/uws/probe", App.Basic("amina", "guess"))).Should().Be(401);
        }

        using var refused = await app.SendAsync("GET", "/uws/probe", App.Basic("amina"));
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests, "the right one is not looked at either");
        refused.Headers.RetryAfter!.Delta.Should().BeCloseTo(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("bob"))).Should().Be(200);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("amina"))).Should().Be(200);
    }

    [Fact]
    public async Task The_users_file_is_read_again_when_it_changes()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("late"))).Should().Be(401);
        UsersFile.Put(Path.Combine(app.Folder, "users"), "late", new("late", Passwords.Hash("late-secret"), [], []));
        app.Time.Advance(TimeSpan.FromSeconds(2));
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("late"))).Should().Be(200);
        UsersFile.Put(Path.Combine(app.Folder, "users"), "late", null);
        app.Time.Advance(TimeSpan.FromSeconds(2));
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("late"))).Should().Be(401, "what was right a moment ago is not remembered past its user");
    }

    [Fact]
    public async Task A_login_gives_a_token_that_ends_with_the_password()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        using var login = await app.SendAsync("POST", "/uws/login", null, "username=amina&password=amina-secret");
        login.StatusCode.Should().Be(HttpStatusCode.OK);
        var bearer = "Bearer " + login.Headers.GetValues("x-vo-bearer").Single();
        var path = await app.CreateAsync(bearer);
        (await app.OwnerAsync(path, App.Basic("amina"))).Should().Be("amina");
        (await app.StatusAsync("GET", path, bearer[..^2] + "xx")).Should().Be(401);
        (await app.StatusAsync("POST", "/uws/login", null, "username=amina&password=guess")).Should().Be(401);
        (await app.StatusAsync("POST", "/uws/login", null, "username=amina")).Should().Be(400);
        UsersFile.Put(Path.Combine(app.Folder, "users"), "amina", new("amina", Passwords.Hash("another-secret"), [], []));
        app.Time.Advance(TimeSpan.FromSeconds(2));
        (await app.StatusAsync("GET", path, bearer)).Should().Be(401, "a new password ends the logins");
    }

    [Fact]
    public async Task A_login_expires()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        using var login = await app.SendAsync("POST", "/uws/login", null, "username=amina&password=amina-secret");
        app.Time.Advance(TimeSpan.FromHours(12));
        (await app.StatusAsync("GET", "/uws/probe", "Bearer " + login.Headers.GetValues("x-vo-bearer").Single())).Should().Be(401);
    }

    [Fact]
    public async Task A_password_in_the_clear_from_another_machine_is_refused()
    {
        await using var app = await App.StartAsync(new(Settings) { ["TrustedProxies:0"] = "127.0.0.1" }, folder: App.FolderOf("amina"));
        (string, string)[] clear = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "http")], tls = [("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-Proto", "https")];
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("amina"), null, clear)).Should().Be(403);
        (await app.StatusAsync("POST", "/uws/login", null, "username=amina&password=amina-secret", clear)).Should().Be(403);
        (await app.StatusAsync("GET", "/uws/probe", App.Basic("amina"), null, tls)).Should().Be(200);
    }
}
