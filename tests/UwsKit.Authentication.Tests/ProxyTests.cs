namespace UwsKit;

public sealed class ProxyTests
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Authentication:Proxy:From:0"] = "127.0.0.1", ["Authentication:Proxy:GroupsHeader"] = "X-Groups", ["Http:AdminRole"] = "admin", ["Authentication:Proxy:RolesHeader"] = "X-Roles",
    };

    [Fact, Rule(204, 205)]
    public async Task The_proxys_user_owns_his_jobs()
    {
        await using var app = await App.StartAsync(Settings);
        var path = await app.CreateAsync(null, ("X-Remote-User", "anna@example.org"));
        (await app.OwnerAsync(path, null, ("X-Remote-User", "anna@example.org"))).Should().Be("anna@example.org");
        (await app.StatusAsync("GET", path, null, null, ("X-Remote-User", "bob"))).Should().Be(403);
        (await app.StatusAsync("GET", path)).Should().Be(401);
        (await app.StatusAsync("GET", path, null, null, ("X-Remote-User", "root"), ("X-Roles", "user;admin"))).Should().Be(200);
    }

    [Fact]
    public async Task From_anybody_else_the_headers_are_taken_off_and_told_once()
    {
        await using var app = await App.StartAsync(new(Settings) { ["Authentication:Proxy:From:0"] = "192.0.2.0/24", ["TrustedProxies:0"] = "127.0.0.1" });
        // Not even a forwarded address makes a client a proxy: the connection counts.
        for (var i = 0; i < 2; i++)
        {
            using var answer = await app.SendAsync("GET", "/uws/probe", null, null, ("X-Remote-User", "root"), ("X-Roles", "admin"), ("X-Forwarded-For", "192.0.2.1"));
            answer.Headers.Contains("X-VO-Authenticated").Should().BeFalse();
        }

        app.Logs.Lines.Where(l => l.Contains("X-Remote-User", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().Contain("127.0.0.1");
    }

    [Fact]
    public async Task What_a_proxy_left_unset_is_nobody_and_a_name_sent_twice_is_refused()
    {
        await using var app = await App.StartAsync(Settings);
        foreach (var nobody in (string[])["", "(null)"])
        {
            using var answer = await app.SendAsync("GET", "/uws/probe", null, null, ("X-Remote-User", nobody));
            answer.Headers.Contains("X-VO-Authenticated").Should().BeFalse(nobody);
        }

        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync("127.0.0.1", app.Address.Port);
        await raw.GetStream().WriteAsync("GET /uws/probe HTTP/1.1\r\nHost: a\r\nX-Remote-User: anna\r\nX-Remote-User: bob\r\nConnection: close\r\n\r\n"u8.ToArray());
        (await new StreamReader(raw.GetStream()).ReadLineAsync()).Should().StartWith("HTTP/1.1 401 ");
    }
}
