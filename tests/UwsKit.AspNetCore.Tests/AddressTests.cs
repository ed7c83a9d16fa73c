using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class AddressTests
{
    private static readonly (string, string)[] Forwarded =
    [
        ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "jobs.example.org"), ("X-Forwarded-Prefix", "/service"),
    ];

    [Fact]
    [Rule(28, 11)]
    public async Task A_public_URL_wins_everywhere()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:PublicUrl"] = "https://jobs.example.org/service/");
        using var created = await app.PostAsync("/uws/probe", "");
        var location = created.Headers.Location!.ToString();
        location.Should().StartWith("https://jobs.example.org/service/uws/probe/j");
        (await app.TextAsync("/uws")).Should().Be("https://jobs.example.org/service/uws/probe\n");
        (await app.TextAsync("/uws/probe")).Should().Contain($"xlink:href=\"{location}\"");
        (await app.TextAsync("/uws/capabilities")).Should().Contain(">https://jobs.example.org/service/uws/probe<");
        var job = (await app.Storage.GetAsync(UwsApp.IdOf(location), default))!;
        app.Services.GetRequiredService<ICallbackAddresses>().For(job, 1)!.Address.Should().Be(new Uri($"{location}/events"));
    }

    [Fact]
    [Rule(28)]
    public async Task Forwarded_headers_of_a_trusted_proxy_count()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:TrustedProxies:0"] = "127.0.0.0/8", kestrel: true);
        using var created = await app.SendAsync("POST", "/uws/probe", null, Forwarded);
        created.Headers.Location!.ToString().Should().StartWith("https://jobs.example.org/service/uws/probe/j");
    }

    [Theory]
    [Rule(28)]
    [InlineData(null)]
    [InlineData("192.0.2.1")]
    public async Task Nobody_elses_do(string? trusted)
    {
        await using var app = await UwsApp.StartAsync(s => { if (trusted is not null) s["Uws:TrustedProxies:0"] = trusted; }, kestrel: true);
        using var created = await app.SendAsync("POST", "/uws/probe", null, Forwarded);
        created.Headers.Location!.ToString().Should().StartWith($"http://127.0.0.1:{app.Port}/uws/probe/j");
    }

    [Fact]
    public async Task Without_a_public_URL_scripts_have_no_address_to_call()
    {
        await using var app = await UwsApp.StartAsync();
        var job = (await app.Storage.GetAsync(UwsApp.IdOf(await app.CreateAsync()), default))!;
        app.Services.GetRequiredService<ICallbackAddresses>().For(job, 1).Should().BeNull();
    }
}
