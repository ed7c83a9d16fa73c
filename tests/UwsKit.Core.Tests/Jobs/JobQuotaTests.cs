using static UwsKit.ExecutionPhase;

namespace UwsKit.Jobs;

public sealed class JobQuotaTests
{
    private static Task RefusedAsync(Func<Task> act, string words)
        => act.Should().ThrowAsync<UwsException>().Where(e => e.Kind == UwsErrorKind.Forbidden && e.Message.Contains(words));

    [Fact]
    public async Task One_job_more_than_an_owner_may_have_waiting_or_running_is_refused_until_one_ends()
    {
        await using var engine = await Engine.StartAsync(list: new() { PerOwner = new() { ActiveJobs = 1 } });
        var running = await engine.ExecutingAsync("alice");
        await RefusedAsync(() => engine.CreateAsync(run: true, "alice"), "alice already has the 1 waiting or running jobs allowed in 'probe'");
        (await engine.CreateAsync(run: true, "bob")).Phase.Should().Be(Queued);
        var pending = await engine.CreateAsync(owner: "alice");
        await RefusedAsync(() => engine.Jobs.RunAsync(pending.Id, default), "wait until one ends");
        (await engine.Storage.GetAsync(pending.Id, default))!.Phase.Should().Be(Pending);

        await engine.PostAsync(running.Id, BackendState.Finished);
        await engine.UntilAsync(running.Id, Completed);
        (await engine.Jobs.RunAsync(pending.Id, default)).Phase.Should().Be(Queued);
    }

    [Fact]
    public async Task One_job_more_than_an_owner_may_have_is_refused_until_he_deletes_one_and_nothing_of_it_stays()
    {
        await using var engine = await Engine.StartAsync(list: new() { PerOwner = new() { StoredJobs = 2 } });
        var first = await engine.CreateAsync(owner: "alice");
        await engine.CreateAsync(owner: "alice");
        await RefusedAsync(() => engine.CreateAsync(owner: "alice"), "already has the 2 jobs allowed in 'probe'; delete some first");
        (await engine.Storage.GetAsync(engine.LastId, default)).Should().BeNull();

        await engine.Jobs.DeleteAsync(first.Id, default);
        (await engine.CreateAsync(owner: "alice")).Phase.Should().Be(Pending);
    }

    [Fact]
    public async Task Work_under_way_is_never_stopped_by_a_limit_that_its_results_break()
    {
        await using var engine = await Engine.StartAsync(list: new() { PerOwner = new() { StoredBytes = 10, ActiveJobs = 0 } });
        var job = await engine.CreateAsync(owner: "alice");
        var stored = await engine.Storage.GetAsync(job.Id, default);
        (await engine.Storage.TryUpdateAsync(stored! with { Phase = Executing, ExecutingSince = engine.Time.Now() }, default)).Should().BeTrue();
        (await engine.Jobs.AbortAsync(job.Id, default)).Phase.Should().Be(Aborted);
    }

    [Fact]
    public async Task Callers_without_a_login_share_one_quota()
    {
        await using var engine = await Engine.StartAsync(list: new() { PerOwner = new() { StoredJobs = 1 } });
        await engine.CreateAsync();
        await RefusedAsync(() => engine.CreateAsync(), "Everybody without a login, together, already has");
        await engine.CreateAsync(owner: "alice");
    }

    [Fact]
    public void A_list_says_what_it_wants_otherwise_and_takes_the_rest_from_the_defaults()
        => new JobListOptions { PerOwner = new() { ActiveJobs = 3 } }.Over(new() { PerOwner = new() { ActiveJobs = 9, StoredJobs = 100 } }).PerOwner
            .Should().BeEquivalentTo(new OwnerQuota { ActiveJobs = 3, StoredJobs = 100 });
}
