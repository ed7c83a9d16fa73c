using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;

namespace UwsKit;

public sealed class AssetTests
{
    [Fact]
    public async Task Assets_are_kept_for_ever_under_their_hash_and_compressed()
    {
        await using var app = await UwsApp.StartAsync();
        var html = await new PageBrowser(app).OpenAsync("/uws");
        foreach (Match url in Regex.Matches(html, "(?:href|src)=\"(/uws/assets/[^\"]+)\""))
        {
            foreach (var (coding, expected) in new[] { ("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0", "") })
            {
                using var answer = await app.SendAsync("GET", url.Groups[1].Value, null, ("Accept-Encoding", coding));
                answer.StatusCode.Should().Be(HttpStatusCode.OK);
                answer.Headers.CacheControl!.ToString().Should().Contain("immutable").And.Contain("max-age=31536000");
                string.Concat(answer.Content.Headers.ContentEncoding).Should().Be(expected);
                answer.Headers.Vary.Should().Contain("Accept-Encoding");
            }
        }

        using var stale = await app.SendAsync("GET", "/uws/assets/0123/uws.css");
        stale.Headers.CacheControl!.NoCache.Should().BeTrue("a page of another release gets what there is");
        (await app.SendAsync("GET", "/uws/assets/0123/none.js")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public void All_assets_together_are_less_than_60_kB()
    {
        var assets = new PageAssets(new());
        assets.Names.Should().Contain(["uws.css", "uws.js", "previews.js", "samp.js", "sampjs.js", "icon.svg", "theme.css"]);
        assets.Names.Sum(n => assets.Find(n)!.In("gzip").Length).Should().BeLessThan(60_000);
        assets.Names.Sum(n => assets.Find(n)!.In("br").Length).Should().BeLessThan(30_000);
    }

    [Fact]
    public async Task A_page_of_100_jobs_is_less_than_30_kB()
    {
        await using var app = await UwsApp.StartAsync();
        for (var i = 0; i < 150; i++)
        {
            await app.Storage.TryCreateAsync(new() { Id = JobId.New(TimeProvider.System), JobList = "probe", RunId = $"observation-{i * 7919}", CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(i * 5011), StartTime = DateTimeOffset.UnixEpoch.AddSeconds(i * 5017), EndTime = DateTimeOffset.UnixEpoch.AddSeconds(i * 5031), Phase = ExecutionPhase.Completed }, default);
        }

        using var answer = await app.SendAsync("GET", "/uws/probe", null, ("Accept", "text/html"), ("Accept-Encoding", "gzip"));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        using var plain = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        Regex.Count(await plain.ReadToEndAsync(), "<tr id=\"j").Should().Be(100);
        bytes.Length.Should().BeLessThan(30_000);
    }

    [Fact]
    public async Task A_page_that_another_site_asked_for_is_not_compressed()
    {
        await using var app = await UwsApp.StartAsync();
        using var answer = await app.SendAsync("GET", "/uws/probe", null, ("Accept", "text/html"), ("Accept-Encoding", "gzip"), ("Sec-Fetch-Site", "cross-site"));
        answer.Content.Headers.ContentEncoding.Should().BeEmpty();
    }
}
