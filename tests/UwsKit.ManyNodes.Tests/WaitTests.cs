using System.Diagnostics;
using System.Net;
using System.Xml.Linq;

namespace UwsKit.ManyNodes;

/// <summary>WAIT on one node ends by what happens on another, whatever became of the database's connections in between.</summary>
public sealed class WaitTests : IAsyncLifetime
{
    // A WAIT lasts 50 s and the look without a feed comes every 30 s: an answer within this came by the feed.
    private static readonly TimeSpan ByTheFeed = TimeSpan.FromSeconds(15);
    private const string Heard = "changes of other nodes are heard";
    private Cluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.StartAsync("--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information");

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;

    [Fact]
    public async Task A_wait_on_one_node_wakes_on_a_change_made_through_another_also_after_all_connections_were_cut()
    {
        await AbortElsewhereWakesAsync(1);
        await AbortElsewhereWakesAsync(100);

        var heard = _cluster.Nodes.ConvertAll(n => n.Count(Heard));
        await _cluster.SqlAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'UwsKit'");
        await Patience.UntilAsync(() => _cluster.Nodes.Index().All(n => n.Item.Count(Heard) > heard[n.Index]), "all nodes listen again");

        await AbortElsewhereWakesAsync(20);
    }

    [Fact]
    public async Task A_change_made_while_no_node_was_listening_ends_the_wait_once_they_listen_again()
    {
        var (nodes, job) = (_cluster.Nodes, await _cluster.Nodes[0].List.CreateAsync());
        var waits = nodes.ConvertAll(n => WaitAsync(n, job));
        await WaitersAsync(job, 3);

        // The listening connections are cut and cannot be made again; the change is made on a connection that is there.
        await _cluster.SqlAsync("ALTER DATABASE postgres ALLOW_CONNECTIONS false");
        await _cluster.SqlAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT NULL'");
        await Patience.UntilAsync(() => nodes.All(n => n.Count("are not heard at once") > 0), "all nodes have noticed");
        await Patience.UntilAsync(async () => (await AbortAsync(nodes[1], job)) == HttpStatusCode.SeeOther, "the job is aborted");
        waits.Should().Contain(w => !w.IsCompleted);
        await _cluster.SqlAsync("ALTER DATABASE postgres ALLOW_CONNECTIONS true");

        var clock = Stopwatch.StartNew();
        (await Task.WhenAll(waits)).Should().OnlyContain(phase => phase == "ABORTED");
        clock.Elapsed.Should().BeLessThan(ByTheFeed);
    }

    private async Task AbortElsewhereWakesAsync(int waiters)
    {
        var nodes = _cluster.Nodes;
        var job = await nodes[0].List.CreateAsync();
        var waits = Enumerable.Range(0, waiters).Select(n => WaitAsync(nodes[1 + (n % 2)], job)).ToList();
        await WaitersAsync(job, waiters);
        waits.Should().OnlyContain(w => !w.IsCompleted);

        var clock = Stopwatch.StartNew();
        (await AbortAsync(nodes[0], job)).Should().Be(HttpStatusCode.SeeOther);
        var phases = await Task.WhenAll(waits);

        clock.Elapsed.Should().BeLessThan(ByTheFeed);
        phases.Should().OnlyContain(phase => phase == "ABORTED");
        TestContext.Current.TestOutputHelper?.WriteLine($"{waiters} waiters on other nodes: the last was answered after {clock.ElapsedMilliseconds} ms");
    }

    private Task WaitersAsync(string job, int waiters)
        => Patience.UntilAsync(() => _cluster.Nodes.Sum(n => n.Count($"{job}?WAIT=50 -")) >= waiters, $"{waiters} requests have begun");

    private static async Task<HttpStatusCode> AbortAsync(Node node, string job)
        => (await node.List.PostAsync($"{node.List.JobUrl(job)}/phase", ("PHASE", "ABORT"))).Status;

    private static async Task<string> WaitAsync(Node node, string job)
        => UwsClient.PhaseOf(XDocument.Parse((await node.List.GetAsync(node.List.JobUrl(job) + "?WAIT=50")).Body));
}
