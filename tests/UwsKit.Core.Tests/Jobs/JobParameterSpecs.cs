namespace UwsKit.Jobs;

public sealed class JobParameterSpecs
{
    private static readonly JobDescription Described = new()
    {
        Name = "probe",
        Parameters =
        [
            new("text", ParameterType.Text) { Required = true },
            new("width", ParameterType.Real) { Min = "0", Max = "10", Default = "5" },
            new("events", ParameterType.File),
        ],
    };

    private static Task<Job> SetAsync(Engine engine, JobId id, string name, string value) => engine.Jobs.SetParametersAsync(id, [new(name, value)], default);

    [Fact]
    public async Task Defaults_are_shown_from_the_beginning()
    {
        await using var engine = new Engine(description: Described);
        (await engine.CreateAsync(values: ("text", "a"))).Parameters.Select(p => (p.Name, p.Value)).Should().BeEquivalentTo([("text", "a"), ("width", "5")]);
    }

    [Fact, Rule(110)]
    public async Task Values_that_the_description_refuses_are_refused_all_at_once_and_no_job_is_made()
    {
        await using var engine = new Engine(description: Described);
        var act = () => engine.CreateAsync(values: [("width", "99"), ("text", "a"), ("text", "b")]);
        (await act.Should().ThrowAsync<UwsException>()).Which.Message.Split('\n').Should().HaveCount(2);
        (await engine.Storage.GetAsync(engine.LastId, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_required_parameter_may_come_later_but_RUN_without_it_is_refused()
    {
        await using var engine = new Engine(description: Described);
        var job = await engine.CreateAsync();
        await engine.Invoking(e => e.Jobs.RunAsync(job.Id, default)).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Invalid && e.Message.Contains("text"));
        (await engine.FindAsync(job.Id)).Phase.Should().Be(ExecutionPhase.Pending);
        await SetAsync(engine, job.Id, "TEXT", "now");
        (await engine.Jobs.RunAsync(job.Id, default)).Phase.Should().Be(ExecutionPhase.Queued);
    }

    [Fact]
    public async Task With_lazy_checking_a_bad_value_makes_the_job_fail_on_RUN()
    {
        await using var engine = new Engine(list: new() { LazyValidation = true }, description: Described);
        var job = await engine.CreateAsync(run: true, values: [("text", "a"), ("width", "99")]);
        job.Phase.Should().Be(ExecutionPhase.Error);
        job.Error!.Message.Should().Contain("width").And.Contain("99");
        job.Parameters.Should().Contain(p => p.Name == "width" && p.Value == "99");
    }

    [Fact]
    public async Task Unknown_parameters_are_dropped_and_logged_or_refused_where_the_list_is_strict()
    {
        await using var lenient = new Engine(description: Described);
        (await lenient.CreateAsync(values: [("text", "a"), ("colour", "red")])).Parameters.Should().NotContain(p => p.Name == "colour");
        lenient.Logs.Lines.Should().Contain(l => l.Contains("colour"));
        await using var strict = new Engine(list: new() { StrictParameters = true }, description: Described);
        await strict.Invoking(e => e.CreateAsync(values: [("text", "a"), ("colour", "red")])).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Forbidden);
    }

    [Fact, Rule(124)]
    public async Task Parameters_can_be_changed_only_while_PENDING()
    {
        await using var engine = new Engine(description: Described);
        var job = await engine.CreateAsync(run: true, values: ("text", "a"));
        await engine.Invoking(e => SetAsync(e, job.Id, "text", "b")).Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Forbidden && e.Message.Contains("QUEUED"));
        (await engine.FindAsync(job.Id)).Parameters.Should().Contain(p => p.Value == "a");
    }

    [Fact, Rule(126)]
    public async Task A_replaced_upload_is_deleted_and_so_is_the_upload_of_a_refused_change()
    {
        await using var engine = new Engine(description: Described);
        var job = await engine.CreateAsync(values: ("text", "a"));
        async Task UploadAsync(string key)
        {
            var file = await engine.Files.WriteAsync(job.Id, JobFileArea.Input, key, null, new MemoryStream([1, 2]), default);
            await engine.Jobs.SetParametersAsync(job.Id, [new("events", null, file)], default);
        }

        await UploadAsync("first");
        await UploadAsync("second");
        (await engine.Files.ListAsync(job.Id, JobFileArea.Input, default)).Select(f => f.Name).Should().Equal("second");
        await engine.Jobs.RunAsync(job.Id, default);
        await engine.Invoking(_ => UploadAsync("third")).Should().ThrowAsync<UwsException>();
        (await engine.Files.ListAsync(job.Id, JobFileArea.Input, default)).Select(f => f.Name).Should().Equal(["second"], "the bytes that a job runs with never change");
    }

    [Fact, Rule(210)]
    public async Task RUNID_is_kept_in_both_places_and_changed_together()
    {
        await using var engine = new Engine(description: Described);
        var job = await engine.Jobs.CreateAsync(engine.List, new(JobId.New(engine.Time)) { RunId = "one", Posted = [new("RUNID", "one"), new("text", "a")] }, default);
        var changed = await SetAsync(engine, job.Id, "runId", "two");
        changed.RunId.Should().Be("two");
        changed.Parameters.Where(p => p.Name == "RUNID").Select(p => p.Value).Should().Equal("two");
    }

    [Fact]
    public async Task A_dropped_name_makes_no_line_of_its_own_in_the_log()
    {
        await using var engine = new Engine(description: Described);
        await engine.CreateAsync(values: [("text", "a"), ("x\nJob j0 of probe (root): created", "1")]);
        engine.Logs.Lines.Should().ContainSingle(l => l.Contains("dropped")).Which.Should().NotContain("\n").And.Contain("x\\u000AJob");
    }
}
