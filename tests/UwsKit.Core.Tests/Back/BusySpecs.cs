using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class BusySpecs
{
    [Fact]
    public async Task A_job_that_is_always_busy_does_not_keep_the_others_of_its_owner_which_stay_in_order()
    {
        await using var engine = new Engine();
        var jobs = await QueueAsync(engine, 5);
        List<JobId> taken = [];
        engine.Back.OnSubmit = s =>
        {
            if (s.Job.Id == jobs[0])
            {
                return new SubmitOutcome.Busy("never");
            }

            lock (taken)
            {
                taken.Add(s.Job.Id);
            }

            return new SubmitOutcome.Accepted(s.Job.Id.Value);
        };
        await engine.StartAsync();
        await engine.UntilAsync(jobs[4], j => j.Placement?.State is PlacementState.Placed);
        taken.Should().Equal(jobs[1..]);
        (await engine.FindAsync(jobs[0])).Placement!.State.Should().Be(PlacementState.Waiting);
    }

    [Fact]
    public async Task Several_jobs_that_are_always_busy_do_not_keep_those_behind_them_for_ever()
    {
        await using var engine = new Engine();
        var jobs = await QueueAsync(engine, 7);
        engine.Back.OnSubmit = s => jobs.IndexOf(s.Job.Id) < 6 ? new SubmitOutcome.Busy("never") : new SubmitOutcome.Accepted("b");
        await engine.StartAsync();
        await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(5), jobs[6], j => j.Placement?.State is PlacementState.Placed);
    }

    [Fact]
    public async Task A_full_manager_is_asked_little_and_takes_the_jobs_in_order_when_it_has_room()
    {
        await using var engine = new Engine();
        var jobs = await QueueAsync(engine, 6);
        var full = true;
        List<JobId> taken = [];
        engine.Back.OnSubmit = s =>
        {
            if (full)
            {
                return new SubmitOutcome.Busy("full");
            }

            lock (taken)
            {
                taken.Add(s.Job.Id);
            }

            return new SubmitOutcome.Accepted(s.Job.Id.Value);
        };
        await engine.StartAsync();
        await engine.UntilAsync(jobs[1], j => j.Placement is { State: PlacementState.Waiting, Attempt: 1 });
        for (var i = 0; i < 60; i++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        engine.Back.Submissions.Count.Should().BeLessThan(25);
        full = false;
        await engine.UntilAdvancedAsync(TimeSpan.FromMinutes(1), jobs[5], j => j.Placement?.State is PlacementState.Placed);
        taken.Should().Equal(jobs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public async Task A_busy_manager_with_many_free_slots_is_asked_little_and_again_soon(int owners)
    {
        await using var engine = new Engine();
        engine.Back.FreeSlots = 16;
        engine.Back.OnSubmit = _ => new SubmitOutcome.Busy("the machine has no room", TimeSpan.FromSeconds(5));
        List<JobId> jobs = [];
        for (var i = 0; i < 32; i++)
        {
            jobs.Add((await engine.CreateAsync(run: true, owner: $"owner{i % owners}")).Id);
            engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        // The queue alone, so that it is seen when it has come to rest.
        var queue = new ManagerQueue(
            Engine.Manager, engine.Get<Managers>(), engine.Get<ManagerPresence>(), engine.Get<SubmissionWork>(), engine.Get<JobHints>(), engine.Time);
        TimeSpan? pause = null;
        while (pause is null)
        {
            pause = await queue.PumpAsync(default);
            await queue.DrainAsync();
        }

        pause.Should().Be(TimeSpan.FromSeconds(5));
        engine.Back.Submissions.Should().HaveCountLessThanOrEqualTo(owners == 1 ? 3 : 16);
        engine.Back.OnSubmit = null;
        engine.Time.Advance(TimeSpan.FromSeconds(5));
        await queue.PumpAsync(default);
        await queue.DrainAsync();
        (await engine.FindAsync(jobs[0])).Placement!.State.Should().Be(PlacementState.Placed);
    }

    [Fact]
    public async Task A_reason_that_lies_with_one_job_never_keeps_the_manager()
    {
        await using var engine = new Engine();
        var jobs = await QueueAsync(engine, 30);
        engine.Back.OnSubmit = s => jobs.IndexOf(s.Job.Id) < 29 ? new SubmitOutcome.Busy("stopping", TimeSpan.FromMinutes(1)) { OnlyThisJob = true } : new SubmitOutcome.Accepted("b");
        await engine.StartAsync();
        await engine.UntilAsync(jobs[29], j => j.Placement?.State is PlacementState.Placed);
    }

    [Fact]
    public void A_job_that_was_busy_and_is_taken_then_is_forgotten()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var busy = new BusyJobs(time);
        var (first, second) = (JobId.New(time), JobId.New(time));
        busy.Note(first, new(Accepted: false, Leave.JobOrManager, TimeSpan.FromSeconds(5)));
        busy.SetAside.Should().Equal(first);
        time.Advance(TimeSpan.FromSeconds(6));
        busy.Note(first, new(Accepted: true));
        busy.Note(second, new(Accepted: false, Leave.JobOrManager, TimeSpan.FromSeconds(5)));
        busy.SetAside.Should().Equal(second);
        busy.Pause.Should().BeLessThanOrEqualTo(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_job_set_aside_is_tried_again_until_it_is_taken()
    {
        await using var engine = new Engine();
        var jobs = await QueueAsync(engine, 2);
        engine.Back.OnSubmit = s => s.Job.Id == jobs[0] && s.Attempt < 4 ? new SubmitOutcome.Busy("not yet") : new SubmitOutcome.Accepted("b");
        await engine.StartAsync();
        await engine.UntilAsync(jobs[1], j => j.Placement?.State is PlacementState.Placed);
        (await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(5), jobs[0], j => j.Placement?.State is PlacementState.Placed)).Placement!.Attempt.Should().Be(4);
    }

    private static async Task<List<JobId>> QueueAsync(Engine engine, int count)
    {
        List<JobId> jobs = [];
        for (var i = 0; i < count; i++)
        {
            jobs.Add((await engine.CreateAsync(run: true, owner: "amina")).Id);
            engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return jobs;
    }
}
