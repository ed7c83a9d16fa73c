namespace UwsKit.Back;

public sealed class FirstNewsSpecs
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.FromSeconds(30);
    private readonly FirstNews _news = new();
    private readonly JobEvent _event = new(JobId.New(TimeProvider.System), BackendState.Running, 1);

    [Fact]
    public async Task The_first_event_is_recorded_with_the_acceptance_and_those_after_it_later()
    {
        var reception = _news.Open(_event.Job, 1);
        var (first, second) = (_news.GiveAsync(_event), _news.GiveAsync(_event with { State = BackendState.Finished }));

        (await reception.FirstAsync(Patience)).Should().Be(_event);
        first.IsCompleted.Should().BeFalse("it is not in the record yet");
        second.IsCompleted.Should().BeFalse("two changes would meet");
        reception.Recorded();
        reception.Dispose();

        (await first, await second).Should().Be((true, false));
    }

    [Fact]
    public async Task Who_has_an_event_records_it_when_the_acceptance_could_not_be_recorded()
    {
        var reception = _news.Open(_event.Job, 1);
        var given = _news.GiveAsync(_event);
        await reception.FirstAsync(Patience);
        reception.Dispose();

        (await given).Should().BeFalse();
    }

    [Fact]
    public async Task Without_any_news_the_acceptance_is_recorded_alone()
    {
        using var reception = _news.Open(_event.Job, 1);

        (await reception.FirstAsync(Soon)).Should().BeNull();

        var late = _news.GiveAsync(_event);
        reception.Dispose();
        (await late).Should().BeFalse("it came too late to be taken along");
    }

    [Fact]
    public async Task Events_of_other_jobs_and_attempts_are_not_taken()
    {
        using var reception = _news.Open(_event.Job, 2);
        var earlier = _news.GiveAsync(_event);

        (await reception.FirstAsync(Soon)).Should().BeNull();
        (await _news.GiveAsync(_event with { Job = JobId.New(TimeProvider.System) })).Should().BeFalse();
        reception.Dispose();
        (await earlier).Should().BeFalse();
        (await _news.GiveAsync(_event with { Attempt = 2 })).Should().BeFalse("nobody waits any more");
    }

    [Fact]
    public async Task Quick_work_costs_one_change_of_the_record_for_acceptance_and_end()
    {
        await using var engine = NodeEngine();
        engine.Back.OnSubmit = s => TellSoon(engine, s.Job.Id);
        // A busy machine may tell an end too late for that; not each time.
        for (var i = 0; i < 20; i++)
        {
            var job = await engine.CreateAsync(run: true);
            var done = await engine.UntilAsync(job.Id, j => j is { Phase: ExecutionPhase.Completed, Placement: null });
            // Created, claimed, accepted and ended, forgotten.
            if (done.Version == job.Version + 3)
            {
                return;
            }
        }

        Assert.Fail("every end was recorded by a change of its own");
    }

    [Fact]
    public async Task A_first_event_that_cannot_be_recorded_keeps_neither_the_acceptance_nor_other_jobs()
    {
        var files = new UnreadableFiles(new InMemoryFiles(TimeProvider.System));
        await using var engine = NodeEngine(files);
        engine.Back.OnSubmit = s =>
        {
            files.Unreadable = s.Job.OwnerId == "amina" ? s.Job.Id : files.Unreadable;
            return TellSoon(engine, s.Job.Id);
        };
        for (var i = 0; i < 10; i++)
        {
            var job = await engine.CreateAsync(run: true, owner: "amina");
            await engine.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed);
        }

        var other = await engine.CreateAsync(run: true, owner: "bilal");

        await engine.UntilAsync(other.Id, ExecutionPhase.Completed);
    }

    private static Engine NodeEngine(IFileStorage? files = null)
    {
        var engine = new Engine(files: files);
        engine.Back.Scope = ManagerScope.Node;
        engine.StartAsync().GetAwaiter().GetResult();
        return engine;
    }

    private static SubmitOutcome.Accepted TellSoon(Engine engine, JobId job)
    {
        _ = Task.Run(async () =>
        {
            // The work itself, which takes a moment: not a wait for anything.
            await Task.Delay(3);
            await engine.PostAsync(job, BackendState.Finished);
        });
        return new(job.Value);
    }

    [Fact]
    public async Task An_event_that_comes_while_the_acceptance_is_recorded_does_not_meet_it()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        using var go = new ManualResetEventSlim();
        var recording = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        storage.When = (call, job) =>
        {
            if (call == "update" && job?.Placement?.State is PlacementState.Placed && recording.TrySetResult())
            {
                go.Wait(Patience);
            }

            return Fault.None;
        };
        await engine.StartAsync();
        var job = await engine.CreateAsync(run: true);
        await recording.Task.WaitAsync(Patience);

        var told = engine.PostAsync(job.Id, BackendState.Running).AsTask();

        told.IsCompleted.Should().BeFalse();
        go.Set();
        await told.WaitAsync(Patience);
        // Created, claimed, accepted, running.
        (await engine.FindAsync(job.Id)).Should().BeEquivalentTo(new { Phase = ExecutionPhase.Executing, Version = job.Version + 3 });
    }
}
