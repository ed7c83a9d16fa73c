namespace UwsKit.ManyNodes;

/// <summary>Any node takes any event, and what all nodes sweep is done once.</summary>
public sealed class EventAndSweepTests : IAsyncLifetime
{
    private Cluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;

    [Fact]
    public async Task Events_may_reach_any_node_and_repeated_late_and_foreign_ones_do_no_harm()
    {
        var nodes = _cluster.Nodes;
        var job = await nodes[0].List.CreateAsync(("PHASE", "RUN"), ("seconds", "600"));
        await nodes[2].List.UntilAsync(job, "EXECUTING");

        // One of these is not the node that runs it.
        foreach (var node in nodes)
        {
            (await Request.EventAsync(node, job, "Running")).Status.Should().Be(204);
            (await Request.EventAsync(node, job, "Running")).Status.Should().Be(204);
        }

        (await Request.EventAsync(nodes[1], job, "Finished", attempt: 2)).Status.Should().Be(204, "of an attempt that never was: noted and ignored");
        (await nodes[0].List.PhaseAsync(job)).Should().Be("EXECUTING");

        var at = await Task.WhenAll(nodes.Select(node => Request.EventAsync(node, job, "Finished")));
        at.Should().OnlyContain(r => r.Status == 204);
        var end = await nodes[1].List.EndAsync(job);
        UwsClient.PhaseOf(end).Should().Be("COMPLETED");

        foreach (var late in (string[])["Running", "Failed", "Cancelled", "Finished"])
        {
            (await Request.EventAsync(nodes[2], job, late)).Status.Should().Be(204);
        }

        (await nodes[0].List.JobAsync(job)).Element(UwsClient.Uws + "job")!.Element(UwsClient.Uws + "endTime")!.Value
            .Should().Be(end.Root!.Element(UwsClient.Uws + "endTime")!.Value);
        nodes.Sum(n => n.Count($"Job {job} of count (nobody): EXECUTING -> COMPLETED")).Should().Be(1, "one node made the change, once");
    }

    [Fact]
    public async Task What_all_nodes_sweep_is_done_once()
    {
        var nodes = _cluster.Nodes;
        var soon = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()).AddSeconds(4).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null);
        var destroyed = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => nodes[n % 3].List.CreateAsync(("DESTRUCTION", soon))));
        var overdue = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => nodes[n].List.CreateAsync(("PHASE", "RUN"), ("seconds", "600"), ("EXECUTIONDURATION", "2"))));
        var deleted = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => nodes[n % 3].List.CreateAsync(("PHASE", "RUN"), ("seconds", "600"))));
        await Task.WhenAll(deleted.Index().Select(async d => (await Request.DeleteAsync(nodes[(d.Index + 1) % 3].List.JobUrl(d.Item))).Status.Should().Be(303)));

        foreach (var job in overdue)
        {
            UwsClient.PhaseOf(await nodes[0].List.EndAsync(job)).Should().Be("ABORTED");
        }

        await Patience.UntilAsync(async () => await _cluster.RecordsAsync() == overdue.Length, "records of the destroyed and deleted jobs are gone");
        foreach (var job in overdue)
        {
            nodes.Sum(n => n.Count($"Job {job} of count (nobody): EXECUTING -> ABORTED")).Should().Be(1);
        }

        foreach (var job in destroyed.Concat(deleted))
        {
            nodes.Sum(n => n.Count($"Job {job} of count (nobody) deleted")).Should().Be(1);
            (await Request.GetAsync(nodes[0].List.JobUrl(job))).Status.Should().Be(404);
        }

        nodes.Should().OnlyContain(n => !n.Log.Contains("fail:") && !n.Log.Contains("   at "));
        _cluster.Journal().Should().OnlyHaveUniqueItems();
    }
}
