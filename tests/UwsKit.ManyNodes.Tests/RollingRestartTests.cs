using System.Diagnostics;
using System.Xml.Linq;

namespace UwsKit.ManyNodes;

/// <summary>All nodes are restarted, one after the other, while clients work through nginx; nobody notices.</summary>
public sealed class RollingRestartTests
{
    private const int Requests = 10_000;

    [Fact]
    public async Task Of_ten_thousand_requests_during_a_rolling_restart_none_fails_and_every_job_is_there_once()
    {
        await using var cluster = await Cluster.StartAsync("--Uws:Limits:MaxWait=5s");
        await using var nginx = await Nginx.StartAsync(cluster);
        var traffic = new Traffic(nginx.List, clients: 32);
        using var stop = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var running = traffic.RunAsync(stop.Token);
        await ServedByAllAsync(cluster, nginx);

        // Each node once, and on in turns until so many requests were sent.
        for (var turn = 0; turn < cluster.Nodes.Count || (traffic.Sent < Requests && clock.Elapsed < Patience.Limit * 2); turn++)
        {
            var node = cluster.Nodes[turn % cluster.Nodes.Count];
            var before = traffic.Sent;
            await node.StopAsync();
            var stopped = clock.Elapsed;
            await node.StartAsync();
            await ServedByAllAsync(cluster, nginx);
            Show($"node {node.Name}: down after {stopped}, up and serving after {clock.Elapsed}; {traffic.Sent - before} requests meanwhile");
        }

        await stop.CancelAsync();
        await running;

        Show($"{traffic.Sent} requests in {clock.Elapsed}, {traffic.Created.Count} jobs, {nginx.Access.Count(l => l.Contains(", ", StringComparison.Ordinal))} passed on to another node");
        traffic.Failures.Should().BeEmpty(nginx.Errors.Length > 4000 ? nginx.Errors[^4000..] : nginx.Errors);
        traffic.Sent.Should().BeGreaterThanOrEqualTo(Requests);
        foreach (var node in cluster.Nodes)
        {
            // Nothing twice either: no POST was repeated that had been carried out.
            var listed = XDocument.Parse((await node.List.GetAsync(node.List.Url)).Body).Root!.Elements().Select(j => (string)j.Attribute("id")!);
            listed.Order(StringComparer.Ordinal).SequenceEqual(traffic.Created.Order(StringComparer.Ordinal)).Should().BeTrue("{0} is to list each job once", node.Name);
        }
    }

    [Fact]
    public async Task A_node_that_stops_says_so_ends_its_waits_and_finishes_the_requests_under_way()
    {
        await using var cluster = await Cluster.StartAsync("--Uws:Http:StopDelay=3s", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information");
        var node = cluster.Nodes[0];
        var job = await node.List.CreateAsync();
        var wait = node.List.GetAsync(node.List.JobUrl(job) + "?WAIT=50");
        await Patience.UntilAsync(() => node.Count($"{job}?WAIT=50 -") > 0, "the WAIT has begun");
        using var upload = new SlowUpload(new Uri(node.List.Url), ("seconds", "0"));
        await upload.BeginAsync();

        var stopped = node.StopAsync();

        UwsClient.PhaseOf(XDocument.Parse((await wait).Body)).Should().Be("PENDING", "the WAIT ends early with what is known");
        stopped.IsCompleted.Should().BeFalse();
        var (status, _) = await node.HealthAsync();
        status.Should().Be(503, "it still takes connections and says that it is not ready");
        (await node.List.GetAsync($"{node.Root}/uws/availability")).Body.Should().Contain("<vosi:available>false<").And.Contain("about to stop");
        await Patience.UntilAsync(async () => !await upload.CanConnectAsync(), "the node takes no more connections");
        var answer = await upload.EndAsync();
        await stopped;

        answer.Should().StartWith("HTTP/1.1 303 ").And.Contain("Connection: close");
        var created = answer.Split("\r\n").Single(l => l.StartsWith("Location:", StringComparison.Ordinal)).Split('/')[^1];
        (await cluster.Nodes[1].List.PhaseAsync(created)).Should().Be("PENDING");
    }

    /// <summary>Each node has answered a request that nginx passed to it after this was called.</summary>
    private static async Task ServedByAllAsync(Cluster cluster, Nginx nginx)
    {
        var before = nginx.Access.Count();
        await Patience.UntilAsync(
            () => nginx.Access.Skip(before).ToList() is var later && cluster.Nodes.TrueForAll(n => later.Exists(l => l.Contains($"[127.0.0.1:{n.Port}]", StringComparison.Ordinal))),
            "every node is in use");
    }

    private static void Show(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
