using System.Security.Cryptography;

namespace UwsKit;

public sealed class BearerTests
{
    [Fact, Rule(204, 205)]
    public async Task A_token_of_the_issuer_names_owner_and_groups()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var app = await StartAsync(issuer, ("Defaults:Allow:0", "group:cta"));
        var path = await app.CreateAsync(issuer.Make("4711", groups: ["cta", "x"]));
        (await app.OwnerAsync(path, issuer.Make("4711", groups: ["cta"]))).Should().Be("4711");
        (await app.StatusAsync("GET", path, issuer.Make("4712", groups: ["cta"]))).Should().Be(403);
        (await app.StatusAsync("GET", "/uws/probe", issuer.Make("4711"))).Should().Be(403, "no group, no list");
    }

    [Fact]
    public async Task Tokens_that_are_not_for_us_not_from_there_or_not_for_now_are_refused()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var app = await StartAsync(issuer);
        using var other = RSA.Create(2048);
        var good = issuer.Make("4711");
        var unsigned = $"{Convert.ToBase64String("{\"alg\":\"none\"}"u8).TrimEnd('=')}.{good.Split('.')[1]}.";
        (string Why, string Token)[] bad =
        [
            ("audience", issuer.Make("4711", audience: "other")), ("expired", issuer.Make("4711", life: TimeSpan.FromMinutes(-10))), ("issuer", issuer.Make("4711", issuer: "https://evil.example.org")),
            ("key", issuer.Make("4711", key: other)), ("no subject", issuer.Make("")), ("changed", good[..^4] + "AAAA"), ("not signed", "Bearer " + unsigned), ("no token", "Bearer nonsense"),
        ];
        (await app.StatusAsync("GET", "/uws/probe", good)).Should().Be(200);
        foreach (var (why, token) in bad)
        {
            using var refused = await app.SendAsync("POST", "/uws/probe", token, "text=a");
            ((int)refused.StatusCode).Should().Be(401, why);
            (await refused.Content.ReadAsStringAsync()).Should().NotContain("IDX");
        }
    }

    [Fact]
    public async Task The_challenge_says_where_tokens_are_from()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var app = await StartAsync(issuer);
        using var answer = await app.SendAsync("GET", "/uws/capabilities");
        answer.Headers.GetValues("WWW-Authenticate").Should().Equal(
            $"ivoa_bearer standard_id=\"ivo://ivoa.net/sso#OAuth\", discovery_url=\"{issuer.Url}/.well-known/openid-configuration\"", "Bearer realm=\"UWS\"");
    }

    private static Task<App> StartAsync(Issuer issuer, params (string Key, string Value)[] more) => App.StartAsync(
        new Dictionary<string, string?> { ["Authentication:Bearer:Authority"] = issuer.Url, ["Authentication:Bearer:Audience"] = "uws" }
            .Concat(more.Select(m => KeyValuePair.Create(m.Key, (string?)m.Value))).ToDictionary());
}
