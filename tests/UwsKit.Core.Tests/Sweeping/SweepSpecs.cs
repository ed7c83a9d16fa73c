using UwsKit.Testing;

namespace UwsKit.Sweeping;

public sealed class SweepSpecs
{
    [Fact, Rule(134, 153, 154, 203)]
    public async Task A_job_over_its_execution_duration_is_ABORTED_with_a_reason_and_cancelled()
    {
        await using var engine = await Engine.StartAsync(list: new() { ExecutionDuration = TimeSpan.FromSeconds(60) });
        var job = await engine.ExecutingAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(59));
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Executing);
        var aborted = await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(1), job.Id, j => j.Phase is ExecutionPhase.Aborted);
        aborted.Error!.Message.Should().Be("execution duration of 60 s exceeded");
        await engine.Back.WaitForCancelAsync(job.Id, default);
    }

    [Fact, Rule(160)]
    public async Task A_shortened_execution_duration_takes_effect_at_once()
    {
        await using var engine = await Engine.StartAsync(list: new() { ExecutionDuration = TimeSpan.FromHours(1), MaxExecutionDuration = TimeSpan.FromHours(2) });
        var job = await engine.ExecutingAsync();
        engine.Time.Advance(TimeSpan.FromSeconds(30));
        await engine.Jobs.SetExecutionDurationAsync(job.Id, TimeSpan.FromSeconds(10), default);
        await engine.UntilAsync(job.Id, ExecutionPhase.Aborted);
    }

    [Fact, Rule(162, 163)]
    public async Task A_job_past_its_destruction_time_is_gone_even_before_the_sweeper_comes()
    {
        await using var engine = new Engine(list: new() { Lifetime = TimeSpan.FromMinutes(5) });
        var job = await engine.CreateAsync();
        engine.Time.Advance(TimeSpan.FromMinutes(5));
        (await engine.Jobs.FindAsync(job.Id, default)).Should().BeNull();
    }

    [Fact, Rule(163)]
    public async Task The_sweeper_destroys_a_running_job_files_record_and_all()
    {
        await using var engine = await Engine.StartAsync(list: new() { Lifetime = TimeSpan.FromMinutes(5) });
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "map", null, new MemoryStream([1]), default);
        engine.Time.Advance(TimeSpan.FromMinutes(5));
        await engine.Back.WaitForForgetAsync(job.Id, default);
        await engine.UntilGoneAsync(job.Id);
        (await engine.Files.ListAsync(job.Id, JobFileArea.Output, default)).Should().BeEmpty();
    }

    [Theory, Rule(138, 175)]
    [InlineData(false), InlineData(true)]
    public async Task Where_the_policy_says_so_the_record_is_archived_at_its_destruction_time_by_way_of_ABORTED(bool running)
    {
        await using var engine = await Engine.StartAsync(list: new() { Lifetime = TimeSpan.FromMinutes(5), Archive = ArchivePolicy.AtDestruction });
        var job = running ? await engine.ExecutingAsync() : await engine.CreateAsync();
        var archived = await engine.UntilAdvancedAsync(TimeSpan.FromMinutes(5), job.Id, j => j.Phase is ExecutionPhase.Archived);
        archived.FormerPhase.Should().Be(ExecutionPhase.Aborted);
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Archived, "an archived job stays readable");
    }

    [Fact]
    public async Task What_cannot_be_forgotten_is_tried_again()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        engine.Back.IsAway = true;
        await engine.Jobs.DeleteAsync(job.Id, default);
        (await engine.Jobs.FindAsync(job.Id, default)).Should().BeNull();
        while (!engine.Logs.Lines.Any(l => l.Contains("could not be removed")))
        {
            await Task.Delay(5);
        }

        engine.Back.IsAway = false;
        var gone = engine.UntilGoneAsync(job.Id);
        while (!gone.IsCompleted)
        {
            engine.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(gone, Task.Delay(20));
        }

        await gone;
    }

    [Fact]
    public async Task Files_without_a_record_are_removed_after_a_day_and_not_before()
    {
        await using var engine = await Engine.StartAsync();
        var young = JobId.New(engine.Time);
        await engine.Files.WriteAsync(young, JobFileArea.Input, "cut", null, new MemoryStream([1]), default);
        await engine.Get<OrphanSweep>().RunAsync(default);
        (await engine.Files.ListAsync(young, JobFileArea.Input, default)).Should().HaveCount(1);
        engine.Time.Advance(TimeSpan.FromHours(25));
        await engine.Get<OrphanSweep>().RunAsync(default);
        (await engine.Files.ListAsync(young, JobFileArea.Input, default)).Should().BeEmpty();
    }

    [Fact]
    [Rule(134, 144, 154, 193)]
    public async Task Aborted_jobs_keep_what_they_had_produced()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "half", null, new MemoryStream([1]), default);
        await engine.Jobs.AbortAsync(job.Id, default);
        (await engine.UntilAsync(job.Id, j => j.Placement is null)).Results.Should().ContainSingle(r => r.Id == "half");
    }

    [Fact]
    public async Task The_size_of_a_result_is_that_of_the_bytes_that_were_read_whatever_the_list_says()
    {
        await using var engine = new Engine(files: new StaleList());
        await engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "map", null, new MemoryStream(new byte[300_000]), default);
        await engine.PostAsync(job.Id, BackendState.Finished);
        var result = (await engine.UntilAsync(job.Id, ExecutionPhase.Completed)).Results.Should().ContainSingle().Subject;
        result.Size.Should().Be(300_000);
        result.Sha256.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[300_000])));
    }

    [Fact, Rule(134)]
    public async Task What_an_aborted_job_writes_in_its_grace_is_listed_too()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "first", null, new MemoryStream([1]), default);
        engine.Back.OnCancel = j => engine.Back.Put(j.Id, BackendState.Running);
        await engine.Jobs.AbortAsync(job.Id, default);
        await engine.Back.WaitForCancelAsync(job.Id, default);
        for (var i = 0; i < 5; i++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(10);
        }

        (await engine.FindAsync(job.Id)).Placement!.State.Should().Be(PlacementState.Forgetting, "its work still writes");
        engine.Back.Forgotten.Should().BeEmpty();
        await engine.Files.WriteAsync(job.Id, JobFileArea.Output, "last", null, new MemoryStream([1, 2]), default);
        engine.Back.Put(job.Id, BackendState.Cancelled);
        var aborted = await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(5), job.Id, j => j.Placement is null);
        aborted.Results.Select(r => (r.Id, r.Size)).Should().BeEquivalentTo(new (string, long?)[] { ("first", 1), ("last", 2) });
        engine.Back.Cancelled.Count(c => c.Id == job.Id).Should().BeLessThan(3, "it was told, and is only looked at after that");
    }

    [Fact]
    public async Task An_aborted_job_whose_work_cannot_be_killed_is_let_go_of_after_a_while()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        engine.Back.OnCancel = j => engine.Back.Put(j.Id, BackendState.Running);
        await engine.Jobs.AbortAsync(job.Id, default);
        await engine.UntilAdvancedAsync(TimeSpan.FromSeconds(20), job.Id, j => j.Placement is null);
        engine.Back.Forgotten.Should().ContainSingle(f => f.Id == job.Id);
    }

    /// <summary>Lists files as a client of NFS does whose cache is old.</summary>
    private sealed class StaleList : IFileStorage
    {
        private readonly InMemoryFiles _inner = new(TimeProvider.System);

        public ValueTask<JobFile> WriteAsync(JobId job, JobFileArea area, string name, string? mediaType, Stream content, CancellationToken ct) => _inner.WriteAsync(job, area, name, mediaType, content, ct);
        public ValueTask<JobFileContent?> OpenReadAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => _inner.OpenReadAsync(job, area, name, ct);
        public async ValueTask<IReadOnlyList<JobFile>> ListAsync(JobId job, JobFileArea area, CancellationToken ct)
            => [.. (await _inner.ListAsync(job, area, ct)).Select(f => f with { Size = 7, Sha256 = null })];
        public ValueTask DeleteFileAsync(JobId job, JobFileArea area, string name, CancellationToken ct) => _inner.DeleteFileAsync(job, area, name, ct);
        public ValueTask DeleteAsync(JobId job, JobFileArea? area, CancellationToken ct) => _inner.DeleteAsync(job, area, ct);
        public IAsyncEnumerable<JobId> ListJobsAsync(CancellationToken ct) => _inner.ListJobsAsync(ct);
    }
}
