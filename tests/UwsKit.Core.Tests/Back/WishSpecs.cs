using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class WishSpecs
{
    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(7);

    [Fact, Rule(141)]
    public async Task A_changed_duration_reaches_a_manager_that_was_away_when_it_is_back()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        engine.Back.IsAway = true;
        await engine.Jobs.SetExecutionDurationAsync(job.Id, Longer, default);
        await engine.UntilAsync(job.Id, j => j.Placement!.TellDuration);
        await UntilFaultAsync(engine);
        engine.Back.IsAway = false;
        await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(15), job.Id, j => !j.Placement!.TellDuration);
        engine.Back.Durations.Should().ContainSingle().Which.Duration.Should().Be(Longer);
    }

    [Fact, Rule(141)]
    public async Task What_could_not_be_told_is_told_after_a_restart_and_by_another_node()
    {
        var storage = new InMemoryStorage();
        JobId id;
        await using (var before = new Engine(o => o.Node = "a", storage: storage))
        {
            await before.StartAsync();
            id = (await before.ExecutingAsync()).Id;
            await before.PostAsync(id, BackendState.Held);
            before.Back.IsAway = true;
            await before.Jobs.SetExecutionDurationAsync(id, Longer, default);
            await before.Jobs.RunAsync(id, default);
        }

        await using var after = new Engine(o => o.Node = "b", storage: storage);
        after.Back.Put(id, BackendState.Held);
        await after.StartAsync();
        (await after.Back.WaitForDurationAsync(id, default)).Should().Be(Longer);
        await after.Back.WaitForReleaseAsync(id, default);
        await after.UntilAsync(id, j => j.Placement is { TellDuration: false, TellRelease: false });
    }

    [Fact]
    public async Task A_released_job_is_not_shown_as_held_again_before_its_manager_was_told()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.PlacedAsync();
        await engine.PostAsync(job.Id, BackendState.Held);
        engine.Back.IsAway = true;
        await engine.Jobs.RunAsync(job.Id, default);
        await engine.PostAsync(job.Id, BackendState.Held);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Queued);
        engine.Back.IsAway = false;
        await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(15), job.Id, j => !j.Placement!.TellRelease);
        await engine.PostAsync(job.Id, BackendState.Held);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Held, "the operator held it again");
    }

    [Fact]
    public async Task A_duration_that_was_changed_during_the_submission_is_told_after_it()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = s =>
        {
            engine.Jobs.SetExecutionDurationAsync(s.Job.Id, Longer, default).GetAwaiter().GetResult();
            return new SubmitOutcome.Accepted("b");
        };
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        (await engine.Back.WaitForDurationAsync(job.Id, default)).Should().Be(Longer);
        await engine.UntilAsync(job.Id, j => !j.Placement!.TellDuration);
    }

    [Fact]
    public async Task Wishes_of_a_job_of_a_node_are_acted_on_by_that_node_only()
    {
        var storage = new InMemoryStorage();
        await using var owner = new Engine(o => o.Node = "owner", storage: storage);
        await using var other = new Engine(o => o.Node = "other", storage: storage);
        (owner.Back.Scope, other.Back.Scope, other.Back.FreeSlots) = (ManagerScope.Node, ManagerScope.Node, 0);
        await owner.StartAsync();
        var job = await owner.ExecutingAsync();
        await other.StartAsync();
        await other.Jobs.SetExecutionDurationAsync(job.Id, Longer, default);
        await owner.UntilAdvancedAsync(TimeSpan.FromSeconds(15), job.Id, j => !j.Placement!.TellDuration);
        owner.Back.Durations.Should().ContainSingle().Which.Duration.Should().Be(Longer);
        other.Back.Durations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_wish_that_the_manager_refuses_is_logged_and_not_repeated()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        engine.Back.OnDuration = _ => throw new UwsException(UwsErrorKind.Forbidden, "longer than the partition allows");
        await engine.Jobs.SetExecutionDurationAsync(job.Id, Longer, default);
        await engine.UntilAsync(job.Id, j => !j.Placement!.TellDuration);
        engine.Logs.Lines.Should().Contain(l => l.Contains("longer than the partition allows"));
    }

    [Fact]
    public async Task One_job_that_can_never_be_told_does_not_keep_the_others_of_its_manager()
    {
        await using var engine = await Engine.StartAsync();
        var broken = await engine.ExecutingAsync();
        List<JobId> jobs = [];
        for (var i = 0; i < 12; i++)
        {
            jobs.Add((await engine.ExecutingAsync()).Id);
        }

        engine.Back.IsAway = true;
        foreach (var id in jobs.Append(broken.Id))
        {
            await engine.Jobs.SetExecutionDurationAsync(id, Longer, default);
        }

        await UntilFaultAsync(engine);
        engine.Back.OnDuration = j =>
        {
            if (j.Id == broken.Id)
            {
                throw new UwsException(UwsErrorKind.Unavailable, "its own node is away");
            }
        };
        engine.Back.IsAway = false;
        for (var round = 0; round < 3; round++)
        {
            await engine.Get<WishWork>().TellAllAsync(Engine.Manager, default);
        }

        // The engine's own round may be under way: it may hold some of them, or tell one that was told by now, which is harmless.
        for (var i = 0; i < 1000 && Told().Count < jobs.Count; i++)
        {
            await Task.Delay(5);
        }

        Told().Should().BeEquivalentTo(jobs);

        List<JobId> Told() => [.. engine.Back.Durations.Select(d => d.Job.Id).Distinct()];
    }

    private static async Task UntilFaultAsync(Engine engine)
    {
        for (var i = 0; i < 1000 && engine.Get<ManagerStatus>().Faults.Count == 0; i++)
        {
            await Task.Delay(5);
        }

        engine.Get<ManagerStatus>().Faults.Should().ContainSingle();
    }
}
