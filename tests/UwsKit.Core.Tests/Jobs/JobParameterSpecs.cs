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

    private static readonly JobDescription Ruled = new()
    {
        Name = "probe",
        Parameters =
        [
            new("object", ParameterType.Text), new("ra", ParameterType.Real), new("dec", ParameterType.Real), new("events", ParameterType.File) { MaxSize = 3 },
            new("BAND", ParameterType.Text) { Repeatable = true, MaxCount = 2 },
        ],
        Rules = [new(ParameterRuleKind.OneOf, ["object", "ra"]), new(ParameterRuleKind.Needs, ["dec"]) { Parameter = "ra" }],
    };

    private static async Task<(int Records, int Files)> CountAsync(Engine engine)
    {
        var records = await engine.Storage.ListAsync(new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true }, default);
        var files = await engine.Files.ListJobsAsync(default).ToListAsync();
        return (records.Count, files.Count);
    }

    [Fact]
    public async Task A_refused_creation_tells_all_that_is_wrong_and_leaves_no_record_and_no_file()
    {
        await using var engine = new Engine(description: Ruled);
        await engine.CreateAsync(values: ("object", "M 1"));
        var before = await CountAsync(engine);
        var id = JobId.New(engine.Time);
        var large = await engine.Files.WriteAsync(id, JobFileArea.Input, "k", null, new MemoryStream([1, 2, 3, 4]), default);
        List<PostedValue> posted = [new("object", "M 1\0"), new("ra", "east"), new("events", null, large), .. Enumerable.Repeat(new PostedValue("band", "r"), 10_000)];

        var refusal = await engine.Jobs.Invoking(j => j.CreateAsync(engine.List, new(id) { Posted = posted }, default)).Should().ThrowAsync<UwsException>();

        refusal.Which.Message.Split('\n').Should().SatisfyRespectively(
            l => l.Should().StartWith("parameter 'object': 'M 1\\u0000' is not allowed; allowed: a text without NUL"),
            l => l.Should().Be("parameter 'ra': 'east' is not allowed; allowed: a number"),
            l => l.Should().Be("parameter 'events': a file of 4 bytes was sent; allowed: at most 3 bytes"),
            l => l.Should().Be("parameter 'BAND': given 10000 times; allowed: at most 2 values"),
            l => l.Should().Be("parameters 'object', 'ra': given together; allowed: exactly one of 'object', 'ra'"));
        (await CountAsync(engine)).Should().Be(before);
    }

    [Fact]
    public async Task Rules_hold_over_several_requests()
    {
        await using var engine = new Engine(description: Ruled);
        var job = await engine.CreateAsync(values: ("ra", "1"));
        await engine.Invoking(e => SetAsync(e, job.Id, "OBJECT", "M 1")).Should().ThrowAsync<UwsException>().WithMessage("parameters 'object', 'ra': given together*");
        await engine.Invoking(e => e.Jobs.RunAsync(job.Id, default)).Should().ThrowAsync<UwsException>().WithMessage("parameter 'ra': given without 'dec'*");
        await SetAsync(engine, job.Id, "dec", "2");
        (await engine.Jobs.RunAsync(job.Id, default)).Parameters.Select(p => p.Name).Should().Equal("ra", "dec");
    }

    [Fact]
    public async Task With_lazy_checking_rules_fail_the_job_on_RUN_but_a_file_that_is_not_kept_is_refused_at_once()
    {
        await using var engine = new Engine(list: new() { LazyValidation = true }, description: Ruled);
        var job = await engine.CreateAsync(run: true, values: [("object", "M 1"), ("ra", "1"), ("band", "r"), ("band", "g"), ("band", "i")]);
        job.Phase.Should().Be(ExecutionPhase.Error);
        job.Error!.Detail!.Split('\n').Should().HaveCount(3).And.Contain(l => l.Contains("given together")).And.Contain(l => l.Contains("given 3 times")).And.Contain(l => l.Contains("without 'dec'"));

        var before = await CountAsync(engine);
        var id = JobId.New(engine.Time);
        var large = await engine.Files.WriteAsync(id, JobFileArea.Input, "k", null, new MemoryStream([1, 2, 3, 4]), default);
        await engine.Jobs.Invoking(j => j.CreateAsync(engine.List, new(id) { Posted = [new("events", null, large), new("ra", "east")] }, default))
            .Should().ThrowAsync<UwsException>().WithMessage("parameter 'events': a file of 4 bytes was sent*");
        (await CountAsync(engine)).Should().Be(before);
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
