using System.Text;

namespace UwsKit;

public sealed class KestrelTests
{
    [Fact]
    [Rule(32)]
    public async Task A_list_may_take_more_than_the_servers_own_limit()
    {
        await using var app = await UwsApp.StartAsync(list: new() { MaxBody = 40_000_000 }, kestrel: true);
        var head = Encoding.ASCII.GetBytes("--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n");
        var content = new ByteArrayContent([.. head, .. new byte[35_000_000], .. "\r\n--xx--\r\n"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=xx");
        await app.SendAsync("POST", "/uws/probe", content).ShouldBeAsync(303);
    }

    [Fact]
    [Rule(32, 110)]
    public async Task More_than_the_list_allows_is_413_before_it_is_read()
    {
        await using var app = await UwsApp.StartAsync(list: new() { MaxBody = 1000 }, kestrel: true);
        var answer = await RawHttp.SendAsync(app.Port,
            "POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000000000\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
        answer.Should().StartWith("HTTP/1.1 413 ");
        (await app.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    [Rule(110)]
    public async Task A_client_that_hangs_up_while_uploading_leaves_nothing()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var body = "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nwhole\r\n--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"b\"\r\n\r\nhal";
        var request = $"POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=xx\r\nContent-Length: 9999\r\n\r\n{body}";
        await RawHttp.SendAsync(app.Port, Encoding.ASCII.GetBytes(request), hangUp: true);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await UploadTests.FilesAsync(app) > 0)
        {
            await Task.Delay(50, timeout.Token);
        }

        (await app.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [Rule(32)]
    [InlineData("GET /uws/probe?PHASE=%E9 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /uws/probe/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /uws/probe HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /uws/probe HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400)]
    [InlineData("BREW /uws/probe HTTP/1.1\r\nHost: a\r\n\r\n", 405)]
    [InlineData("POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    [InlineData("POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data\r\nContent-Length: 2\r\n\r\nxx", 400)]
    [InlineData("POST /uws/probe HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 303)]
    public async Task Whatever_comes_gets_its_4xx(string request, int status)
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        (await RawHttp.SendAsync(app.Port, Encoding.Latin1.GetBytes(request))).Should().StartWith($"HTTP/1.1 {status} ");
    }

    [Fact]
    [Rule(95)]
    public async Task A_waiting_client_that_goes_away_frees_its_place()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxWaiters"] = "1", kestrel: true);
        var path = await app.CreateAsync();
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await FluentActions.Awaiting(() => app.Client.GetAsync($"{path}?WAIT=15", gone.Token)).Should().ThrowAsync<OperationCanceledException>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var full = true; full;)
        {
            patience.Token.ThrowIfCancellationRequested();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await app.JobAsync($"{path}?WAIT=3");
            full = watch.Elapsed < TimeSpan.FromSeconds(2.9);
        }
    }
}
