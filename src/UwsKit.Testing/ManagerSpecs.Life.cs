using Xunit;

namespace UwsKit.Testing;

// Submitting twice, cancelling, probing, restarting, forgetting.
public abstract partial class ManagerSpecs
{
    private const string Count = "echo run >> \"$UWS_OUTPUT_DIR/runs\"";
    private const string Long = "exec sleep 600";

    [Fact]
    public async Task A_job_submitted_twice_under_one_attempt_runs_once()
    {
        var manager = await OpenAsync();
        var id = NewId();
        var submission = Submission(id, 1, Shell(Count), []);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(async () => await manager.SubmitAsync(submission, Ct), Ct)));
        Assert.Contains(outcomes, o => o is SubmitOutcome.Accepted);
        await FinishAsync(new(id, 1, Node, outcomes.OfType<SubmitOutcome.Accepted>().First().BackendId));
        await manager.SubmitAsync(submission, Ct);
        await FinishAsync(await StartAsync(manager, "exit 0"));

        Assert.Equal("run\n", await OutputAsync(id, "runs"));
    }

    [Fact]
    public async Task A_job_submitted_again_after_a_restart_runs_once()
    {
        var manager = await OpenAsync();
        var id = NewId();
        await FinishAsync(await StartAsync(manager, id, 1, Shell(Count)));

        await StopAndSkipUnlessJobsLiveOnAsync(manager);
        manager = await OpenAsync();
        await manager.SubmitAsync(Submission(id, 1, Shell(Count), []), Ct);
        await FinishAsync(await StartAsync(manager, "exit 0"));

        Assert.Equal("run\n", await OutputAsync(id, "runs"));
    }

    [Fact]
    public async Task A_probe_of_no_jobs_only_finds_out_whether_the_back_end_answers()
        => Assert.Empty(await (await OpenAsync()).ProbeAsync([], Ct));

    [Fact]
    public async Task Events_carry_the_attempt()
    {
        var manager = await OpenAsync();
        var id = NewId();
        await EndAsync(await StartAsync(manager, id, 1, Shell("exit 75")));

        var second = await StartAsync(manager, id, 2, Shell("exit 0"));
        var end = await WaitAsync(second, BackendState.Finished);

        Assert.Equal(2, end.Attempt);
        Assert.All(Sink.Of(id), e => Assert.InRange(e.Attempt, 1, 2));
        Assert.Equal(1, Sink.Of(id).First(e => e.State == BackendState.Failed).Attempt);
        Assert.Equal(2, (await ProbeAsync(manager, second)).Attempt);
    }

    [Fact]
    public async Task A_running_job_can_be_cancelled()
    {
        var manager = await OpenAsync();
        var job = await StartAsync(manager, Long);
        await WaitAsync(job, BackendState.Running);

        await manager.CancelAsync(job, Ct);

        var end = await ProbeUntilAsync(manager, job, Ended);
        Assert.NotEqual(BackendState.Finished, end.State);
        Assert.DoesNotContain(Sink.Of(job.Id), e => e.State == BackendState.Finished);
    }

    [Fact]
    public async Task Cancelling_what_is_unknown_finished_or_cancelled_is_fine()
    {
        var manager = await OpenAsync();
        var finished = await StartAsync(manager, "exit 0");
        var cancelled = await StartAsync(manager, Long);
        await FinishAsync(finished);
        await WaitAsync(cancelled, BackendState.Running);

        await manager.CancelAsync(new(NewId(), 1, Node, null), Ct);
        await manager.CancelAsync(new(NewId(), 1, Node, "no such id"), Ct);
        await manager.CancelAsync(finished, Ct);
        await manager.CancelAsync(cancelled, Ct);
        await manager.CancelAsync(cancelled, Ct);

        Assert.Equal(BackendState.Finished, (await ProbeAsync(manager, finished)).State);
    }

    [Fact]
    public async Task A_job_that_a_probe_called_lost_does_not_start_later()
    {
        var manager = await OpenAsync();
        var id = NewId();
        Assert.Equal(BackendState.Lost, (await ProbeAsync(manager, new(id, 1, Node, null))).State);

        await manager.SubmitAsync(Submission(id, 1, Shell(Count), []), Ct);
        await FinishAsync(await StartAsync(manager, "exit 0"));

        Assert.Null(await OutputAsync(id, "runs"));
        Assert.DoesNotContain(Sink.Of(id), e => e.State is BackendState.Running or BackendState.Finished);
        var second = await StartAsync(manager, id, 2, Shell(Count));
        await FinishAsync(second);
        Assert.Equal("run\n", await OutputAsync(id, "runs"));
    }

    [Fact]
    public async Task One_probe_answers_for_many_jobs()
    {
        var manager = await OpenAsync();
        var finished = await StartAsync(manager, "exit 0");
        var failed = await StartAsync(manager, "exit 3");
        await FinishAsync(finished);
        await EndAsync(failed);
        var unknown = new PlacedJob(NewId(), 1, Node, null);

        var answers = await manager.ProbeAsync([unknown, failed, finished], Ct);

        Assert.Equal(
            new[] { (unknown.Id, BackendState.Lost), (failed.Id, BackendState.Failed), (finished.Id, BackendState.Finished) }.Order(),
            answers.Select(a => (a.Job, a.State)).Order());
        Assert.Empty(await manager.ProbeAsync([], Ct));
    }

    [Fact]
    public async Task Forgetting_may_be_repeated_and_leaves_the_outputs()
    {
        var manager = await OpenAsync();
        var job = await StartAsync(manager, "printf x > \"$UWS_OUTPUT_DIR/out\"");
        await FinishAsync(job);

        await manager.ForgetAsync(job, Ct);
        await manager.ForgetAsync(job, Ct);
        await manager.ForgetAsync(new(NewId(), 1, Node, null), Ct);

        Assert.Equal("x", await OutputAsync(job.Id, "out"));
    }

    [Fact]
    public async Task After_a_restart_a_running_job_is_found_and_can_be_cancelled()
    {
        var manager = await OpenAsync();
        var job = await StartAsync(manager, Long);
        await WaitAsync(job, BackendState.Running);

        await StopAndSkipUnlessJobsLiveOnAsync(manager);
        manager = await OpenAsync();

        Assert.Equal(BackendState.Running, (await ProbeAsync(manager, job)).State);
        await manager.CancelAsync(job, Ct);
        Assert.NotEqual(BackendState.Finished, (await ProbeUntilAsync(manager, job, Ended)).State);
    }

    [Fact]
    public async Task After_a_restart_a_job_that_ended_before_is_found_as_it_ended()
    {
        var manager = await OpenAsync();
        var good = await StartAsync(manager, "exit 0");
        var bad = await StartAsync(manager, "echo why >&2; exit 3");
        await FinishAsync(good);
        await EndAsync(bad);

        await StopAndSkipUnlessJobsLiveOnAsync(manager);
        manager = await OpenAsync();

        Assert.Equal(BackendState.Finished, (await ProbeAsync(manager, good)).State);
        var answer = await ProbeAsync(manager, bad);
        Assert.Equal((BackendState.Failed, (int?)3), (answer.State, answer.ExitCode));
        Assert.Contains("why", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_ends_while_the_server_is_down_is_not_lost()
    {
        Assert.SkipUnless(SharesFiles, "The work does not see new inputs while it runs.");
        var manager = await OpenAsync();
        var job = await StartAsync(manager, "until [ -e \"$UWS_INPUT_DIR/go\" ]; do sleep 0.1; done; printf done > \"$UWS_OUTPUT_DIR/out\"");
        await WaitAsync(job, BackendState.Running);

        await StopAndSkipUnlessJobsLiveOnAsync(manager);
        await Files.WriteAsync(job.Id, JobFileArea.Input, "go", null, new MemoryStream(), Ct);
        manager = await OpenAsync();

        await ProbeUntilAsync(manager, job, BackendState.Finished);
        Assert.Equal("done", await OutputAsync(job.Id, "out"));
    }

    [Fact]
    public async Task After_a_restart_the_end_of_a_running_job_is_still_told()
    {
        Assert.SkipUnless(SharesFiles, "The work does not see new inputs while it runs.");
        var manager = await OpenAsync();
        var job = await StartAsync(manager, "until [ -e \"$UWS_INPUT_DIR/go\" ]; do sleep 0.1; done");
        await WaitAsync(job, BackendState.Running);

        await StopAndSkipUnlessJobsLiveOnAsync(manager);
        manager = await OpenAsync();
        Assert.Equal(BackendState.Running, (await ProbeAsync(manager, job)).State);
        await Files.WriteAsync(job.Id, JobFileArea.Input, "go", null, new MemoryStream(), Ct);

        await FinishAsync(job);
    }
}
