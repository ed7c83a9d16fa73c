namespace UwsKit.Managers.Slurm.Tests;

public sealed class FaultTests(FragileCluster cluster) : IClassFixture<FragileCluster>
{
    private const string UntilGo = "until grep -qs . \"$UWS_INPUT_DIR/go\"; do sleep 0.1; done; echo run >> $UWS_OUTPUT_DIR/out";

    [Fact]
    public async Task A_job_runs_on_while_the_controller_is_away_and_no_new_one_is_lost()
    {
        await using var host = new TestHost(cluster);
        var running = await host.StartAndWaitAsync(UntilGo);
        cluster.SignalController("KILL");
        try
        {
            (await host.Manager.SubmitAsync(host.Shell("exit 0"), default)).Should().BeOfType<SubmitOutcome.Busy>().Which.Message.Should().Contain("DOWN");
            (await ((Func<Task>)(() => host.ProbeAsync(running))).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
            Go(host, running);
            (await host.EndAsync(running)).State.Should().Be(BackendState.Finished);
        }
        finally
        {
            cluster.Up();
        }

        (await host.EndAsync(await host.StartAsync("exit 0"))).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_frozen_controller_leaves_a_submission_that_never_runs_twice()
    {
        await using var host = new TestHost(cluster, o => o.CommandTimeout = TimeSpan.FromSeconds(2));
        var submission = host.Shell("echo run >> $UWS_OUTPUT_DIR/out");
        cluster.SignalController("STOP");
        try
        {
            (await host.Manager.SubmitAsync(submission, default)).Should().Match<SubmitOutcome>(o => o is SubmitOutcome.Busy || o is SubmitOutcome.Uncertain);
        }
        finally
        {
            cluster.SignalController("CONT");
        }

        var second = await host.SubmitAsync(submission with { Attempt = 2 });

        (await host.ProbeUntilAsync(second, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(second)).Should().Be("run\n");
    }

    [Fact]
    public async Task A_node_that_goes_down_is_a_passing_failure_in_words()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync("exec sleep 600");
        var node = cluster.Operator("squeue", "-h", "-j", job.BackendId!, "-o", "%N");
        try
        {
            cluster.Operator("scontrol", "update", $"NodeName={node}", "State=DOWN", "Reason=test");

            (await host.ProbeUntilAsync(job, BackendState.Failed)).Should().Match<JobEvent>(e => e.Transient && e.Message!.Contains("node of the job failed"));
        }
        finally
        {
            // It may have come back by itself.
            cluster.Run("scontrol", "update", $"NodeName={node}", "State=RESUME");
        }
    }

    [Fact]
    public async Task A_requeued_job_is_suspended_until_it_runs_again()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync("echo begun >> $UWS_OUTPUT_DIR/begun; " + UntilGo);
        cluster.Operator("scontrol", "update", $"JobId={job.BackendId}", "Requeue=1");

        cluster.Operator("scontrol", "requeue", job.BackendId!);

        (await host.ProbeUntilAsync(job, BackendState.Suspended)).Message.Should().NotBeNullOrWhiteSpace();
        host.Sink.Of(job.Id).Should().NotContain(e => e.State == BackendState.Cancelled || e.State == BackendState.Failed);
        await TestHost.UntilAsync(() => Task.FromResult(cluster.Operator("squeue", "-h", "-j", job.BackendId!, "-o", "%T|%r") == "PENDING|BeginTime"), "the first run to be cleaned up");
        // SLURM lets two minutes pass before it starts a requeued job again; within the second in which the node took the first run down it refuses a second.
        cluster.Operator("scontrol", "update", $"JobId={job.BackendId}", "StartTime=now+2");
        Go(host, job);
        (await host.ProbeUntilAsync(job, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(job)).Should().Be("run\n");
    }

    [Fact]
    public async Task A_number_that_SLURM_uses_again_is_not_taken_for_the_job()
    {
        await using var host = new TestHost(cluster);
        var stranger = cluster.Operator("sbatch", "--parsable", "--hold", "--wrap", "sleep 60").Trim();

        (await host.ProbeAsync(new(JobId.New(TimeProvider.System), 1, "node", stranger))).State.Should().Be(BackendState.Lost);
        await host.Manager.CancelAsync(new(JobId.New(TimeProvider.System), 1, "node", stranger), default);

        cluster.Operator("squeue", "-h", "-j", stranger, "-o", "%T").Should().Be("PENDING");
        cluster.Operator("scancel", stranger);
    }

    [Fact]
    public async Task Two_servers_that_submit_one_attempt_run_it_once()
    {
        await using var one = new TestHost(cluster);
        await using var two = new TestHost(cluster, folder: one.Folder);
        var submission = one.Shell("echo run >> $UWS_OUTPUT_DIR/out; sleep 1");

        await Task.WhenAll(Task.Run(async () => await one.Manager.SubmitAsync(submission, default)), Task.Run(async () => await two.Manager.SubmitAsync(submission, default)));
        var job = new PlacedJob(submission.Job.Id, 1, "node", null);
        (await one.ProbeUntilAsync(job, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        await TestHost.UntilAsync(() => Task.FromResult(cluster.Operator("squeue", "-h", "-o", "%A", $"--name={BatchNames.Name(job.Id)}").Length == 0), "all copies to end");

        File.ReadAllText(one.Output(job)).Should().Be("run\n");
    }

    private static void Go(TestHost host, PlacedJob job)
        => File.WriteAllText(Path.Combine(new DirectoryFiles(host.Folder).GetDirectory(job.Id, JobFileArea.Input), "go"), "x");
}
