using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Catalogue;

public sealed class DescriptionCatalogueSpecs : IDisposable
{
    private readonly DescriptionFiles _files = new();

    public void Dispose() => _files.Dispose();

    private async Task<Engine> StartAsync(IFileStorage? storage = null)
    {
        var engine = new Engine(o => o.Catalogue = new() { Folder = _files.Folder, Manager = Engine.Manager, PollInterval = TimeSpan.FromSeconds(30) }, files: storage);
        await engine.StartAsync();
        return engine;
    }

    private static Task RefreshAsync(Engine engine) => engine.Get<DescriptionCatalogue>().RefreshAsync(default);

    private static JobList? Find(Engine engine, string name) => engine.Get<JobLists>().Find(name);

    private static Task<Job> CreateAsync(Engine engine, string list, bool run = false)
        => engine.Jobs.CreateAsync(Find(engine, list)!, new(JobId.New(engine.Time)) { Run = run }, default);

    [Fact]
    public async Task A_job_runs_and_ends_as_the_description_says_that_it_was_created_with()
    {
        _files.Write("a.json", "alpha", "1");
        await using var engine = await StartAsync();
        var first = await CreateAsync(engine, "alpha");
        _files.Write("a.json", """{ "name": "alpha", "version": "2", "parameters": [ { "name": "must", "type": "real", "required": true } ] }""");
        await RefreshAsync(engine);

        await engine.Jobs.RunAsync(first.Id, default);

        await engine.UntilAsync(first.Id, j => j.Placement?.State is PlacementState.Placed);
        var submitted = engine.Back.Submissions.Single(s => s.Job.Id == first.Id).Description;
        (submitted.Version, submitted.BaseDirectory).Should().Be(("1", _files.Folder));
        await engine.Files.WriteAsync(first.Id, JobFileArea.Output, "out", null, new MemoryStream([1]), default);
        await engine.PostAsync(first.Id, BackendState.Finished);
        (await engine.FindAsync(first.Id)).Results.Select(r => r.Id).Should().Equal("out1");
        await engine.Invoking(e => CreateAsync(e, "alpha", run: true)).Should().ThrowAsync<UwsException>().WithMessage("*'must'*");
        engine.Logs.Lines.Should().NotContain(l => l.Contains(" 1025 ")).And.Contain(l => l.Contains(" 1080 ") && l.Contains("changed: alpha"));
    }

    [Fact]
    public async Task A_kept_description_outlives_the_host_and_one_that_is_damaged_or_unknown_is_replaced_by_the_present_one_with_a_warning()
    {
        var storage = new InMemoryFiles(TimeProvider.System);
        _files.Write("a.json", "alpha", "1");
        string digest;
        await using (var before = await StartAsync(storage))
        {
            digest = Find(before, "alpha")!.Digest;
        }

        _files.Write("a.json", "alpha", "2");
        await using var engine = await StartAsync(storage);
        var job = new Job { Id = JobId.New(engine.Time), JobList = "alpha", CreationTime = engine.Time.Now(), Description = new("alpha", "1", digest) };
        (await engine.Get<JobDescriptions>().FindOwnAsync(job, default))!.Version.Should().Be("1");

        var damaged = job with { Description = new("alpha", "1", new string('a', 64)) };
        await storage.KeepAsync(damaged.Description.Digest, "{}"u8.ToArray(), default);
        (await engine.Get<JobDescriptions>().FindOwnAsync(damaged, default)).Should().BeNull();
        engine.Logs.Lines.Should().Contain(l => l.StartsWith("Warning 1085 ", StringComparison.Ordinal));
        (await engine.Get<JobDescriptions>().FindAsync(damaged, default))!.Version.Should().Be("2");

        var unknown = damaged with { Id = JobId.New(engine.Time), Phase = ExecutionPhase.Queued, Placement = new(Engine.Manager, PlacementState.Waiting, 0, null, null, engine.Time.Now()), QueuedAt = engine.Time.Now(), Version = 1 };
        await engine.Storage.TryCreateAsync(unknown, default);
        engine.Get<JobHints>().Submit(Engine.Manager).Set();
        await engine.UntilAsync(unknown.Id, j => j.Placement?.State is PlacementState.Placed);
        engine.Back.Submissions.Single().Description.Version.Should().Be("2");
        engine.Logs.Lines.Should().Contain(l => l.StartsWith("Warning 1025 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_jobs_of_a_list_that_went_can_be_read_and_ended_but_not_changed_or_run()
    {
        _files.Write("a.json", "alpha", "1");
        await using var engine = await StartAsync();
        var pending = await CreateAsync(engine, "alpha");
        var running = await CreateAsync(engine, "alpha", run: true);
        await engine.UntilAsync(running.Id, j => j.Placement?.State is PlacementState.Placed);

        File.Delete(_files["a.json"]);
        await RefreshAsync(engine);
        engine.Time.Advance(TimeSpan.FromSeconds(6));
        await RefreshAsync(engine);

        Find(engine, "alpha").Should().BeNull();
        (await engine.Get<JobDescriptions>().ListOfAsync(pending, new(), default)).Description.Version.Should().Be("1");
        await engine.Invoking(e => e.Jobs.RunAsync(pending.Id, default)).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Forbidden && e.Message.Contains("no longer offered"));
        await engine.Invoking(e => e.Jobs.SetParametersAsync(pending.Id, [new("v", "x")], default)).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Forbidden);
        await engine.Files.WriteAsync(running.Id, JobFileArea.Output, "out", null, new MemoryStream([1]), default);
        await engine.PostAsync(running.Id, BackendState.Finished);
        (await engine.FindAsync(running.Id)).Should().Match<Job>(j => j.Phase == ExecutionPhase.Completed && j.Results.Single().Id == "out1");
        (await engine.Jobs.AbortAsync(pending.Id, default)).Phase.Should().Be(ExecutionPhase.Aborted);
    }

    [Fact]
    public async Task A_request_sees_a_description_before_a_change_or_after_it()
    {
        _files.Write("a.json", "alpha", "1");
        await using var engine = await StartAsync();
        using var done = new CancellationTokenSource();
        var changes = Task.Run(async () =>
        {
            for (var version = 2; version < 60; version++)
            {
                _files.Write("a.json", "alpha", $"{version}");
                await RefreshAsync(engine);
            }

            await done.CancelAsync();
        });

        HashSet<string> seen = [];
        while (!done.IsCancellationRequested)
        {
            var job = await CreateAsync(engine, "alpha");
            job.Parameters.Single().Value.Should().Be(job.Description!.Version);
            seen.Add(job.Description.Version!);
        }

        await changes;
        seen.Should().HaveCountGreaterThan(1);
    }

    [Fact]
    public async Task Files_are_found_without_a_restart_and_without_being_told()
    {
        await using var engine = await StartAsync();
        _files.Write("a.json", "alpha", "1");
        for (var patience = 0; Find(engine, "alpha") is null; patience++)
        {
            patience.Should().BeLessThan(1000, "the poll reads the folder every 30 s");
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        (await CreateAsync(engine, "alpha", run: true)).Phase.Should().Be(ExecutionPhase.Queued);
    }

    [Fact]
    public async Task A_broken_file_and_a_name_that_is_taken_are_logged_at_the_start_and_the_others_are_offered()
    {
        _files.Write("a.json", "{");
        _files.Write("b.json", "beta", "1");
        _files.Write("c.json", "probe", "1");

        await using var engine = await StartAsync();

        engine.Get<JobLists>().All.Select(l => l.Name).Should().Equal("probe", "beta");
        engine.Get<JobLists>().Find("probe")!.Description.Version.Should().BeNull();
        engine.Logs.Lines.Where(l => l.StartsWith("Error 1081 ", StringComparison.Ordinal)).Should().HaveCount(2).And.Contain(l => l.Contains("a.json:1:2: broken JSON")).And.Contain(l => l.Contains("'probe' is already a job list"));
        engine.Get<UwsChecks>().CatalogueFaults.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_stops_the_start()
    {
        await using var engine = new Engine(o => o.Catalogue = new() { Folder = _files["none"], Manager = Engine.Manager });
        await engine.Invoking(e => e.StartAsync()).Should().ThrowAsync<UwsConfigurationException>().WithMessage("*none: there is no such folder; expected: a catalogue*");
    }
}
