using System.Collections.Concurrent;
using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class ProbeTurnSpecs
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Of_several_nodes_one_probes_a_shared_manager_and_another_takes_over_when_it_is_gone()
    {
        var storage = new LeasedStorage();
        await using var first = new Engine(o => o.Node = "a", storage: storage);
        await using var second = new Engine(o => o.Node = "b", storage: storage);
        await first.StartAsync();
        var job = await first.ExecutingAsync();
        await first.Get<ProbeSweep>().RunAsync(default);
        first.Back.Put(job.Id, BackendState.Running);
        second.Back.Put(job.Id, BackendState.Running);

        await second.Get<ProbeSweep>().RunAsync(default);
        second.Back.Probes.Should().BeEmpty();
        var before = first.Back.Probes.Count;
        await first.Get<ProbeSweep>().RunAsync(default);
        first.Back.Probes.Count.Should().BeGreaterThan(before);

        storage.Now += Interval * 2;
        await second.Get<ProbeSweep>().RunAsync(default);
        second.Back.Probes.Should().ContainSingle().Which.Should().ContainSingle(j => j.Id == job.Id);
    }

    [Fact]
    public async Task A_node_whose_own_way_to_the_back_end_is_broken_does_not_keep_the_turn()
    {
        var storage = new LeasedStorage();
        await using var broken = new Engine(o => o.Node = "a", storage: storage);
        await using var other = new Engine(o => o.Node = "b", storage: storage);
        await broken.StartAsync();
        var job = await broken.ExecutingAsync();
        other.Back.Put(job.Id, BackendState.Running);
        broken.Back.IsAway = true;

        await broken.Get<ProbeSweep>().RunAsync(default);
        await other.Get<ProbeSweep>().RunAsync(default);

        other.Back.Probes.Should().ContainSingle().Which.Should().ContainSingle(j => j.Id == job.Id);
    }

    [Fact]
    public async Task A_node_without_the_turn_still_settles_what_it_was_submitting_itself()
    {
        var storage = new LeasedStorage();
        await storage.TryHoldAsync("probe/" + Engine.Manager, "a", TimeSpan.FromHours(1), default);
        await using var engine = new Engine(o => o.Node = "b", storage: storage);
        engine.Back.OnSubmit = s => s.Attempt == 1 ? new SubmitOutcome.Uncertain("timed out") : new SubmitOutcome.Accepted("second");
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.UntilAsync(job.Id, j => j.Placement?.BackendId == "second");
    }

    [Fact]
    public async Task Jobs_of_a_node_are_probed_by_that_node_alone_whoever_has_the_turn()
    {
        var storage = new LeasedStorage();
        await using var owner = new Engine(o => o.Node = "a", storage: storage);
        await using var other = new Engine(o => o.Node = "b", storage: storage);
        (owner.Back.Scope, other.Back.Scope) = (ManagerScope.Node, ManagerScope.Node);
        await owner.StartAsync();
        var job = await owner.ExecutingAsync();
        // A job whose submission has not quite ended is left out of probes.
        (SpinWait.SpinUntil(() => !owner.Get<SubmissionWork>().IsUnderWay(job.Id), TimeSpan.FromSeconds(20))).Should().BeTrue();
        await storage.TryHoldAsync("probe/" + Engine.Manager, "b", TimeSpan.FromHours(1), default);

        await other.Get<ProbeSweep>().RunAsync(default);
        await owner.Get<ProbeSweep>().RunAsync(default);

        other.Back.Probes.Should().BeEmpty();
        owner.Back.Probes.Should().Contain(p => p.Any(j => j.Id == job.Id));
    }

    /// <summary>An in-memory storage with leases by a clock of its own.</summary>
    private sealed class LeasedStorage : IStorage, ILeases
    {
        private readonly InMemoryStorage _inner = new();
        private readonly ConcurrentDictionary<string, (string Holder, DateTimeOffset Until)> _leases = new();

        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public ValueTask<bool> TryHoldAsync(string name, string holder, TimeSpan time, CancellationToken ct)
        {
            var held = _leases.AddOrUpdate(name, _ => (holder, Now + time), (_, l) => l.Holder == holder || l.Until <= Now ? (holder, Now + time) : l);
            return new(held.Holder == holder);
        }

        public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => _inner.TryCreateAsync(job, ct);

        public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => _inner.GetAsync(id, ct);

        public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => _inner.TryUpdateAsync(job, ct);

        public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => _inner.DeleteAsync(id, ct);

        public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => _inner.ListAsync(query, ct);
    }
}
