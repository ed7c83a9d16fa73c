using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>What is wrong on the wire: a request whose end two parsers may see at different places, and one that is too large or too slow.</summary>
public sealed class WireSafetyTests
{
    private const string Post = "POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    private const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";

    // Read as a request of its own it would be answered 200.
    private const string Smuggled = "GET /uws/availability HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("two lengths", Post + "Content-Length: 6\r\nContent-Length: 0\r\n\r\ntext=a")]
    [InlineData("the same length twice", Post + "Content-Length: 6\r\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("two lengths in one line", Post + "Content-Length: 6, 6\r\n\r\ntext=a")]
    [InlineData("a length below nought", Post + "Content-Length: -6\r\n\r\ntext=a")]
    [InlineData("a length in hexadecimal", Post + "Content-Length: 0x6\r\n\r\ntext=a")]
    [InlineData("a length beyond all numbers", Post + "Content-Length: 99999999999999999999\r\n\r\ntext=a")]
    [InlineData("chunked and a length", Post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("a length and chunked", Post + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("an unknown coding", Post + "Transfer-Encoding: xchunked\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("chunked not last", Post + "Transfer-Encoding: chunked, identity\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("a space before the colon", Post + "Content-Length : 6\r\n\r\ntext=a")]
    [InlineData("a folded line", Post + "X-Long: a\r\n b\r\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("NUL in a value", Post + "X-Nul: a\0b\r\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("NUL in a name", Post + "X\0Nul: a\r\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("bare line feeds", "POST /uws/probe HTTP/1.1\nHost: a\nContent-Length: 0\n\n")]
    [InlineData("a bare line feed in the headers", Post + "X-A: a\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("a bare carriage return in a value", Post + "X-A: a\rContent-Length: 0\r\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("no colon", Post + "Content-Length 6\r\n\r\ntext=a")]
    [InlineData("two hosts", Post + "Host: b\r\nContent-Length: 6\r\n\r\ntext=a")]
    [InlineData("another host in the target", "GET http://b/uws/probe HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("a chunk larger than said", Chunked + "3\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("a chunk's size with a sign", Chunked + "-6\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("a chunk's size beyond all numbers", Chunked + "fffffffffffffffff\r\ntext=a\r\n0\r\n\r\n")]
    [InlineData("a bare line feed after a chunk's size", Chunked + "6\ntext=a\r\n0\r\n\r\n")]
    [InlineData("a bare line feed in a chunk's extension", Chunked + "6;a\ntext=a\r\n0\r\n\r\n")]
    public async Task A_request_of_doubtful_end_is_400_and_what_follows_it_is_never_read(string what, string request)
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);

        var answer = await RawHttp.ReadAllAsync(app.Port, Encoding.Latin1.GetBytes(request + Smuggled));

        answer.Should().StartWith("HTTP/1.1 400 ", what);
        answer.Split("HTTP/1.1 ").Should().HaveCount(2, $"{what}: one answer, then the connection is closed");
        (await app.ListAsync()).Should().BeEmpty(what);
    }

    [Fact]
    public async Task A_body_is_read_to_its_end_and_not_beyond()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        // Kestrel reads +6 as 6, which no other reading contradicts: what follows is the next request.
        foreach (var request in (string[])[Post + "Content-Length: 6\r\n\r\ntext=a", Post + "Content-Length: +6\r\n\r\ntext=a", Chunked + "6\r\ntext=a\r\n0\r\n\r\n", "GET /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\ntext=a"])
        {
            var answer = await RawHttp.ReadAllAsync(app.Port, Encoding.Latin1.GetBytes(request + Smuggled));
            answer.Split("HTTP/1.1 ").Skip(1).Select(a => a[..3]).Should().HaveCount(2).And.HaveElementAt(1, "200");
        }
    }

    [Theory]
    [InlineData("more than 100 headers", 101, 10, 431)]
    [InlineData("headers of more than 32 KiB", 5, 7_000, 431)]
    [InlineData("one header of 40 KiB", 1, 40_000, 431)]
    [InlineData("a hundred short ones", 98, 10, 200)]
    public async Task Headers_have_limits(string what, int count, int size, int status)
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', size)}\r\n"));
        (await RawHttp.SendAsync(app.Port, Encoding.ASCII.GetBytes($"GET /uws/probe HTTP/1.1\r\nHost: a\r\n{headers}\r\n"))).Should().StartWith($"HTTP/1.1 {status} ", what);
    }

    [Fact]
    public async Task A_host_that_no_URL_can_name_is_400()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        foreach (var (verb, host) in new[] { ("GET", string.Concat(Enumerable.Repeat("l&9", 30))), ("rET", new string('&', 4_000)), ("POST", "a&..b") })
        {
            var answer = await RawHttp.SendAsync(app.Port, Encoding.ASCII.GetBytes($"{verb} /uws/probe HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"));
            answer.Should().StartWith("HTTP/1.1 400 ", host).And.Contain("is not allowed; allowed: a host name");
        }
    }

    [Fact]
    public async Task A_request_line_of_more_than_8_KiB_is_414()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        (await RawHttp.SendAsync(app.Port, Encoding.ASCII.GetBytes($"GET /uws/probe?x={new string('a', 9_000)} HTTP/1.1\r\nHost: a\r\n\r\n"))).Should().StartWith("HTTP/1.1 414 ");
    }

    [Theory]
    [InlineData(Post + "Content-Length: 100\r\n\r\ntext=")]
    [InlineData(Chunked + "64\r\ntext=")]
    [InlineData("POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=xx\r\nContent-Length: 900\r\n\r\n--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nhal")]
    public async Task A_body_that_drips_is_408_and_leaves_nothing(string request)
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        (await RawHttp.ReadAllAsync(app.Port, Encoding.ASCII.GetBytes(request))).Should().StartWith("HTTP/1.1 408 ");
        (await app.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    public async Task Headers_that_drip_end_the_connection()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true, build: b => b.WebHost.ConfigureKestrel(k => k.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1)));
        (await RawHttp.ReadAllAsync(app.Port, "GET /uws/probe HTTP/1.1\r\nHost: a\r\nX-Slow:"u8.ToArray())).Should().StartWith("HTTP/1.1 408 ");
    }

    [Fact]
    public async Task The_server_keeps_its_own_limits_in_force()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        limits.RequestHeadersTimeout.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        limits.MinRequestBodyDataRate!.BytesPerSecond.Should().BeGreaterThanOrEqualTo(240);
        limits.MinResponseDataRate!.BytesPerSecond.Should().BeGreaterThanOrEqualTo(240);
        (limits.MaxRequestHeaderCount, limits.MaxRequestHeadersTotalSize, limits.MaxRequestLineSize).Should().Be((100, 32 * 1024, 8 * 1024));
        limits.KeepAliveTimeout.Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(130));
    }

    [Fact]
    public async Task Pages_of_other_sites_are_told_nothing_by_default()
    {
        await using var app = await UwsApp.StartAsync();
        foreach (var verb in (string[])["OPTIONS", "GET"])
        {
            using var response = await app.SendAsync(verb, "/uws/probe", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"));
            response.Headers.Should().NotContain(h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase), verb);
        }
    }
}
