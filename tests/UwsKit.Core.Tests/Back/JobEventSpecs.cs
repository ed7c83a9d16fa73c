using static UwsKit.ExecutionPhase;

namespace UwsKit.Back;

public sealed class JobEventSpecs
{
    [Fact, Rule(55, 131, 132, 139)]
    public async Task Running_and_Finished_lead_to_COMPLETED_with_results_and_times_in_one_step()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.PlacedAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(3));
        await engine.PostAsync(job.Id, BackendState.Running);
        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Phase = Executing, StartTime = engine.Time.Now(), EndTime = (DateTimeOffset?)null });
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "map", null, new MemoryStream([1, 2, 3]), default);
        engine.Time.Advance(TimeSpan.FromSeconds(5));
        await engine.PostAsync(job.Id, BackendState.Finished);
        var done = await engine.FindAsync(job.Id);
        done.Should().BeEquivalentTo(new { Phase = Completed, EndTime = engine.Time.Now(), Error = (JobError?)null });
        done.Results.Should().ContainSingle(r => r.Id == "map" && r.Size == 3 && r.Sha256 == "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
    }

    [Fact]
    public async Task An_end_that_is_heard_of_before_the_start_passes_EXECUTING()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.PlacedAsync();
        var start = engine.Time.Now();
        engine.Time.Advance(TimeSpan.FromSeconds(9));
        await engine.PostAsync(job.Id, BackendState.Finished, e => e with { StartedAt = start, EndedAt = start + TimeSpan.FromSeconds(4) });
        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Phase = Completed, StartTime = start, EndTime = start + TimeSpan.FromSeconds(4) });
    }

    [Fact, Rule(150, 152)]
    public async Task Late_and_repeated_events_change_nothing()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Finished);
        await engine.UntilAsync(job.Id, j => j.Placement is null);
        var version = (await engine.FindAsync(job.Id)).Version;
        foreach (var state in Enum.GetValues<BackendState>())
        {
            await engine.PostAsync(job.Id, state);
        }

        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Phase = Completed, Version = version });
    }

    [Fact]
    public async Task An_event_of_another_attempt_is_ignored()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Finished, attempt: 2);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(Executing);
    }

    [Fact, Rule(133, 195, 196, 202)]
    public async Task A_failure_leads_to_ERROR_with_its_message()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Failed, e => e with { Message = "no such star", Detail = "trace", ExitCode = 75, Transient = true });
        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Phase = ExecutionPhase.Error, Error = new JobError(true, "no such star", "trace") });
    }

    [Fact, Rule(154, 203)]
    public async Task A_job_that_the_back_end_timed_out_is_ABORTED_and_says_why()
    {
        await using var engine = await Engine.StartAsync(list: new() { ExecutionDuration = TimeSpan.FromSeconds(30) });
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.TimedOut);
        var ended = await engine.FindAsync(job.Id);
        ended.Phase.Should().Be(Aborted);
        ended.Error.Should().Be(new JobError(false, "execution duration of 30 s exceeded"));
    }

    [Fact, Rule(135)]
    public async Task UNKNOWN_comes_and_goes()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.PostAsync(job.Id, BackendState.Unknown);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(Unknown);
        await engine.PostAsync(job.Id, BackendState.Running);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(Executing);
    }

    [Fact, Rule(137, 159)]
    public async Task Time_in_SUSPENDED_does_not_count_as_execution()
    {
        await using var engine = await Engine.StartAsync(list: new() { ExecutionDuration = TimeSpan.FromSeconds(100) });
        var job = await engine.ExecutingAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(40));
        await engine.PostAsync(job.Id, BackendState.Suspended);
        engine.Time.Advance(TimeSpan.FromSeconds(1000));
        await engine.PostAsync(job.Id, BackendState.Running);
        var resumed = await engine.FindAsync(job.Id);
        resumed.Should().BeEquivalentTo(new { Phase = Executing, Executed = TimeSpan.FromSeconds(40), ExecutionDeadline = engine.Time.Now() + TimeSpan.FromSeconds(60) });
    }

    [Fact]
    public async Task A_lost_job_gets_a_time_of_grace_and_then_ends_in_ERROR()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        // A probe, due by then as well, is to say the same.
        engine.Back.Put(job.Id, BackendState.Lost);
        await engine.PostAsync(job.Id, BackendState.Lost);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(Executing);
        engine.Time.Advance(TimeSpan.FromMinutes(2));
        await engine.PostAsync(job.Id, BackendState.Lost);
        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Phase = ExecutionPhase.Error, Error = new JobError(true, "the back end lost the job") });
    }

    [Fact]
    public async Task Of_many_progress_reports_the_newest_is_stored_at_most_once_in_two_seconds()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        for (var percent = 1; percent <= 50; percent++)
        {
            await engine.PostAsync(job.Id, BackendState.Running, e => e with { Progress = new(percent, null, engine.Time.Now()) });
        }

        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Version = job.Version + 1, Progress = new { Percent = 1.0 } });
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        (await engine.UntilAsync(job.Id, j => j.Progress!.Percent == 50)).Version.Should().Be(job.Version + 2);
    }

    [Fact, Rule(131, 192)]
    public async Task Results_of_a_running_job_are_listed_as_they_are_produced()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.PlacedAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "early", null, new MemoryStream([1]), default);
        (await engine.FindAsync(job.Id)).Results.Should().BeEmpty("no results appear while QUEUED");
        await engine.PostAsync(job.Id, BackendState.Running);
        await engine.PostAsync(job.Id, BackendState.Running, e => e with { Progress = new(10, null, engine.Time.Now()) });
        (await engine.FindAsync(job.Id)).Results.Should().Equal([new JobResult("early", "early")], "a file that may grow has no size yet");
        await engine.PostAsync(job.Id, BackendState.Finished);
        (await engine.FindAsync(job.Id)).Results.Should().ContainSingle(r => r.Size == 1 && r.Sha256 != null);
    }

    [Fact]
    public async Task A_job_that_ends_well_without_a_required_result_has_failed_and_keeps_what_it_has()
    {
        await using var engine = await Engine.StartAsync(description: new() { Name = "probe", Results = [new("map") { FilePattern = "*.fits", Required = true }, new("log", "text/plain")] });
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "log", null, new MemoryStream([1]), default);
        await engine.PostAsync(job.Id, BackendState.Finished);
        var ended = await engine.FindAsync(job.Id);
        ended.Phase.Should().Be(ExecutionPhase.Error);
        ended.Error.Should().Be(new JobError(Transient: false, "the work ended well, but left no result 'map' (file *.fits)"));
        ended.Results.Select(r => r.Id).Should().Equal("log");

        var good = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(good.Id, JobFileArea.Output, "a.fits", null, new MemoryStream([1]), default);
        await engine.PostAsync(good.Id, BackendState.Finished);
        (await engine.FindAsync(good.Id)).Should().Match<Job>(j => j.Phase == ExecutionPhase.Completed && j.Results.Single().Main && j.Results.Single().MediaType == "application/fits");
    }

    [Fact, Rule(191)]
    public async Task A_described_result_that_was_not_produced_is_not_listed()
    {
        await using var engine = await Engine.StartAsync(description: new() { Name = "probe", Results = [new("map", "image/fits"), new("log", "text/plain")] });
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "log", null, new MemoryStream([1]), default);
        await engine.PostAsync(job.Id, BackendState.Finished);
        (await engine.FindAsync(job.Id)).Results.Select(r => r.Id).Should().Equal("log");
    }

    [Fact]
    public async Task An_event_for_a_deleted_job_is_ignored()
    {
        await using var engine = new Engine();
        await engine.PostAsync(JobId.New(engine.Time), BackendState.Running);
        engine.Logs.Lines.Should().Contain(l => l.Contains("the job is gone"));
    }
}
