using Microsoft.Extensions.DependencyInjection;
using UwsKit.Testing;

namespace UwsKit.Core.Tests.Provenance;

/// <summary>However many jobs there are, and whatever they are made of, one answer is a bounded piece of work and says where it was cut.</summary>
public sealed class ProvenanceWalkSpecs
{
    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task A_chain_of_a_million_jobs_is_cut_at_the_nodes_allowed(int most)
    {
        var chain = new EndlessChain(isFan: false);

        var graph = await WalkAsync(chain, most, new() { Depth = null, Agents = false });

        graph.Nodes.Should().HaveCount(most);
        graph.Note.Should().Be($"The graph goes on: it is cut at the {most} nodes allowed. Ask for less DEPTH, or go on from one of its outer nodes.");
        chain.Reads.Should().BeLessThan(most * 10);
    }

    [Fact]
    public async Task A_depth_bounds_the_work_as_well()
    {
        var chain = new EndlessChain(isFan: false);
        (await WalkAsync(chain, 1000, new() { Depth = 6, Agents = false })).Should().Match<ProvGraph>(g => g.Nodes.Count == 7 && g.Note == null);
        chain.Reads.Should().BeLessThan(100);
    }

    [Fact]
    public async Task A_result_that_a_million_jobs_used_is_cut_at_the_nodes_allowed()
    {
        var fan = new EndlessChain(isFan: true);

        var graph = await WalkAsync(fan, 1000, new() { Depth = null, Forth = true });

        graph.Nodes.Should().HaveCount(1000);
        graph.Note.Should().Contain("cut at the 1000 nodes allowed");
        fan.Reads.Should().BeLessThan(6000);
    }

    [Fact]
    public async Task Jobs_of_a_million_others_are_not_looked_at_without_end_though_none_of_them_is_shown()
    {
        var fan = new EndlessChain(isFan: true);

        var graph = await WalkAsync(fan, 1000, new() { Depth = null, Forth = true }, onlyFirst: true);

        graph.Nodes.Should().HaveCountLessThan(20);
        fan.Reads.Should().BeLessThan(6000);
        fan.Reads.Should().BeGreaterThan(900, "they were looked at");
    }

    [Fact]
    public async Task A_chain_that_comes_back_to_its_beginning_ends()
    {
        var graph = await WalkAsync(new Ring(), 1000, new() { Depth = null, Agents = false });
        graph.Nodes.Should().HaveCount(6, "three jobs and their results");
        graph.Note.Should().BeNull();
    }

    private static async Task<ProvGraph> WalkAsync(IProvenanceArchive archive, int most, ProvenanceQuery query, bool onlyFirst = false)
    {
        await using var host = new UwsTestHost(uws =>
        {
            uws.AddJobList(new() { Name = "probe", AllowUndescribedParameters = true }, UwsTestHost.ManagerName);
            uws.Services.AddSingleton(archive);
        });
        var services = host.Services;
        var views = new JobViews(services.GetRequiredService<ProvenanceKeeper>(), services.GetRequiredService<JobDescriptions>(), new Reader(onlyFirst), "http://h/uws", most);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        return (await new ProvenanceWalk(views, query, most).RunAsync([EndlessChain.Id(0).Value], patience.Token))!;
    }

    private sealed class Reader(bool onlyFirst) : IProvenanceReader
    {
        public bool TellsOfHidden => true;
        public ValueTask<bool> MayReadAsync(Job job, CancellationToken ct) => new(!onlyFirst || job.Id == EndlessChain.Id(0));
        public ValueTask<bool> MayListAsync(Job job, CancellationToken ct) => MayReadAsync(job, ct);
    }

    /// <summary>The first used a result of the second, that one of the third, and that one of the first: what no clock allows, but a record may say.</summary>
    private sealed class Ring : IProvenanceArchive
    {
        private readonly EndlessChain _chain = new(isFan: false);

        public async ValueTask<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct)
        {
            var entry = (await _chain.FindAsync(job, ct))!;
            var text = System.Text.Encoding.UTF8.GetString(entry.Document.Span).Replace(EndlessChain.Id(3).Value, EndlessChain.Id(0).Value, StringComparison.Ordinal);
            return entry with { Document = System.Text.Encoding.UTF8.GetBytes(text) };
        }

        public ValueTask<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct) => new([]);
        public ValueTask KeepAsync(ProvenanceEntry entry, CancellationToken ct) => default;
        public ValueTask<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct) => new([]);
        public ValueTask RemoveAsync(DateTimeOffset until, CancellationToken ct) => default;
    }
}
