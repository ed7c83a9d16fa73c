using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>Ways to be somebody else, or nobody, that no single way in can see.</summary>
public sealed class ImpersonationTests
{
    private static readonly Dictionary<string, string?> Passwords = new() { ["Authentication:Basic:UsersFile"] = "{folder}/users" };

    private static readonly Dictionary<string, string?> Proxy = new()
    {
        ["Authentication:Proxy:From:0"] = "127.0.0.1", ["Authentication:Proxy:GroupsHeader"] = "X-Groups", ["Authentication:Proxy:RolesHeader"] = "X-Roles", ["Http:AdminRole"] = "admin",
    };

    [Theory]
    [InlineData("Authorization: Bearer not-taken-here")]
    [InlineData("Authorization: Digest username=\"amina\"")]
    [InlineData("Authorization: Basic")]
    [InlineData("Authorization: Basic\tYW1pbmE6YW1pbmEtc2VjcmV0")]
    [InlineData("Authorization: Basic YW1pbmE6YW1pbmEtc2VjcmV0\r\nAuthorization: Basic YW1pbmE6YW1pbmEtc2VjcmV0")]
    public async Task Credentials_that_are_not_understood_never_make_somebody_nobody(string header)
    {
        await using var app = await App.StartAsync(Passwords, folder: App.FolderOf("amina"));
        (await RawAsync(app, $"POST /uws/probe HTTP/1.1\r\nHost: a\r\n{header}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 401 ");
        (await RawAsync(app, $"GET /uws/availability HTTP/1.1\r\nHost: a\r\n{header}\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 200 ");
    }

    [Theory]
    [InlineData("X-Roles: user\r\nX-Roles: admin")]
    [InlineData("X-Groups: cta\r\nX-Groups: other")]
    public async Task Groups_or_roles_of_a_proxy_that_come_twice_are_refused(string headers)
    {
        await using var app = await App.StartAsync(Proxy);
        (await RawAsync(app, $"GET /uws/probe HTTP/1.1\r\nHost: a\r\nX-Remote-User: anna\r\n{headers}\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 401 ");
    }

    [Fact]
    public async Task A_certificate_of_a_proxy_that_comes_twice_is_refused()
    {
        using var authority = new TestAuthority();
        var folder = Directory.CreateTempSubdirectory("uws-auth-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.Certificate.ExportCertificatePem());
        await using var app = await App.StartAsync(new()
        {
            ["Authentication:Proxy:From:0"] = "127.0.0.1", ["Authentication:Proxy:OwnerPrefix"] = "", ["Authentication:Certificate:OwnerPrefix"] = "cert:",
            ["Authentication:Certificate:Authorities"] = "{folder}/ca.pem", ["Authentication:Certificate:Header"] = "X-Client-Cert",
        }, folder: folder);
        (await RawAsync(app, "GET /uws/probe HTTP/1.1\r\nHost: a\r\nX-Client-Cert: a\r\nX-Client-Cert: b\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 401 ");
    }

    [Fact]
    public async Task No_name_of_one_source_becomes_the_owner_of_another()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var app = await App.StartAsync(new(Proxy)
        {
            ["Authentication:Basic:UsersFile"] = "{folder}/users", ["Authentication:Basic:OwnerPrefix"] = "local:", ["Authentication:Proxy:OwnerPrefix"] = "",
            ["Authentication:Bearer:Authority"] = issuer.Url, ["Authentication:Bearer:Audience"] = "uws", ["Authentication:Bearer:OwnerPrefix"] = "",
        }, folder: App.FolderOf("amina"));
        var path = await app.CreateAsync(App.Basic("amina"));
        (await app.OwnerAsync(path, App.Basic("amina"))).Should().Be("local:amina");
        (await app.StatusAsync("GET", path, issuer.Make("local:amina"))).Should().Be(401);
        (await app.StatusAsync("GET", path, null, null, ("X-Remote-User", "local:amina"))).Should().Be(401);
        (await app.StatusAsync("GET", path, issuer.Make("amina"))).Should().Be(403, "a name of its own is somebody, only not she");
    }

    [Theory]
    [InlineData("%61mina"), InlineData("am%0Aina"), InlineData("amína"), InlineData("100%")]
    public async Task The_audit_trail_names_who_it_was_and_nobody_whose_name_is_written_alike(string name)
    {
        await using var app = await App.StartAsync(new(Proxy) { ["Audit:File"] = "{folder}/audit.jsonl" },
            handler: new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 });
        using var answer = await app.SendAsync("POST", "/uws/probe", null, "text=a", ("X-Remote-User", name));
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        Uri.UnescapeDataString(answer.Headers.GetValues("X-VO-Authenticated").Single()).Should().Be(name);
        var line = (await app.AuditAsync(l => l.Count >= 1)).Single();
        System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("who").GetString().Should().Be(name);
    }

    [Theory]
    [InlineData("anna\u200b"), InlineData("\u202eanna"), InlineData("anna\u2028root")]
    public async Task A_name_that_is_not_all_seen_owns_nothing_and_is_no_name_to_share_with(string name)
    {
        await using var issuer = await Issuer.StartAsync();
        await using var app = await App.StartAsync(new() { ["Authentication:Bearer:Authority"] = issuer.Url, ["Authentication:Bearer:Audience"] = "uws" });
        (await app.StatusAsync("POST", "/uws/probe", issuer.Make(name), "text=a")).Should().Be(403);
        var path = await app.CreateAsync(issuer.Make("bob"));
        (await app.StatusAsync("POST", path + "/sharing", issuer.Make("bob"), "USER=" + Uri.EscapeDataString(name))).Should().Be(400);
    }

    [Fact]
    public async Task Who_is_removed_does_not_come_back_by_a_token_that_he_made()
    {
        await using var app = await App.StartAsync(new(Passwords) { ["Authentication:Tokens:Folder"] = "{folder}/tokens" }, folder: App.FolderOf("amina", "bob"));
        var (his, others) = (await TokenAsync(app, "amina"), await TokenAsync(app, "bob"));
        (await app.StatusAsync("GET", "/uws/probe", his)).Should().Be(200);
        (await new AccountCommands(app.Services.GetRequiredService<UwsAuthenticationOptions>(), app.Services).RunAsync("--remove-user", ["--remove-user", "amina"])).Should().Be(0);
        (await app.StatusAsync("GET", "/uws/probe", his)).Should().Be(401);
        (await app.StatusAsync("GET", "/uws/probe", others)).Should().Be(200);
    }

    [Theory]
    [InlineData("/uws/ünder?a=ß", "/uws/%C3%BCnder?a=%C3%9F"), InlineData("//evil.example/", "/uws/"), InlineData("/\t/evil.example/", "/uws/"), InlineData("/\\evil.example/", "/uws/"), InlineData("https://evil.example/", "/uws/")]
    public async Task A_login_leads_to_a_page_of_this_service_whatever_it_is_called(string wanted, string led)
    {
        await using var app = await App.StartAsync(Passwords, handler: new SocketsHttpHandler { AllowAutoRedirect = false }, folder: App.FolderOf("amina"));
        using var page = await app.SendAsync("GET", "/uws/login?RETURN=" + Uri.EscapeDataString(wanted), null, null, ("Accept", "text/html"));
        var html = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        var token = Regex.Match(html, "type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"");
        using var answer = await app.SendAsync(
            "POST", "/uws/login", null, $"{token.Groups[1].Value}={Uri.EscapeDataString(token.Groups[2].Value)}&RETURN={Uri.EscapeDataString(wanted)}&username=amina&password=amina-secret", ("Accept", "text/html"));
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.Should().Be(led);
    }

    private static async Task<string> TokenAsync(App app, string name)
    {
        using var made = await app.SendAsync("POST", "/uws/tokens", App.Basic(name), "NAME=a");
        return "Bearer " + System.Text.Json.JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString();
    }

    private static async Task<string> RawAsync(App app, string request)
    {
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync("127.0.0.1", app.Address.Port);
        await raw.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        return await new StreamReader(raw.GetStream()).ReadLineAsync() ?? "";
    }
}
