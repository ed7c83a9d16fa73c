using System.Net;

namespace UwsKit.EndToEnd;

/// <summary>What clients see of a job of the local manager while it runs, and of the limits that end it.</summary>
public sealed class LiveTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private ServiceHost? _host;

    public async ValueTask DisposeAsync()
    {
        await (_host?.DisposeAsync() ?? default);
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task Progress_and_output_of_a_running_job_are_read_over_HTTP()
    {
        var list = await StartAsync();
        var job = await list.CreateAsync(("PHASE", "RUN"));

        await Patience.UntilAsync(async () => (await list.GetAsync(list.JobUrl(job))).Body.Contains("percent=\"42\"", StringComparison.Ordinal), "the progress is shown");
        (await list.GetAsync(list.JobUrl(job))).Body.Should().Contain("half way");
        (await list.PhaseAsync(job)).Should().Be("EXECUTING");
        (await list.GetAsync(list.JobUrl(job) + "/stdout")).Should().Be((HttpStatusCode.OK, "first line\n"));
        (await list.GetAsync(list.JobUrl(job) + "/stderr")).Should().Be((HttpStatusCode.OK, "a warning\n"));
        await File.WriteAllTextAsync(_folder["journal.go"], "");

        UwsClient.PhaseOf(await list.EndAsync(job)).Should().Be("COMPLETED");
        (await list.GetAsync(list.JobUrl(job) + "/stdout")).Body.Should().Be("first line\nopen files: 64\n");
    }

    [Fact]
    public async Task A_job_over_its_disk_limit_ends_in_error_and_says_how_much_it_used()
    {
        var list = await StartAsync();
        await File.WriteAllTextAsync(_folder["journal.much"], "");
        await File.WriteAllTextAsync(_folder["journal.go"], "");

        var end = await list.EndAsync(await list.CreateAsync(("PHASE", "RUN")));

        UwsClient.PhaseOf(end).Should().Be("ERROR");
        UwsClient.MessageOf(end).Should().Be("stopped by its limit of disk: used 5 MB of 3 MB");
    }

    private async Task<UwsClient> StartAsync()
    {
        _host = await ServiceHost.StartAsync(Places.CtaService, _folder, [.. CtaHost.Lists("live"), $"--Uws:Managers:local:Environment:JOURNAL={_folder["journal"]}"]);
        return _host.List("live");
    }
}
