using UwsKit.Testing;

namespace UwsKit.Jobs;

public sealed class JobWaitSpecs
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    [Fact, Rule(80, 82, 90)]
    public async Task A_wait_ends_with_the_next_change_of_phase()
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, Half, null, default);
        wait.IsCompleted.Should().BeFalse();
        await engine.Jobs.RunAsync(job.Id, default);
        (await wait)!.Phase.Should().Be(ExecutionPhase.Queued);
    }

    [Fact, Rule(83, 91)]
    public async Task A_wait_ends_when_its_time_is_up_and_never_before()
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, Half, null, default);
        engine.Time.Advance(Half - TimeSpan.FromMilliseconds(1));
        wait.IsCompleted.Should().BeFalse();
        engine.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await wait.WaitAsync(TimeSpan.FromSeconds(10)))!.Phase.Should().Be(ExecutionPhase.Pending);
    }

    [Fact]
    public async Task A_storage_that_is_away_ends_no_wait_and_a_change_meanwhile_ends_it_soon_after()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        var job = await engine.CreateAsync();
        var waits = Enumerable.Range(0, 2).Select(_ => engine.Jobs.WaitAsync(job, TimeSpan.FromSeconds(50), null, default)).ToList();
        var refused = 0;
        storage.When = (call, _) => call == "get" && Interlocked.Increment(ref refused) > 0 ? Fault.Before : Fault.None;
        await storage.TryUpdateAsync(JobMoves.Abort(job, engine.Time.Now()), default);
        engine.Get<JobWaiters>().Changed(job.Id, job.Version + 1);
        while (Volatile.Read(ref refused) < waits.Count)
        {
            await Task.Delay(5);
        }

        waits.Should().OnlyContain(w => !w.IsCompleted);
        storage.When = null;
        var (ended, start) = (Task.WhenAll(waits), engine.Time.GetUtcNow());
        while (!ended.IsCompleted)
        {
            // The waiters set their timers at a moment of their own.
            engine.Time.Advance(TimeSpan.FromSeconds(0.1));
            await Task.WhenAny(ended, Task.Delay(10));
        }

        (await ended).Should().OnlyContain(j => j!.Phase == ExecutionPhase.Aborted);
        (engine.Time.GetUtcNow() - start).Should().BeLessThan(TimeSpan.FromSeconds(45), "it is not the end of their time that ends them");
    }

    [Fact]
    public async Task A_wait_whose_time_is_up_while_the_storage_is_away_is_answered_with_the_job_as_it_was()
    {
        var storage = new FlakyStorage(new InMemoryStorage());
        await using var engine = new Engine(storage: storage);
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, TimeSpan.FromSeconds(3), null, default);
        storage.When = (_, _) => Fault.Before;
        engine.Time.Advance(TimeSpan.FromSeconds(3));
        (await wait.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeEquivalentTo(job);
    }

    [Theory, Rule(84, 87, 92)]
    [InlineData(-1), InlineData(3600)]
    public async Task A_wait_without_end_or_beyond_the_cap_ends_with_the_cap(int seconds)
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, TimeSpan.FromSeconds(seconds), null, default);
        engine.Time.Advance(TimeSpan.FromSeconds(49.9));
        wait.IsCompleted.Should().BeFalse();
        engine.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await wait.WaitAsync(TimeSpan.FromSeconds(10))).Should().NotBeNull();
    }

    [Theory, Rule(85)]
    [InlineData(ExecutionPhase.Pending, true), InlineData(ExecutionPhase.Queued, true), InlineData(ExecutionPhase.Executing, true), InlineData(ExecutionPhase.Held, false)]
    [InlineData(ExecutionPhase.Suspended, false), InlineData(ExecutionPhase.Unknown, false), InlineData(ExecutionPhase.Completed, false), InlineData(ExecutionPhase.Error, false)]
    [InlineData(ExecutionPhase.Aborted, false), InlineData(ExecutionPhase.Archived, false)]
    public async Task A_wait_blocks_in_PENDING_QUEUED_and_EXECUTING_only(ExecutionPhase phase, bool blocks)
    {
        await using var engine = new Engine();
        var job = await JobServiceSpecs.StoredAsync(engine, phase);
        engine.Jobs.WaitAsync(job, Half, null, default).IsCompleted.Should().Be(!blocks);
    }

    [Fact, Rule(86, 94)]
    public async Task With_phases_given_a_wait_blocks_only_in_one_of_them()
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync();
        engine.Jobs.WaitAsync(job, Half, [ExecutionPhase.Executing, ExecutionPhase.Queued], default).IsCompleted.Should().BeTrue();
        engine.Jobs.WaitAsync(job, Half, [ExecutionPhase.Executing, ExecutionPhase.Pending], default).IsCompleted.Should().BeFalse();
    }

    [Fact, Rule(86)]
    public async Task A_change_between_the_callers_read_and_the_wait_is_not_missed()
    {
        await using var engine = new Engine();
        var read = await engine.CreateAsync();
        await engine.Jobs.RunAsync(read.Id, default);
        (await engine.Jobs.WaitAsync(read, Half, null, default).WaitAsync(TimeSpan.FromSeconds(10)))!.Phase.Should().Be(ExecutionPhase.Queued);
    }

    [Fact, Rule(82)]
    public async Task Progress_ends_no_wait()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.ExecutingAsync();
        var wait = engine.Jobs.WaitAsync(job, Half, null, default);
        await engine.PostAsync(job.Id, BackendState.Running, e => e with { Progress = new(50, "half", engine.Time.Now()) });
        (await engine.UntilAsync(job.Id, j => j.Progress is not null)).Progress!.Percent.Should().Be(50);
        wait.IsCompleted.Should().BeFalse();
    }

    [Fact, Rule(95)]
    public async Task A_job_deleted_during_the_wait_ends_it_with_nothing()
    {
        await using var engine = new Engine();
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, Half, null, default);
        await engine.Jobs.DeleteAsync(job.Id, default);
        (await wait.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeNull();
    }

    [Fact, Rule(95, 96)]
    public async Task A_client_that_goes_away_frees_its_waiter()
    {
        await using var engine = new Engine(o => o.Limits.MaxWaiters = 1);
        var job = await engine.CreateAsync();
        using var gone = new CancellationTokenSource();
        var wait = engine.Jobs.WaitAsync(job, Half, null, gone.Token);
        await gone.CancelAsync();
        await FluentActions.Awaiting(() => wait).Should().ThrowAsync<OperationCanceledException>();
        engine.Get<JobWaiters>().Watched.Should().BeEmpty();
        using var place = engine.Get<JobWaiters>().TryEnter(null);
        place.Should().NotBeNull();
    }

    [Fact, Rule(88)]
    public async Task Beyond_the_cap_on_waiters_the_answer_comes_after_a_second_unchanged()
    {
        await using var engine = new Engine(o => o.Limits.MaxWaiters = 1);
        var job = await engine.CreateAsync();
        var first = engine.Jobs.WaitAsync(job, Half, null, default);
        var second = engine.Jobs.WaitAsync(job, Half, null, default);
        second.IsCompleted.Should().BeFalse("a client that is answered at once comes back at once");
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        (await second.WaitAsync(TimeSpan.FromSeconds(10)))!.Phase.Should().Be(ExecutionPhase.Pending);
        first.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_change_that_another_node_made_is_found_within_five_seconds()
    {
        await using var engine = await Engine.StartAsync();
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, Half, null, default);
        await engine.Storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Aborted }, default);
        wait.IsCompleted.Should().BeFalse();
        for (var steps = 0; steps < 6 && !wait.IsCompleted; steps++)
        {
            // The look may only now begin its first interval: in time, but not at the first step.
            engine.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAny(wait, Task.Delay(100));
        }

        (await wait.WaitAsync(TimeSpan.FromSeconds(10)))!.Phase.Should().Be(ExecutionPhase.Aborted);
        engine.Time.GetUtcNow().Should().BeBefore(job.CreationTime + Half, "it was the change that ended the wait");
    }

    [Fact]
    public async Task When_the_host_stops_every_wait_is_answered()
    {
        var engine = await Engine.StartAsync();
        var job = await engine.CreateAsync();
        var wait = engine.Jobs.WaitAsync(job, Half, null, default);
        await engine.DisposeAsync();
        (await wait.WaitAsync(TimeSpan.FromSeconds(10)))!.Phase.Should().Be(ExecutionPhase.Pending);
    }
}
