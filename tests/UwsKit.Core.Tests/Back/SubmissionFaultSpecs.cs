using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class SubmissionFaultSpecs
{
    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_settled_by_the_next_probe()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        var lost = 0;
        storage.When = (call, job) => call == "update" && job?.Placement?.State is PlacementState.Submitting && Interlocked.Increment(ref lost) == 1 ? Fault.After : Fault.None;
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        var placed = await engine.UntilAdvancedAsync(TimeSpan.FromMinutes(1), job.Id, j => j.Placement?.State is PlacementState.Placed);
        placed.Placement!.Attempt.Should().Be(2);
        engine.Back.Submissions.Should().ContainSingle();
    }

    [Fact]
    public async Task A_job_whose_claim_failed_can_still_be_forgotten()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        engine.Back.OnSubmit = _ => new SubmitOutcome.Busy("full", TimeSpan.FromSeconds(5));
        storage.When = (call, job) => call == "update" && job?.Placement is { State: PlacementState.Submitting, Attempt: 2 } ? Fault.Before : Fault.None;
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.UntilAsync(job.Id, j => j.Placement is { State: PlacementState.Waiting, Attempt: 1 });
        while (!engine.Logs.Lines.Any(l => l.Contains("submitter of")))
        {
            engine.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5);
        }

        await engine.Jobs.DeleteAsync(job.Id, default);
        await engine.UntilGoneAsync(job.Id);
    }

    [Fact]
    public async Task An_outcome_that_could_not_be_recorded_is_found_again_at_the_back_end()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        var away = true;
        storage.When = (call, job) => away && call == "update" && job?.Placement?.State is PlacementState.Placed ? Fault.Before : Fault.None;
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.Back.WaitForSubmissionAsync(job.Id, default);
        away = false;
        var placed = await engine.UntilAdvancedAsync(TimeSpan.FromMinutes(1), job.Id, j => j.Placement?.State is PlacementState.Placed);
        placed.Placement.Should().BeEquivalentTo(new { Attempt = 1, BackendId = "scripted-1" });
        engine.Back.Submissions.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task What_was_submitted_after_another_node_had_let_go_of_the_job_is_cancelled(bool deleted)
    {
        var storage = new InMemoryStorage();
        await using var first = new Engine(o => o.Node = "a", storage: storage);
        await using var second = new Engine(o => o.Node = "b", storage: storage);
        second.Back.FreeSlots = 0;
        await second.StartAsync();
        first.Back.OnSubmit = s =>
        {
            (deleted ? second.Jobs.DeleteAsync(s.Job.Id, default) : second.Jobs.AbortAsync(s.Job.Id, default)).GetAwaiter().GetResult();
            (deleted ? second.UntilGoneAsync(s.Job.Id) : second.UntilAsync(s.Job.Id, j => j.Placement is null)).GetAwaiter().GetResult();
            return new SubmitOutcome.Accepted("late");
        };
        await first.StartAsync();
        var job = await first.CreateAsync(run: true);
        (await first.Back.WaitForCancelAsync(job.Id, default)).BackendId.Should().Be("late");
        await first.Back.WaitForForgetAsync(job.Id, default);
    }

    [Fact]
    public async Task A_manager_that_always_fails_is_not_asked_without_a_pause()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = _ => throw new NotSupportedException("broken");
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.UntilAsync(job.Id, j => j.Placement is { State: PlacementState.Submitting, Attempt: 2 });
        for (var i = 0; i < 20; i++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        (await engine.FindAsync(job.Id)).Placement!.Attempt.Should().BeLessThan(4);
    }

    [Fact]
    public async Task A_job_that_ran_before_its_submission_was_settled_and_is_then_lost_ends_in_ERROR()
    {
        await using var engine = new Engine();
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Executing, CreationTime = now, QueuedAt = now, StartTime = now, ExecutingSince = now,
            Placement = new(Engine.Manager, PlacementState.Submitting, 1, Environment.MachineName, null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        await engine.StartAsync();
        await engine.UntilAdvancedAsync(TimeSpan.FromMinutes(1), job.Id, j => j.Phase is ExecutionPhase.Error);
    }

    [Fact]
    public async Task RUN_of_a_job_held_before_its_submission_was_recorded_does_not_submit_it_again()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = s =>
        {
            engine.PostAsync(s.Job.Id, BackendState.Held).AsTask().GetAwaiter().GetResult();
            engine.Jobs.RunAsync(s.Job.Id, default).GetAwaiter().GetResult();
            return new SubmitOutcome.Accepted("held");
        };
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        (await engine.UntilAsync(job.Id, j => j.Placement?.BackendId == "held")).Placement!.State.Should().Be(PlacementState.Placed);
        engine.Back.Submissions.Should().ContainSingle();
    }

    [Fact]
    public async Task A_submission_of_a_node_that_is_gone_is_settled_by_another()
    {
        await using var engine = new Engine(o => o.Node = "new");
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Queued, CreationTime = now, QueuedAt = now,
            Placement = new(Engine.Manager, PlacementState.Submitting, 1, "old", null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        await engine.Get<UwsKit.ProbeSweep>().RunAsync(default);
        (await engine.FindAsync(job.Id)).Placement!.State.Should().Be(PlacementState.Submitting, "the other node may be at it");
        engine.Time.Advance(TimeSpan.FromMinutes(16));
        await engine.Get<UwsKit.ProbeSweep>().RunAsync(default);
        (await engine.FindAsync(job.Id)).Placement!.State.Should().Be(PlacementState.Waiting);
    }

    [Fact]
    public async Task One_event_that_cannot_be_recorded_does_not_keep_the_others()
    {
        var files = new UnreadableFiles(new InMemoryFiles(TimeProvider.System));
        await using var engine = new Engine(files: files);
        await engine.StartAsync();
        List<Job> jobs = [];
        for (var i = 0; i < 3; i++)
        {
            jobs.Add(await engine.ExecutingAsync());
            engine.Back.Put(jobs[i].Id, BackendState.Finished);
        }

        files.Unreadable = jobs[0].Id;
        engine.Get<JobHints>().Probe.Set();
        await engine.UntilAsync(jobs[1].Id, ExecutionPhase.Completed);
        await engine.UntilAsync(jobs[2].Id, ExecutionPhase.Completed);
        engine.Get<ManagerStatus>().Faults.Should().BeEmpty("the manager answered");
    }
}
