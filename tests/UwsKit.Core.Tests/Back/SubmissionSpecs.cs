using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class SubmissionSpecs
{
    [Fact, Rule(143)]
    public async Task A_committed_job_is_submitted_once_with_its_attempt()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.PlacedAsync();
        engine.Back.Submissions.Should().ContainSingle(s => s.Job.Id == job.Id && s.Attempt == 1);
        job.Placement.Should().BeEquivalentTo(new { Manager = Engine.Manager, Attempt = 1, BackendId = "scripted-1" });
    }

    [Fact, Rule(181)]
    public async Task A_quote_of_the_back_end_is_shown_as_it_is_even_beyond_the_destruction_time()
    {
        await using var engine = new Engine(list: new() { Lifetime = TimeSpan.FromHours(1) });
        var quote = engine.Time.Now() + TimeSpan.FromHours(2);
        engine.Back.OnSubmit = _ => new SubmitOutcome.Accepted("b", quote);
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        (await engine.UntilAsync(job.Id, j => j.Quote is not null)).Quote.Should().Be(quote).And.BeAfter(job.Destruction!.Value);
    }

    [Fact]
    public async Task Owners_take_turns_however_many_jobs_one_of_them_has()
    {
        await using var engine = new Engine();
        engine.Back.FreeSlots = 0;
        await engine.StartAsync();
        List<JobId> many = [];
        for (var i = 0; i < 5; i++)
        {
            many.Add((await engine.CreateAsync(run: true, owner: "many")).Id);
            engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var few = (await engine.CreateAsync(run: true, owner: "few")).Id;
        // One slot at a time: the back end has room for the next job only when the test says so.
        List<JobId> order = [];
        var submitted = new SemaphoreSlim(0);
        engine.Back.OnSubmit = s =>
        {
            engine.Back.FreeSlots = 0;
            order.Add(s.Job.Id);
            submitted.Release();
            return new SubmitOutcome.Accepted(s.Job.Id.Value);
        };
        for (var i = 0; i < 3; i++)
        {
            engine.Back.FreeSlots = 1;
            engine.Get<JobHints>().Submit(Engine.Manager).Set();
            (await submitted.WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue();
        }

        order.Should().Equal(many[0], few, many[1]);
    }

    [Fact]
    public async Task The_only_owners_jobs_fill_all_free_slots_by_claims_made_together_and_in_order()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        engine.Back.FreeSlots = 0;
        var (claims, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        storage.Until = (call, job) =>
        {
            if (call != "update" || job?.Placement is not { State: PlacementState.Submitting })
            {
                return Task.CompletedTask;
            }

            // Each goes on when all four are on their way.
            if (++claims == 4)
            {
                all.SetResult();
            }

            return all.Task;
        };
        List<JobId> order = [], jobs = [];
        engine.Back.OnSubmit = s =>
        {
            engine.Back.FreeSlots--;
            order.Add(s.Job.Id);
            return new SubmitOutcome.Accepted(s.Job.Id.Value);
        };
        await engine.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            jobs.Add((await engine.CreateAsync(run: true, owner: "amina")).Id);
            engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        engine.Back.FreeSlots = 4;
        engine.Get<JobHints>().Submit(Engine.Manager).Set();

        await engine.UntilAsync(jobs[3], j => j.Placement?.State is PlacementState.Placed);
        order.Should().Equal(jobs.Take(4));
    }

    [Fact]
    public async Task A_claim_that_fails_keeps_none_of_those_made_with_it()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        engine.Back.FreeSlots = 0;
        await engine.StartAsync();
        var (first, second) = (await engine.CreateAsync(run: true, owner: "amina"), await engine.CreateAsync(run: true, owner: "bilal"));
        storage.When = (call, job) => call == "update" && job?.Id == first.Id && job.Placement is { State: PlacementState.Submitting } ? Fault.Before : Fault.None;
        engine.Back.FreeSlots = 2;
        engine.Get<JobHints>().Submit(Engine.Manager).Set();

        await engine.UntilAsync(second.Id, j => j.Placement?.State is PlacementState.Placed);
    }

    [Fact]
    public async Task More_owners_than_are_looked_at_together_have_each_a_turn_before_any_has_two()
    {
        const int owners = 150;
        await using var engine = new Engine();
        engine.Back.FreeSlots = 0;
        await engine.StartAsync();
        for (var i = 0; i < owners * 2; i++)
        {
            await engine.CreateAsync(run: true, owner: $"owner{i / 2:d3}");
        }

        var order = await OrderAsync(engine, owners * 2, s => new SubmitOutcome.Accepted(s.Job.Id.Value));

        order.Take(owners).Should().OnlyHaveUniqueItems();
        order.Skip(owners).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Of_very_many_owners_none_is_passed_over_where_some_have_more_jobs_than_others()
    {
        const int owners = 150;
        await using var engine = new Engine();
        engine.Back.FreeSlots = 0;
        await engine.StartAsync();
        for (var i = 0; i < owners; i++)
        {
            for (var n = 0; n <= i % 2; n++)
            {
                await engine.CreateAsync(run: true, owner: $"owner{i:d3}");
            }
        }

        var order = await OrderAsync(engine, owners * 3 / 2, _ => new SubmitOutcome.Accepted("b"));

        order.Take(owners).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task An_owner_among_many_whose_jobs_are_set_aside_has_no_more_turns_than_any_other()
    {
        await using var engine = new Engine();
        engine.Back.FreeSlots = 0;
        await engine.StartAsync();
        for (var i = 0; i < 130; i++)
        {
            await engine.CreateAsync(run: true, owner: $"owner{i:d3}");
        }

        for (var n = 0; n < 10; n++)
        {
            await engine.CreateAsync(run: true, owner: "owner063");
        }

        var order = await OrderAsync(engine, 140 - 63, s => string.CompareOrdinal(s.Job.OwnerId, "owner063") < 0
            ? new SubmitOutcome.Busy("not yours", TimeSpan.FromHours(1)) { OnlyThisJob = true } : new SubmitOutcome.Accepted("b"));

        order.Take(130 - 63).Should().OnlyHaveUniqueItems("the eleven jobs of one owner wait for their turns");
    }

    [Fact]
    public async Task No_more_jobs_are_claimed_than_there_are_free_slots()
    {
        await using var engine = new Engine();
        engine.Back.FreeSlots = 0;
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        engine.Get<JobHints>().Submit(Engine.Manager).Set();
        (await engine.FindAsync(job.Id)).Placement!.State.Should().Be(PlacementState.Waiting);
        engine.Back.FreeSlots = 1;
        engine.Get<JobHints>().Submit(Engine.Manager).Set();
        await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed);
    }

    [Fact]
    public async Task A_busy_manager_is_asked_again_later()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = s => s.Attempt == 1 ? new SubmitOutcome.Busy("full", TimeSpan.FromSeconds(7)) : new SubmitOutcome.Accepted("later");
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.UntilAsync(job.Id, j => j.Placement is { State: PlacementState.Waiting, Attempt: 1 });
        engine.Back.Submissions.Should().ContainSingle();
        await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(7), job.Id, j => j.Placement?.BackendId == "later");
    }

    [Fact]
    public async Task A_refused_submission_ends_in_ERROR_with_the_reason()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = _ => new SubmitOutcome.Refused("no such partition");
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        (await engine.UntilAsync(job.Id, ExecutionPhase.Error)).Error.Should().Be(new JobError(false, "no such partition"));
    }

    [Fact, Rule(141)]
    public async Task While_a_manager_is_away_its_jobs_stay_QUEUED_and_none_is_lost()
    {
        await using var engine = new Engine();
        engine.Back.IsAway = true;
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.UntilAsync(job.Id, j => j.Placement is { State: PlacementState.Waiting, Attempt: 1 });
        engine.Get<ManagerStatus>().Faults.Should().ContainSingle(f => f.Manager == Engine.Manager);
        engine.Back.IsAway = false;
        var placed = await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(15), job.Id, j => j.Placement?.State is PlacementState.Placed);
        placed.Phase.Should().Be(ExecutionPhase.Queued);
        engine.Get<ManagerStatus>().Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task An_uncertain_submission_is_looked_for_before_it_is_tried_again()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = s =>
        {
            engine.Back.Put(s.Job.Id, BackendState.Running);
            return new SubmitOutcome.Uncertain("timed out");
        };
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await engine.UntilAsync(job.Id, ExecutionPhase.Executing);
        engine.Back.Submissions.Should().ContainSingle("it runs already");
    }

    [Fact]
    public async Task An_uncertain_submission_that_the_back_end_does_not_know_gets_another_attempt()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = s => s.Attempt == 1 ? new SubmitOutcome.Uncertain("timed out") : new SubmitOutcome.Accepted("second");
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        (await engine.UntilAsync(job.Id, j => j.Placement?.BackendId == "second")).Placement!.Attempt.Should().Be(2);
    }

    [Fact]
    public async Task An_ABORT_during_the_submission_cancels_what_was_submitted()
    {
        await using var engine = new Engine();
        engine.Back.OnSubmit = s =>
        {
            engine.Jobs.AbortAsync(s.Job.Id, default).GetAwaiter().GetResult();
            return new SubmitOutcome.Accepted("unwanted");
        };
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        var cancelled = await engine.Back.WaitForCancelAsync(job.Id, default);
        cancelled.BackendId.Should().Be("unwanted");
        (await engine.UntilAsync(job.Id, j => j.Placement is null)).Phase.Should().Be(ExecutionPhase.Aborted);
    }

    [Theory]
    [InlineData(BackendState.Running, ExecutionPhase.Executing, 1), InlineData(BackendState.Finished, ExecutionPhase.Completed, 1), InlineData(BackendState.Lost, ExecutionPhase.Queued, 2)]
    public async Task After_a_restart_a_submission_cut_in_the_middle_is_settled(BackendState standing, ExecutionPhase phase, int attempt)
    {
        await using var engine = new Engine();
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Queued, CreationTime = now, QueuedAt = now,
            Placement = new(Engine.Manager, PlacementState.Submitting, 1, engine.Get<Microsoft.Extensions.Options.IOptions<UwsOptions>>().Value.Node, null, now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        engine.Back.Put(job.Id, standing);
        await engine.StartAsync();
        await engine.UntilAsync(job.Id, j => j.Phase == phase && (j.Placement is null or { State: not PlacementState.Submitting and not PlacementState.Waiting }));
        engine.Back.Submissions.Should().HaveCount(attempt - 1);
    }

    [Fact]
    public async Task After_a_restart_a_job_that_ended_meanwhile_is_found_by_the_first_probe()
    {
        await using var engine = new Engine();
        var now = engine.Time.Now();
        var job = new Job
        {
            Id = JobId.New(engine.Time), JobList = "probe", Phase = ExecutionPhase.Executing, CreationTime = now, QueuedAt = now, StartTime = now, ExecutingSince = now,
            Placement = new(Engine.Manager, PlacementState.Placed, 1, "elsewhere", "b1", now),
        };
        await engine.Storage.TryCreateAsync(job, default);
        engine.Back.Put(job.Id, BackendState.Failed, e => e with { Message = "out of disk" });
        await engine.StartAsync();
        (await engine.UntilAsync(job.Id, ExecutionPhase.Error)).Error!.Message.Should().Be("out of disk");
    }

    /// <summary>The owners of so many jobs that are taken, one slot at a time, as they come.</summary>
    private static async Task<List<string?>> OrderAsync(Engine engine, int jobs, Func<JobSubmission, SubmitOutcome> answer)
    {
        List<string?> order = [];
        var all = new TaskCompletionSource();
        engine.Back.OnSubmit = s =>
        {
            var outcome = answer(s);
            if (outcome is SubmitOutcome.Accepted)
            {
                order.Add(s.Job.OwnerId);
                if (order.Count == jobs)
                {
                    all.SetResult();
                }
            }

            return outcome;
        };
        engine.Back.FreeSlots = 1;
        engine.Get<JobHints>().Submit(Engine.Manager).Set();
        await all.Task.WaitAsync(TimeSpan.FromSeconds(20));
        return order;
    }
}
