using System.Text;
using System.Text.RegularExpressions;

namespace UwsKit.EndToEnd;

/// <summary>What a newcomer tries first.</summary>
public sealed class ExampleTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Hello_runs_its_job()
    {
        await using var host = await ServiceHost.StartAsync(Places.Hello, _folder);
        var list = host.List("echo");

        var job = await list.CreateAsync(("text", "hello; $(id)"), ("PHASE", "RUN"));

        UwsClient.PhaseOf(await list.EndAsync(job)).Should().Be("COMPLETED");
        Encoding.UTF8.GetString(await list.BytesAsync(job, "out")).Should().Be("hello; $(id)\n");
    }

    [Fact]
    public async Task The_demo_shows_one_sky_map_done_and_keeps_serving()
    {
        await using var host = await ServiceHost.StartAsync(Places.CtaService, _folder, "--demo");

        await Patience.UntilAsync(() => host.Log.Contains("The service keeps running", StringComparison.Ordinal), "the demo is over");

        host.Log.Should().MatchRegex(@"(?s)\nservice +http://127.*\njob +http.*\nphase +COMPLETED\n.*result +preview +\d+ bytes +http");
        var job = Regex.Match(host.Log, @"\njob +http\S+/(j[0-9a-z]+)\n").Groups[1].Value;
        (await host.List("skymap").PhaseAsync(job)).Should().Be("COMPLETED");
        (await host.StopAsync()).Should().Be(0);
    }
}
