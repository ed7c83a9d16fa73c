using System.Xml.Linq;

namespace UwsKit.ManyNodes;

/// <summary>The database goes away and comes back: clear answers meanwhile, nothing lost, no restart needed.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.StartAsync(
        "--Uws:Storage:CommandTimeout=2s", "--Uws:Storage:ConnectTimeout=2s", "--Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks=None");

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;

    [Fact]
    public async Task While_the_database_is_down_every_answer_is_a_clear_503_and_afterwards_nothing_is_lost()
    {
        var (a, b) = (_cluster.Nodes[0], _cluster.Nodes[1]);
        var pending = await a.List.CreateAsync();
        var wait = a.List.GetAsync(a.List.JobUrl(pending) + "?WAIT=50");
        var working = await Task.WhenAll(_cluster.Nodes.Select(n => n.List.CreateAsync(("PHASE", "RUN"), ("seconds", "3"))));
        await Patience.UntilAsync(() => _cluster.Journal().Count == working.Length, "the jobs have begun");
        foreach (var job in working)
        {
            await a.List.UntilAsync(job, "EXECUTING");
        }

        await _cluster.Database.DownAsync();
        foreach (var node in _cluster.Nodes)
        {
            await EveryAnswerIs503Async(node, pending, working[0], within: TimeSpan.FromSeconds(10));
        }

        await Patience.UntilAsync(() => Results() == working.Length, "the work has ended while the database is down");
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async n => (await Request.GetAsync(_cluster.Nodes[n % 3].List.Url)).Status.Should().Be(503)));
        wait.IsCompleted.Should().BeFalse("a WAIT keeps its promise");
        await _cluster.Database.UpAsync();

        await RecoveredAsync();
        foreach (var job in working)
        {
            var document = await b.List.EndAsync(job);
            UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
            document.Descendants(UwsClient.Uws + "result").Should().ContainSingle();
        }

        _cluster.Journal().Should().BeEquivalentTo(working, "nothing was run twice");
        (await Request.PostAsync($"{b.List.JobUrl(pending)}/phase", ("PHASE", "ABORT"))).Status.Should().Be(303);
        UwsClient.PhaseOf(XDocument.Parse((await wait).Body)).Should().Be("ABORTED");
        (await Request.EventAsync(b, working[0], "Finished")).Status.Should().Be(204, "a script that tries again succeeds");
        LogsAreShort();
    }

    [Fact]
    public async Task A_database_that_is_frozen_is_a_503_within_the_timeouts_and_goes_on_when_it_thaws()
    {
        var node = _cluster.Nodes[0];
        var pending = await node.List.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Request.GetAsync(node.List.Url)));
        var frozen = _cluster.Database.Processes();
        try
        {
            frozen.ToList().ForEach(process => Signals.Send(process, Signals.Stop));

            await EveryAnswerIs503Async(node, pending, pending, within: TimeSpan.FromSeconds(15));
            var many = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Request.GetAsync(node.List.JobUrl(pending))));
            many.Should().OnlyContain(r => r.Status == 503 && r.Took < TimeSpan.FromSeconds(15));
            many.Count(r => r.Took < TimeSpan.FromSeconds(1)).Should().BeGreaterThan(90, "one call finds out whether the database is back, the others need not wait for it");
            foreach (var other in _cluster.Nodes)
            {
                (await other.HealthAsync()).Status.Should().Be(503);
                await Patience.UntilAsync(() => other.Count("[4302]") == 1, "every node has noticed");
            }
        }
        finally
        {
            // Some ended when their connections were given up, as soon as those before them went on.
            frozen.Where(process => Directory.Exists($"/proc/{process}")).ToList().ForEach(process => Signals.Send(process, Signals.Continue));
        }

        await RecoveredAsync();
        var job = await node.List.CreateAsync(("PHASE", "RUN"), ("seconds", "0"));
        UwsClient.PhaseOf(await _cluster.Nodes[2].List.EndAsync(job)).Should().Be("COMPLETED");
        LogsAreShort();
    }

    private static async Task EveryAnswerIs503Async(Node node, string pending, string working, TimeSpan within)
    {
        var list = node.List;
        var answers = await Task.WhenAll(
            Request.GetAsync(list.Url), Request.GetAsync($"{list.Url}?PHASE=QUEUED&LAST=3"), Request.PostAsync(list.Url), Request.PostAsync(list.Url, ("PHASE", "RUN")),
            Request.GetAsync(list.JobUrl(pending)), Request.GetAsync($"{list.JobUrl(pending)}?WAIT=30"), Request.GetAsync($"{list.JobUrl(pending)}/phase"),
            Request.PostAsync($"{list.JobUrl(pending)}/phase", ("PHASE", "RUN")), Request.PostAsync($"{list.JobUrl(pending)}/phase", ("PHASE", "ABORT")),
            Request.PostAsync($"{list.JobUrl(pending)}/parameters", ("seconds", "1")), Request.PostAsync($"{list.JobUrl(pending)}/destruction", ("DESTRUCTION", "2100-01-01T00:00:00Z")),
            Request.DeleteAsync(list.JobUrl(pending)), Request.GetAsync($"{list.JobUrl(working)}/results"), Request.EventAsync(node, working, "Running"));
        foreach (var answer in answers)
        {
            answer.Status.Should().Be(503, answer.Body);
            answer.RetryAfter.Should().NotBeNull();
            answer.ContentType.Should().Be("text/plain");
            answer.Body.Should().StartWith("The job database is not available: ").And.NotContainAny("\n", "127.0.0.1", "Npgsql");
            answer.Took.Should().BeLessThan(within);
        }

        (await node.HealthAsync()).Status.Should().Be(503);
        var availability = await Request.GetAsync($"{node.Root}/uws/availability");
        availability.Status.Should().Be(200);
        availability.Body.Should().Contain("<vosi:available>false</vosi:available>").And.Contain("<vosi:note>The job storage does not answer.</vosi:note>");
        availability.Took.Should().BeLessThan(within);
    }

    private async Task RecoveredAsync()
    {
        foreach (var node in _cluster.Nodes)
        {
            await Patience.UntilAsync(async () => (await node.HealthAsync()).Status == 200, $"node {node.Name} is ready again");
            (await Request.GetAsync($"{node.Root}/uws/availability")).Body.Should().Contain("<vosi:available>true</vosi:available>");
        }
    }

    private void LogsAreShort()
    {
        foreach (var node in _cluster.Nodes)
        {
            node.Count("[4302]").Should().Be(1, "of node {0}, whose log is in the output", node.Name);
            node.Count("[4303]").Should().Be(1, "of node {0}, whose log is in the output", node.Name);
            node.Log.Should().NotContainAny("   at ", "Exception");
            node.Log.Split('\n').Count(l => l.StartsWith("fail:", StringComparison.Ordinal)).Should().Be(1, "of node {0}, whose log is in the output", node.Name);
            node.Log.Split('\n').Count(l => l.StartsWith("warn:", StringComparison.Ordinal)).Should().BeLessThan(20, "of node {0}, whose log is in the output", node.Name);
        }
    }

    private int Results() => Directory.EnumerateFiles(_cluster.Folder["files"], "result.txt", SearchOption.AllDirectories).Count();
}
