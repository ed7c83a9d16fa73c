using static UwsKit.ExecutionPhase;

namespace UwsKit.Jobs;

public sealed class JobServiceSpecs
{
    private static Task RefusedAsync(Func<Task> act, UwsErrorKind kind, string words)
        => act.Should().ThrowAsync<UwsException>().Where(e => e.Kind == kind && e.Message.Contains(words));

    [Fact, Rule(99, 111, 112)]
    public async Task A_new_job_is_PENDING_with_duration_and_destruction_set_by_the_service()
    {
        await using var engine = await Engine.StartAsync(list: new() { ExecutionDuration = TimeSpan.FromHours(1), Lifetime = TimeSpan.FromDays(2) });
        var job = await engine.CreateAsync();
        job.Should().BeEquivalentTo(new
        {
            Phase = Pending, ExecutionDuration = TimeSpan.FromHours(1), Destruction = engine.Time.Now() + TimeSpan.FromDays(2), CreationTime = engine.Time.Now(),
        });
    }

    [Fact, Rule(102, 130, 139)]
    public async Task PHASE_RUN_at_creation_queues_the_job_in_one_write_and_submits_it()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        job.Phase.Should().Be(Queued);
        job.Version.Should().Be(0);
        (await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed)).Placement!.BackendId.Should().Be("scripted-1");
    }

    [Theory, Rule(147)]
    [InlineData(Queued), InlineData(Executing), InlineData(Suspended)]
    public async Task RUN_on_a_job_that_is_under_way_changes_nothing(ExecutionPhase phase)
    {
        await using var engine = new Engine();
        var job = await StoredAsync(engine, phase);
        (await engine.Jobs.RunAsync(job.Id, default)).Version.Should().Be(job.Version);
    }

    [Theory, Rule(147, 177)]
    [InlineData(Completed), InlineData(ExecutionPhase.Error), InlineData(Aborted), InlineData(Unknown), InlineData(Archived)]
    public async Task RUN_in_a_final_phase_or_UNKNOWN_is_forbidden(ExecutionPhase phase)
    {
        await using var engine = new Engine();
        var job = await StoredAsync(engine, phase);
        await RefusedAsync(() => engine.Jobs.RunAsync(job.Id, default), UwsErrorKind.Forbidden, phase.ToWord());
    }

    [Theory, Rule(148, 134, 140, 150)]
    [InlineData(Pending), InlineData(Queued), InlineData(Executing), InlineData(Held), InlineData(Suspended), InlineData(Unknown)]
    public async Task ABORT_in_any_phase_that_is_not_final_shows_at_once(ExecutionPhase phase)
    {
        await using var engine = new Engine();
        var job = await StoredAsync(engine, phase);
        var aborted = await engine.Jobs.AbortAsync(job.Id, default);
        aborted.Phase.Should().Be(Aborted);
        aborted.EndTime.Should().Be(engine.Time.Now());
        aborted.Error.Should().BeNull("a user who aborts needs no explanation");
    }

    [Theory, Rule(148)]
    [InlineData(Completed), InlineData(ExecutionPhase.Error), InlineData(Archived)]
    public async Task ABORT_after_the_end_is_forbidden(ExecutionPhase phase)
    {
        await using var engine = new Engine();
        var job = await StoredAsync(engine, phase);
        await RefusedAsync(() => engine.Jobs.AbortAsync(job.Id, default), UwsErrorKind.Forbidden, "cannot be aborted");
    }

    [Fact, Rule(148)]
    public async Task ABORT_twice_is_the_same_as_once()
    {
        await using var engine = new Engine();
        var job = await StoredAsync(engine, Queued);
        var first = await engine.Jobs.AbortAsync(job.Id, default);
        (await engine.Jobs.AbortAsync(job.Id, default)).Version.Should().Be(first.Version);
    }

    [Fact, Rule(144, 150)]
    public async Task ABORT_of_a_running_job_cancels_it_at_the_back_end_and_forgets_it()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.Jobs.AbortAsync(job.Id, default);
        await engine.UntilAsync(job.Id, j => j.Placement is null);
        engine.Back.Cancelled.Should().ContainSingle(p => p.Id == job.Id && p.Attempt == 1);
        engine.Back.Forgotten.Should().ContainSingle(p => p.Id == job.Id);
    }

    [Fact, Rule(163, 169, 172)]
    public async Task A_deleted_job_is_gone_at_once_and_its_files_and_record_follow()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "map", null, new MemoryStream([1]), default);
        await engine.Jobs.DeleteAsync(job.Id, default);
        (await engine.Jobs.FindAsync(job.Id, default)).Should().BeNull();
        await engine.UntilGoneAsync(job.Id);
        engine.Back.Cancelled.Should().Contain(p => p.Id == job.Id);
        (await engine.Files.ListAsync(job.Id, JobFileArea.Output, default)).Should().BeEmpty();
    }

    [Fact, Rule(20)]
    public async Task What_is_asked_of_a_job_that_does_not_exist_is_not_found()
    {
        await using var engine = new Engine();
        var id = JobId.New(engine.Time);
        await RefusedAsync(() => engine.Jobs.RunAsync(id, default), UwsErrorKind.NotFound, id.Value);
        await RefusedAsync(() => engine.Jobs.DeleteAsync(id, default), UwsErrorKind.NotFound, id.Value);
    }

    [Fact, Rule(138, 173, 174, 175, 176)]
    public async Task An_archived_job_keeps_its_record_without_results_and_a_second_DELETE_removes_it()
    {
        await using var engine = await Engine.StartAsync(list: new() { Archive = ArchivePolicy.Always });
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "map", null, new MemoryStream([1]), default);
        await engine.PostAsync(job.Id, BackendState.Finished);
        await engine.Jobs.DeleteAsync(job.Id, default);
        var archived = await engine.FindAsync(job.Id);
        archived.Should().BeEquivalentTo(new { Phase = Archived, FormerPhase = Completed, Results = Array.Empty<JobResult>() });
        await engine.UntilAsync(job.Id, j => j.Placement is null);
        (await engine.Files.ListAsync(job.Id, JobFileArea.Output, default)).Should().BeEmpty();
        await engine.Jobs.DeleteAsync(job.Id, default);
        await engine.UntilGoneAsync(job.Id);
    }

    [Theory, Rule(157, 158)]
    [InlineData(30, 30), InlineData(0, 60), InlineData(61, 60), InlineData(60, 60)]
    public async Task An_execution_duration_is_clamped_to_the_maximum(int wished, int effective)
    {
        await using var engine = new Engine(list: new() { MaxExecutionDuration = TimeSpan.FromSeconds(60) });
        var job = await engine.CreateAsync();
        (await engine.Jobs.SetExecutionDurationAsync(job.Id, TimeSpan.FromSeconds(wished), default)).ExecutionDuration.Should().Be(TimeSpan.FromSeconds(effective));
    }

    [Fact, Rule(153)]
    public async Task Without_a_maximum_zero_means_no_limit()
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync();
        await engine.Jobs.SetExecutionDurationAsync(job.Id, TimeSpan.FromSeconds(5), default);
        (await engine.Jobs.SetExecutionDurationAsync(job.Id, TimeSpan.Zero, default)).ExecutionDuration.Should().BeNull();
    }

    [Fact, Rule(160)]
    public async Task The_execution_duration_of_a_running_job_reaches_the_back_end()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.Jobs.SetExecutionDurationAsync(job.Id, TimeSpan.FromSeconds(77), default);
        (await engine.Back.WaitForDurationAsync(job.Id, default)).Should().Be(TimeSpan.FromSeconds(77));
    }

    [Theory, Rule(160)]
    [InlineData(Completed), InlineData(ExecutionPhase.Error), InlineData(Aborted)]
    public async Task The_execution_duration_cannot_be_changed_after_the_end(ExecutionPhase phase)
    {
        await using var engine = new Engine();
        var job = await StoredAsync(engine, phase);
        await RefusedAsync(() => engine.Jobs.SetExecutionDurationAsync(job.Id, TimeSpan.FromSeconds(1), default), UwsErrorKind.Forbidden, phase.ToWord());
    }

    [Fact, Rule(167, 168)]
    public async Task A_destruction_time_is_clamped_and_the_past_is_refused()
    {
        await using var engine = new Engine(list: new() { MaxLifetime = TimeSpan.FromDays(10) });
        var job = await engine.CreateAsync();
        var longest = engine.Time.Now() + TimeSpan.FromDays(10);
        (await engine.Jobs.SetDestructionAsync(job.Id, longest + TimeSpan.FromDays(1), default)).Destruction.Should().Be(longest);
        (await engine.Jobs.SetDestructionAsync(job.Id, null, default)).Destruction.Should().Be(longest);
        await RefusedAsync(() => engine.Jobs.SetDestructionAsync(job.Id, engine.Time.Now(), default), UwsErrorKind.Invalid, "is in the past");
        (await engine.FindAsync(job.Id)).Destruction.Should().Be(longest);
    }

    [Fact, Rule(136, 147)]
    public async Task A_job_that_the_back_end_holds_is_released_by_RUN()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.PlacedAsync();
        await engine.PostAsync(job.Id, BackendState.Held);
        (await engine.Jobs.RunAsync(job.Id, default)).Phase.Should().Be(Queued);
        await engine.Back.WaitForReleaseAsync(job.Id, default);
        engine.Back.Submissions.Should().ContainSingle("a held job is not submitted again");
    }

    [Fact, Rule(209)]
    public async Task A_run_id_longer_than_64_characters_is_refused_and_leaves_nothing()
    {
        await using var engine = new Engine();
        var id = JobId.New(engine.Time);
        await engine.Files.WriteAsync(id, JobFileArea.Input, "upload", null, new MemoryStream([1]), default);
        await RefusedAsync(() => engine.Jobs.CreateAsync(engine.List, new(id) { RunId = new('x', 65) }, default), UwsErrorKind.Invalid, "64");
        (await engine.Files.ListAsync(id, JobFileArea.Input, default)).Should().BeEmpty("R110: creation is all or nothing");
    }

    [Fact, Rule(151)]
    public async Task Of_a_RUN_and_an_ABORT_at_once_the_record_stays_within_the_table()
    {
        await using var engine = new Engine();
        for (var i = 0; i < 50; i++)
        {
            var job = await engine.CreateAsync();
            await Task.WhenAll(Task.Run(() => Try(() => engine.Jobs.RunAsync(job.Id, default))), Task.Run(() => Try(() => engine.Jobs.AbortAsync(job.Id, default))));
            (await engine.FindAsync(job.Id)).Phase.Should().Be(Aborted);
        }

        static async Task Try(Func<Task> act)
        {
            try
            {
                await act();
            }
            catch (UwsException e) when (e.Kind is UwsErrorKind.Forbidden)
            {
                // RUN came second.
            }
        }
    }

    [Fact, Rule(151)]
    public async Task Every_change_of_phase_is_one_log_line_with_job_list_owner_phases_and_cause()
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync(run: false, owner: "amina");
        await engine.Jobs.RunAsync(job.Id, default);
        engine.Logs.Lines.Should().Contain(l => l.Contains($"Job {job.Id} of probe (amina): PENDING -> QUEUED, RUN"));
    }

    [Fact]
    public async Task A_list_that_says_so_refuses_creation_while_its_manager_is_down()
    {
        await using var engine = new Engine(list: new() { RefuseWhenManagerDown = true });
        engine.Get<ManagerStatus>().Failed(Engine.Manager, "gone");
        await RefusedAsync(() => engine.CreateAsync(), UwsErrorKind.Unavailable, "try again later");
    }

    [Fact, Rule(66, 74)]
    public async Task A_list_longer_than_a_page_comes_whole_and_newest_first()
    {
        await using var engine = new Engine();
        for (var i = 0; i < 2050; i++)
        {
            await engine.CreateAsync();
            if (i % 3 == 0)
            {
                engine.Time.Advance(TimeSpan.FromMilliseconds(1));
            }
        }

        var all = new List<JobSummary>();
        await foreach (var entry in engine.Jobs.ListAsync(new() { Visibility = Visibility.Anonymous }, null, default))
        {
            all.Add(entry);
        }

        all.Select(j => j.Id).Should().OnlyHaveUniqueItems().And.HaveCount(2050);
        all.Should().BeInDescendingOrder(j => j.CreationTime);
        engine.Jobs.ListAsync(new() { Visibility = Visibility.Anonymous }, 1500, default).ToBlockingEnumerable().Should().HaveCount(1500);
    }

    internal static async Task<Job> StoredAsync(Engine engine, ExecutionPhase phase)
    {
        var job = new Job { Id = JobId.New(engine.Time), JobList = "probe", Phase = phase, CreationTime = engine.Time.Now() };
        await engine.Storage.TryCreateAsync(job, default);
        return job;
    }
}
