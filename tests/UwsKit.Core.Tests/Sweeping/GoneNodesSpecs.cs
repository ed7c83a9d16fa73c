namespace UwsKit.Sweeping;

public sealed class GoneNodesSpecs
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5), Beat = Lease / 5;

    [Fact]
    public async Task Jobs_of_a_node_that_gives_no_sign_of_life_end_in_error_once_this_node_was_there_for_a_lease_itself()
    {
        await using var engine = NewEngine();
        var job = await SweepFaultSpecs.StoreAsync(engine, PlacementState.Placed, Engine.Manager, "there", ExecutionPhase.Executing);
        await BeatAsync(engine, 5);
        (await engine.FindAsync(job)).Phase.Should().Be(ExecutionPhase.Executing);

        await BeatAsync(engine, 4);

        var ended = await engine.FindAsync(job);
        ended.Phase.Should().Be(ExecutionPhase.Error);
        ended.Error.Should().Be(new JobError(Transient: true, "the server node 'there' that ran the job is gone"));
        ended.Placement!.State.Should().Be(PlacementState.Forgetting, "the node itself removes what is left when it is back");
    }

    [Fact]
    public async Task A_node_that_holds_its_lease_keeps_its_jobs_and_so_do_shared_managers()
    {
        await using var engine = NewEngine();
        var job = await SweepFaultSpecs.StoreAsync(engine, PlacementState.Placed, Engine.Manager, "there", ExecutionPhase.Executing);
        for (var n = 0; n < 8; n++)
        {
            (await ((ILeases)engine.Storage).TryHoldAsync(GoneNodes.NameOf("there"), "there", Lease, default)).Should().BeTrue();
            await BeatAsync(engine, 1);
        }

        (await engine.FindAsync(job)).Phase.Should().Be(ExecutionPhase.Executing);
        engine.Back.Scope = ManagerScope.Shared;
        await BeatAsync(engine, 12);
        (await engine.FindAsync(job)).Phase.Should().Be(ExecutionPhase.Executing, "any node can ask a shared manager");
    }

    [Fact]
    public async Task After_a_time_without_the_storage_nobody_is_judged_until_all_had_time_to_come_back()
    {
        await using var engine = NewEngine();
        var job = await SweepFaultSpecs.StoreAsync(engine, PlacementState.Placed, Engine.Manager, "there", ExecutionPhase.Executing);
        await BeatAsync(engine, 4);
        engine.Time.Advance(Lease);

        await BeatAsync(engine, 5);

        (await engine.FindAsync(job)).Phase.Should().Be(ExecutionPhase.Executing);
        await BeatAsync(engine, 3);
        (await engine.FindAsync(job)).Phase.Should().Be(ExecutionPhase.Error);
    }

    [Fact]
    public async Task A_clock_of_the_storage_that_jumps_forward_makes_no_living_node_look_gone()
    {
        var storage = new LeasingStorage();
        await using var engine = NewEngine(storage);
        var job = await SweepFaultSpecs.StoreAsync(engine, PlacementState.Placed, Engine.Manager, "there", ExecutionPhase.Executing);
        for (var n = 0; n < 12; n++)
        {
            // This node comes first after the jump, the other within a beat.
            storage.Ahead = n < 7 ? TimeSpan.Zero : Lease * 10;
            await BeatAsync(engine, 1);
            (await storage.TryHoldAsync(GoneNodes.NameOf("there"), "there", Lease, default)).Should().BeTrue();
        }

        (await engine.FindAsync(job)).Phase.Should().Be(ExecutionPhase.Executing);
    }

    private static Engine NewEngine(LeasingStorage? storage = null)
    {
        storage ??= new();
        var engine = new Engine(o => (o.Node, o.NodeLease) = ("here", Lease), storage: storage);
        storage.Time = engine.Time;
        engine.Back.Scope = ManagerScope.Node;
        return engine;
    }

    private static async Task BeatAsync(Engine engine, int times)
    {
        for (var n = 0; n < times; n++)
        {
            (await engine.Get<GoneNodes>().RunAsync(default)).Should().Be(Beat);
            engine.Time.Advance(Beat);
        }
    }

    private sealed class LeasingStorage : IStorage, ILeases
    {
        private readonly InMemoryStorage _jobs = new();
        private readonly Dictionary<string, (string Holder, DateTimeOffset Until)> _held = [];

        public TimeProvider Time { get; set; } = TimeProvider.System;

        public TimeSpan Ahead { get; set; }

        private DateTimeOffset Now => Time.GetUtcNow() + Ahead;

        public ValueTask<bool> TryHoldAsync(string name, string holder, TimeSpan time, CancellationToken ct)
        {
            var free = !_held.TryGetValue(name, out var held) || held.Holder == holder || held.Until <= Now;
            if (free)
            {
                _held[name] = (holder, Now + time);
            }

            return new(free);
        }

        public ValueTask<bool> TryCreateAsync(Job job, CancellationToken ct) => _jobs.TryCreateAsync(job, ct);

        public ValueTask<Job?> GetAsync(JobId id, CancellationToken ct) => _jobs.GetAsync(id, ct);

        public ValueTask<bool> TryUpdateAsync(Job job, CancellationToken ct) => _jobs.TryUpdateAsync(job, ct);

        public ValueTask<bool> DeleteAsync(JobId id, CancellationToken ct) => _jobs.DeleteAsync(id, ct);

        public ValueTask<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => _jobs.ListAsync(query, ct);
    }
}
