using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class AwaySpecs
{
    [Fact, Rule(141)]
    public async Task A_manager_away_for_a_day_with_a_restart_in_between_gets_every_job_in_order_and_few_attempts_were_spent()
    {
        var storage = new InMemoryStorage();
        List<JobId> jobs = [];
        DateTimeOffset noon;
        await using (var before = new Engine(storage: storage))
        {
            before.Back.IsAway = true;
            await before.StartAsync();
            for (var i = 0; i < 12; i++)
            {
                jobs.Add((await before.CreateAsync(run: true, owner: "amina")).Id);
                before.Time.Advance(TimeSpan.FromHours(1));
                await Task.Delay(10);
            }

            noon = before.Time.GetUtcNow();
            (await before.FindAsync(jobs[0])).Phase.Should().Be(ExecutionPhase.Queued);
        }

        await using var after = new Engine(storage: storage);
        after.Time.SetUtcNow(noon);
        after.Back.IsAway = true;
        await after.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            after.Time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(10);
        }

        after.Get<ManagerStatus>().Faults.Should().ContainSingle(f => f.Manager == Engine.Manager);
        List<JobId> order = [];
        after.Back.OnSubmit = s =>
        {
            lock (order)
            {
                order.Add(s.Job.Id);
            }

            return new SubmitOutcome.Accepted(s.Job.Id.Value);
        };
        after.Back.IsAway = false;
        foreach (var job in jobs)
        {
            var placed = await after.UntilAdvancedAsync(TimeSpan.FromSeconds(15), job, j => j.Placement?.State is PlacementState.Placed);
            placed.Placement!.Attempt.Should().BeLessThan(6, "a manager that is away is asked whether it is back, not with jobs");
        }

        order.Should().Equal(jobs);
    }

    [Fact]
    public async Task A_manager_that_is_back_is_noticed_though_no_job_waits_for_it()
    {
        await using var engine = await Engine.StartAsync(list: new() { RefuseWhenManagerDown = true });
        engine.Back.IsAway = true;
        engine.Get<ManagerStatus>().Failed(Engine.Manager, "away");
        await FluentActions.Awaiting(() => engine.CreateAsync()).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Unavailable && e.RetryAfter > TimeSpan.Zero);
        engine.Back.IsAway = false;
        for (var i = 0; i < 400 && engine.Get<ManagerStatus>().Faults.Count > 0; i++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(10);
        }

        (await engine.CreateAsync(run: true)).Phase.Should().Be(ExecutionPhase.Queued);
        engine.Logs.Lines.Should().Contain(l => l.Contains("answers again"));
    }

    [Fact]
    public async Task PHASE_RUN_is_refused_as_well_and_the_job_stays_PENDING()
    {
        await using var engine = await Engine.StartAsync(list: new() { RefuseWhenManagerDown = true });
        var job = await engine.CreateAsync();
        engine.Back.IsAway = true;
        engine.Get<ManagerStatus>().Failed(Engine.Manager, "away");
        await FluentActions.Awaiting(() => engine.Jobs.RunAsync(job.Id, default)).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Unavailable);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Pending);
    }

    [Fact]
    public async Task A_manager_that_says_busy_because_it_is_away_is_shown_as_down()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = _ =>
        {
            engine.Back.IsAway = true;
            return new SubmitOutcome.Busy("no controller");
        };
        // Another's busy answer, which comes later, takes nothing of that back.
        await engine.CreateAsync(run: true, owner: "amina");
        var job = await engine.CreateAsync(run: true, owner: "bela");
        await engine.StartAsync();
        await engine.UntilAsync(job.Id, j => j.Placement is { State: PlacementState.Waiting, Attempt: 1 });
        for (var i = 0; i < 1000 && engine.Get<ManagerStatus>().Faults.Count == 0; i++)
        {
            await Task.Delay(5);
        }

        engine.Get<ManagerStatus>().Faults.Should().ContainSingle(f => f.Manager == Engine.Manager);
    }

    [Fact]
    public async Task A_submission_cut_by_a_restart_while_the_manager_is_away_is_settled_as_soon_as_it_is_back()
    {
        await using var engine = new Engine(o => o.ProbeInterval = TimeSpan.FromHours(12));
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Queued, CreationTime = now, QueuedAt = now,
            Placement = new(Engine.Manager, PlacementState.Submitting, 1, Environment.MachineName, null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        engine.Back.IsAway = true;
        await engine.StartAsync();
        for (var i = 0; i < 1000 && engine.Get<ManagerStatus>().Faults.Count == 0; i++)
        {
            await Task.Delay(5);
        }

        engine.Back.IsAway = false;
        var placed = await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(15), job.Id, j => j.Placement?.State is PlacementState.Placed);
        (placed.Placement!.Attempt, (engine.Time.Now() - now) < TimeSpan.FromHours(1)).Should().Be((2, true));
    }

    [Fact]
    public async Task That_a_manager_is_away_and_back_is_logged_once_each_whoever_finds_it_out()
    {
        await using var engine = new Engine();
        var aborted = await Sweeping.SweepFaultSpecs.StoreAsync(engine, PlacementState.Forgetting, Engine.Manager, Environment.MachineName, ExecutionPhase.Aborted);
        await Sweeping.SweepFaultSpecs.StoreAsync(engine, PlacementState.Placed, Engine.Manager, Environment.MachineName, ExecutionPhase.Executing);
        engine.Back.IsAway = true;
        await engine.Get<ForgetSweep>().RunAsync(default);
        Away().Should().Be(1, "what is told to stop finds it out too");
        for (var round = 0; round < 3; round++)
        {
            await engine.Get<ProbeSweep>().RunAsync(default);
        }

        Away().Should().Be(1);
        engine.Back.IsAway = false;
        await engine.Get<ProbeSweep>().RunAsync(default);
        engine.Get<ManagerStatus>().Faults.Should().BeEmpty();
        engine.Logs.Lines.Should().ContainSingle(l => l.Contains("answers again"));
        (await engine.FindAsync(aborted)).Placement.Should().NotBeNull();

        int Away() => engine.Logs.Lines.Count(l => l.Contains($"Manager {Engine.Manager} does not answer"));
    }

    [Fact]
    public async Task However_many_jobs_come_a_manager_that_is_away_is_asked_now_and_then_only()
    {
        await using var engine = new Engine();
        engine.Back.IsAway = true;
        await engine.StartAsync();
        var first = await engine.CreateAsync(run: true);
        await engine.UntilAsync(first.Id, j => j.Placement is { State: PlacementState.Waiting, Attempt: 1 });
        for (var i = 0; i < 50; i++)
        {
            await engine.CreateAsync(run: true);
        }

        engine.Back.CallsWhileAway.Should().BeLessThan(10);
    }
}
