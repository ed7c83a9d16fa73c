using System.Net;

namespace UwsKit.Clusters;

/// <summary>What a client sees while the job runs.</summary>
public sealed class LiveTests(SlurmDev cluster)
{
    [Theory, Rule(4)]
    [InlineData("local"), InlineData("cluster")]
    public async Task Outputs_and_progress_can_be_read_while_the_job_runs(string manager)
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var list = host.Jobs("talk");
        var job = await list.CreateAsync(("MANAGER", manager), ("PHASE", "RUN"));

        await Patience.UntilAsync(async () => (await list.GetAsync(list.JobUrl(job) + "/stdout")).Body == "to stdout\n", "stdout is to be read");
        await Patience.UntilAsync(async () => (await list.GetAsync(list.JobUrl(job) + "/stderr")).Body == "to stderr\n", "stderr is to be read");
        await Patience.UntilAsync(async () => (await list.JobAsync(job)).Descendants().Any(e => e.Name.LocalName == "progress"), "the progress is shown");
        var progress = (await list.JobAsync(job)).Descendants().Single(e => e.Name.LocalName == "progress");
        (((string?)progress.Attribute("percent")), progress.Value).Should().Be(("42", "half \"way\" & on"));
        (await list.PhaseAsync(job)).Should().Be("EXECUTING");

        host.Open(job);
        UwsClient.PhaseOf(await list.EndAsync(job)).Should().Be("COMPLETED");
        (await list.GetAsync(list.JobUrl(job) + "/stdout")).Should().Be((HttpStatusCode.OK, "to stdout\n"));
    }
}
