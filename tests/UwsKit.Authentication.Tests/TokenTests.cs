using System.Text.Json;

namespace UwsKit;

public sealed class TokenTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Authentication:Basic:UsersFile"] = "{folder}/users", ["Authentication:Tokens:Folder"] = "{folder}/tokens", ["Authentication:Tokens:MaxPerOwner"] = "3", ["Http:AdminRole"] = "admin",
    };

    [Fact, Rule(204, 205)]
    public async Task A_token_stands_for_its_owner_until_it_is_revoked()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina", "bob"));
        var (id, token) = await MakeAsync(app, "amina", "NAME=laptop");
        var path = await app.CreateAsync(token);
        (await app.OwnerAsync(path, App.Basic("amina"))).Should().Be("amina");
        (await app.StatusAsync("DELETE", $"/uws/tokens/{id}", App.Basic("bob"))).Should().Be(404, "it is another's");
        (await app.StatusAsync("DELETE", $"/uws/tokens/{id}", App.Basic("amina"))).Should().Be(303);
        (await app.StatusAsync("GET", path, token)).Should().Be(401);
    }

    [Fact]
    public async Task Secrets_are_kept_as_hashes_that_only_the_service_reads()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        var (id, token) = await MakeAsync(app, "amina");
        var file = Path.Combine(app.Folder, "tokens", id + ".json");
        (await File.ReadAllTextAsync(file)).Should().NotContain(token.Split('_')[^1]).And.Contain("amina");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var list = await app.SendAsync("GET", "/uws/tokens", App.Basic("amina"));
        (await list.Content.ReadAsStringAsync()).Should().Contain(id).And.NotContain(token.Split('_')[^1]);
    }

    [Fact]
    public async Task A_token_for_reading_changes_nothing_and_one_for_writing_makes_no_tokens()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        var (_, read) = await MakeAsync(app, "amina", "SCOPE=read");
        var (_, write) = await MakeAsync(app, "amina");
        var path = await app.CreateAsync(write);
        (await app.StatusAsync("GET", path, read)).Should().Be(200);
        (await app.StatusAsync("POST", "/uws/probe", read, "text=a")).Should().Be(403);
        (await app.StatusAsync("DELETE", path, read)).Should().Be(403);
        (await app.StatusAsync("POST", "/uws/tokens", write, "NAME=b")).Should().Be(403);
    }

    [Fact]
    public async Task A_token_lists_what_is_shared_with_its_owner_and_his_groups()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina", "bob:cta"));
        var (_, token) = await MakeAsync(app, "bob", "SCOPE=read");
        foreach (var form in (string[])["USER=bob", "GROUP=cta"])
        {
            var path = await app.CreateAsync(App.Basic("amina"));
            (await app.StatusAsync("POST", path + "/sharing", App.Basic("amina"), form)).Should().Be(303);
            using var list = await app.SendAsync("GET", "/uws/probe?SHARED=true", token);
            (await list.Content.ReadAsStringAsync()).Should().Contain(path);
        }
    }

    [Fact]
    public async Task A_token_expires_and_asks_for_no_more_than_is_allowed()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        var (_, token) = await MakeAsync(app, "amina", "LIFETIME=1h");
        (await app.StatusAsync("GET", "/uws/probe", token)).Should().Be(200);
        app.Time.Advance(TimeSpan.FromHours(1));
        (await app.StatusAsync("GET", "/uws/probe", token)).Should().Be(401);
        (await app.StatusAsync("POST", "/uws/tokens", App.Basic("amina"), "LIFETIME=9999d")).Should().Be(400);
        (await app.StatusAsync("POST", "/uws/tokens", App.Basic("amina"), "SCOPE=all")).Should().Be(400);
        (await app.StatusAsync("POST", "/uws/tokens", null, "NAME=a")).Should().Be(401);
        for (var i = 0; i < 3; i++)
        {
            await MakeAsync(app, "amina");
        }

        (await app.StatusAsync("POST", "/uws/tokens", App.Basic("amina"), "NAME=a")).Should().Be(403, "three are allowed");
    }

    [Theory]
    [InlineData("uwst_"), InlineData("uwst_../../users_x"), InlineData("uwst_0123456789abcdef_x"), InlineData("uwst_0123456789abcdef_"), InlineData("uwst___")]
    public async Task What_is_no_token_is_refused(string text)
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina"));
        (await app.StatusAsync("GET", "/uws/probe", "Bearer " + text)).Should().Be(401);
    }

    [Fact]
    public async Task No_token_makes_a_script_an_administrator()
    {
        await using var app = await App.StartAsync(Settings, folder: App.FolderOf("amina", "root::admin"));
        var path = await app.CreateAsync(App.Basic("amina"));
        var (_, token) = await MakeAsync(app, "root");
        (await app.StatusAsync("GET", path, App.Basic("root"))).Should().Be(200);
        (await app.StatusAsync("GET", path, token)).Should().Be(403);
    }

    private static async Task<(string Id, string Authorization)> MakeAsync(App app, string user, string form = "NAME=test")
    {
        using var made = await app.SendAsync("POST", "/uws/tokens", App.Basic(user), form);
        made.StatusCode.Should().Be(System.Net.HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        return (json.RootElement.GetProperty("id").GetString()!, "Bearer " + json.RootElement.GetProperty("token").GetString());
    }
}
