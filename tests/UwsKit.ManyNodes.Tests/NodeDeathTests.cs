using System.Xml.Linq;

namespace UwsKit.ManyNodes;

/// <summary>Nodes are killed; every job begins once and none is stuck.</summary>
public sealed class NodeDeathTests
{
    [Fact]
    public async Task Jobs_made_on_all_nodes_begin_once_each_though_nodes_are_killed_in_the_middle()
    {
        await using var cluster = await Cluster.StartAsync();
        var nodes = cluster.Nodes;
        var jobs = await Task.WhenAll(Enumerable.Range(0, 45).Select(n => nodes[n % 3].List.CreateAsync(("PHASE", "RUN"), ("seconds", "0.3"))));

        foreach (var (begun, node) in ((int, Node)[])[(4, nodes[0]), (14, nodes[1]), (24, nodes[2])])
        {
            await Patience.UntilAsync(() => cluster.Journal().Count >= begun, $"{begun} jobs have begun");
            await node.KillAsync();
            await node.StartAsync();
        }

        foreach (var job in jobs)
        {
            var document = await nodes[0].List.EndAsync(job);
            UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
            document.Descendants(UwsClient.Uws + "result").Should().ContainSingle();
        }

        cluster.Journal().Should().BeEquivalentTo(jobs, "each has begun exactly once");
    }

    [Fact]
    public async Task Of_a_node_that_does_not_come_back_the_waiting_jobs_run_elsewhere_and_the_running_ones_end_in_error()
    {
        await using var cluster = await Cluster.StartAsync("--Uws:NodeLease=6s");
        var (a, b, c) = (cluster.Nodes[0], cluster.Nodes[1], cluster.Nodes[2]);
        await a.StopAsync();
        await b.StopAsync();
        var running = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => c.List.CreateAsync(("PHASE", "RUN"), ("seconds", "600"))));
        foreach (var job in running)
        {
            await c.List.UntilAsync(job, "EXECUTING");
        }

        var waiting = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => c.List.CreateAsync(("PHASE", "RUN"), ("seconds", "0"))));
        await c.KillAsync();
        await Task.WhenAll(a.StartAsync(), b.StartAsync());

        foreach (var job in waiting)
        {
            UwsClient.PhaseOf(await a.List.EndAsync(job)).Should().Be("COMPLETED");
        }

        foreach (var job in running)
        {
            var document = await b.List.EndAsync(job);
            UwsClient.PhaseOf(document).Should().Be("ERROR");
            document.Descendants(UwsClient.Uws + "errorSummary").Single().Attribute("type")!.Value.Should().Be("transient");
            UwsClient.MessageOf(document).Should().Be("the server node 'c' that ran the job is gone");
        }

        // When it is back it stops what it still runs: nobody waits for it any more.
        Processes(running).Should().NotBeEmpty();
        await c.StartAsync();
        await Patience.UntilAsync(() => Processes(running).Count == 0, "the work of the given-up jobs is stopped");
        cluster.Journal().Should().BeEquivalentTo([.. running, .. waiting]);
        (a.Count("has given no sign of life") + b.Count("has given no sign of life")).Should().BePositive();
    }

    [Fact]
    public async Task An_outage_of_the_database_makes_no_node_look_gone()
    {
        await using var cluster = await Cluster.StartAsync("--Uws:NodeLease=6s");
        var job = await cluster.Nodes[0].List.CreateAsync(("PHASE", "RUN"), ("seconds", "600"));
        await cluster.Nodes[0].List.UntilAsync(job, "EXECUTING");
        await cluster.UntilLeasedAsync();

        // Longer than the lease: when the database is back all leases have run out.
        await cluster.Database.DownAsync();
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        await cluster.Database.UpAsync();

        await cluster.UntilLeasedAsync();
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        UwsClient.PhaseOf(await cluster.Nodes[1].List.JobAsync(job)).Should().Be("EXECUTING");
        (await Request.PostAsync($"{cluster.Nodes[1].List.JobUrl(job)}/phase", ("PHASE", "ABORT"))).Status.Should().Be(303);
        await Patience.UntilAsync(() => Processes([job]).Count == 0, "the work is stopped by its own node, told through another");
    }

    private static List<string> Processes(IEnumerable<string> jobs)
    {
        var variables = jobs.Select(job => "UWS_JOB_ID=" + job).ToHashSet(StringComparer.Ordinal);
        return [.. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _) && Environment(p).Split('\0').Any(variables.Contains))];
    }

    private static string Environment(string process)
    {
        try
        {
            return File.ReadAllText(process + "/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
