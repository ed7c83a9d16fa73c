using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Sweeping;

public sealed class SweepFaultSpecs
{
    [Fact]
    public async Task A_thousand_jobs_that_cannot_be_forgotten_here_do_not_keep_the_next()
    {
        await using var engine = new Engine(o => o.Node = "here");
        engine.Back.Scope = ManagerScope.Node;
        for (var i = 0; i < 1001; i++)
        {
            await StoreAsync(engine, PlacementState.Forgetting, Engine.Manager, "elsewhere", ExecutionPhase.Aborted);
        }

        engine.Time.Advance(TimeSpan.FromSeconds(1));
        var ours = await StoreAsync(engine, PlacementState.Forgetting, Engine.Manager, "here", ExecutionPhase.Aborted);
        await engine.Get<ForgetSweep>().RunAsync(default);
        (await engine.FindAsync(ours)).Placement.Should().BeNull();
    }

    [Fact]
    public async Task Forgetting_uses_the_back_ends_id_that_came_after_the_list_was_read()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        var id = await StoreAsync(engine, PlacementState.Forgetting, Engine.Manager, Environment.MachineName, ExecutionPhase.Aborted);
        var listed = false;
        storage.When = (call, _) =>
        {
            listed |= call == "list";
            if (call == "get" && listed)
            {
                listed = false;
                engine.Get<JobRecords>().ChangeAsync(id, "accepted", j => j with { Placement = j.Placement! with { BackendId = "late" } }, default).AsTask().GetAwaiter().GetResult();
            }

            return Fault.None;
        };
        await engine.Get<ForgetSweep>().RunAsync(default);
        engine.Back.Cancelled.Should().ContainSingle(c => c.BackendId == "late");
    }

    [Fact]
    public async Task Jobs_of_a_manager_that_is_gone_are_told_of_at_the_start_and_can_be_aborted_and_deleted()
    {
        await using var engine = new Engine();
        var placed = await StoreAsync(engine, PlacementState.Placed, "gone", Environment.MachineName, ExecutionPhase.Executing);
        var waiting = await StoreAsync(engine, PlacementState.Waiting, "gone", null, ExecutionPhase.Queued);
        await engine.StartAsync();
        await LoggedAsync(engine, "1 Placed jobs, " + placed);
        await LoggedAsync(engine, "1 Waiting jobs, " + waiting);
        await engine.Jobs.AbortAsync(placed, default);
        await engine.UntilAsync(placed, j => j is { Phase: ExecutionPhase.Aborted, Placement: null });
        await engine.Jobs.DeleteAsync(waiting, default);
        await engine.UntilGoneAsync(waiting);
    }

    [Fact]
    public async Task Jobs_that_only_a_node_of_another_name_can_ask_for_are_told_of_at_the_start()
    {
        await using var engine = new Engine(o => o.Node = "new");
        engine.Back.Scope = ManagerScope.Node;
        var id = await StoreAsync(engine, PlacementState.Placed, Engine.Manager, "old", ExecutionPhase.Executing);
        await engine.StartAsync();
        await LoggedAsync(engine, $"{id} among them, belong to node 'old', and this is 'new'");
    }

    [Fact]
    public async Task One_due_job_that_cannot_be_changed_does_not_keep_the_next()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(list: new() { Lifetime = TimeSpan.FromMinutes(5) }, storage: storage);
        var first = await engine.CreateAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await engine.CreateAsync();
        engine.Time.Advance(TimeSpan.FromMinutes(10));
        storage.When = (call, job) => call == "update" && job!.Id == first.Id ? Fault.Before : Fault.None;
        await FluentActions.Awaiting(() => engine.Get<DueSweep>().RunAsync(default)).Should().ThrowAsync<AggregateException>("the loop pauses and tries again");
        (await storage.GetAsync(second.Id, default))!.Deleted.Should().BeTrue();
    }

    [Fact]
    public async Task One_orphan_that_cannot_be_removed_does_not_keep_the_next()
    {
        var files = new StubbornFiles { Ids = [JobId.New(TimeProvider.System), JobId.New(TimeProvider.System)] };
        await using var engine = new Engine(files: files);
        engine.Time.Advance(TimeSpan.FromDays(365));
        await engine.Get<OrphanSweep>().RunAsync(default);
        files.Deleted.Should().Equal(files.Ids[1]);
    }

    [Fact]
    public async Task A_change_feed_that_throws_is_watched_again()
    {
        await using var engine = new Engine();
        var feed = new BrokenFeed();
        using var pump = new WaiterPump(engine.Storage, engine.Get<JobWaiters>(), engine.Get<JobHints>(), engine.Time, NullLogger<WaiterPump>.Instance, feed);
        await pump.StartAsync(default);
        while (feed.Watched < 2)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(5);
        }

        await pump.StopAsync(default);
    }

    internal static async Task<JobId> StoreAsync(Engine engine, PlacementState state, string manager, string? node, ExecutionPhase phase)
    {
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = phase, CreationTime = now, QueuedAt = now,
            Placement = new(manager, state, node is null ? 0 : 1, node, null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        return job.Id;
    }

    private static async Task LoggedAsync(Engine engine, string text)
    {
        for (var i = 0; i < 2000 && !engine.Logs.Lines.Any(l => l.Contains(text)); i++)
        {
            await Task.Delay(5);
        }

        engine.Logs.Lines.Should().Contain(l => l.Contains(text));
    }

    private sealed class BrokenFeed : IChangeFeed
    {
        public int Watched { get; private set; }

        public async IAsyncEnumerable<JobChange> WatchAsync([EnumeratorCancellation] CancellationToken ct)
        {
            Watched++;
            await Task.Yield();
            yield return JobChange.Gap;
            throw new IOException("broken");
        }
    }

    private sealed class StubbornFiles : IFileStorage
    {
        public required IReadOnlyList<JobId> Ids { get; init; }
        public List<JobId> Deleted { get; } = [];

        public ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => new((JobFileContent?)null);

        public ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct) => new([]);

        public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => default;

        public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct)
        {
            if (job == Ids[0])
            {
                throw new UwsException(UwsErrorKind.Unavailable, "in use");
            }

            Deleted.Add(job);
            return default;
        }

        public async IAsyncEnumerable<JobId> ListJobsAsync([EnumeratorCancellation] CancellationToken ct)
        {
            await Task.Yield();
            foreach (var id in Ids)
            {
                yield return id;
            }
        }
    }
}
