namespace UwsKit.Managers.Slurm.Tests;

[Collection(FragileCluster.Name)]
public sealed class FaultTests(FragileCluster cluster)
{
    private const string UntilGo = "until grep -qs . \"$UWS_INPUT_DIR/go\"; do sleep 0.1; done; echo run >> $UWS_OUTPUT_DIR/out";

    [Fact]
    public async Task A_job_runs_on_while_the_controller_is_away_and_no_new_one_is_lost()
    {
        await using var host = new TestHost(cluster);
        var running = await host.StartAndWaitAsync(UntilGo);
        cluster.StopController();
        try
        {
            var inVain = host.Shell("exit 0");
            (await host.Manager.SubmitAsync(inVain, default)).Should().BeOfType<SubmitOutcome.Busy>().Which.Message.Should().Contain("DOWN");
            Directory.Exists(host.Control(new(inVain.Job.Id, 1, null, null))).Should().BeFalse("nothing was sent, and nothing is left");
            (await ((Func<Task>)(() => host.ProbeAsync(running))).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
            Go(host, running);
            (await host.EndAsync(running)).State.Should().Be(BackendState.Finished);
        }
        finally
        {
            cluster.Up();
        }

        await host.ProbeUntilAsync(await host.StartAsync("exit 0"), BackendState.Finished);
    }

    [Fact]
    public async Task A_controller_that_goes_away_before_sbatch_reaches_it_leaves_no_orphan()
    {
        using var spy = new CommandSpy().PingsWell();
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);
        var submission = host.Shell("echo run >> $UWS_OUTPUT_DIR/out");
        cluster.StopController();
        try
        {
            (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Busy>().Which.Message.Should().Contain("Unable to contact slurm controller");
        }
        finally
        {
            cluster.Up();
        }

        await RunsOnceAsync(host, submission with { Attempt = 2 });
    }

    [Theory]
    [InlineData(2, "gave no answer within"), InlineData(30, "Socket timed out")]
    public async Task A_controller_that_freezes_under_sbatch_leaves_a_submission_that_never_runs_twice(int patience, string words)
    {
        using var spy = new CommandSpy().PingsWell();
        await using var host = new TestHost(cluster, o => (o.CommandPath, o.CommandTimeout) = (spy.Path, TimeSpan.FromSeconds(patience)));
        var submission = host.Shell("echo run >> $UWS_OUTPUT_DIR/out");
        cluster.SignalController("STOP");
        try
        {
            (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>().Which.Message.Should().Contain(words);
        }
        finally
        {
            cluster.SignalController("CONT");
        }

        await RunsOnceAsync(host, submission with { Attempt = 2 });
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
    public async Task Work_that_came_to_its_end_is_not_done_again_when_its_job_is_requeued()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync(UntilGo);
        cluster.Operator("scontrol", "update", $"JobId={job.BackendId}", "Requeue=1");
        Go(host, job);
        await host.EndAsync(job);
        await TestHost.UntilAsync(() => Task.FromResult(Squeue(job, "%T") == "COMPLETED"), "SLURM to see the end");

        cluster.Operator("scontrol", "requeue", job.BackendId!);
        cluster.Operator("scontrol", "update", $"JobId={job.BackendId}", "StartTime=now+2");
        await TestHost.UntilAsync(() => Task.FromResult(Squeue(job, "%T") == "PENDING"), "the requeue");
        await TestHost.UntilAsync(() => Task.FromResult(Squeue(job, "%T") == "COMPLETED"), "the second run");

        File.ReadAllText(host.Output(job)).Should().Be("run\n");
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_number_that_is_given_again_after_SLURM_lost_its_state_is_not_taken_for_the_job()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var submission = host.Shell("echo run >> $UWS_OUTPUT_DIR/out");
        var job = await host.SubmitAsync(submission);
        cluster.LoseState();
        string stranger;
        do
        {
            stranger = cluster.Operator("sbatch", "--parsable", "--hold", "--job-name=stranger", "--wrap", "sleep 60").Trim();
        }
        while (int.Parse(stranger) < int.Parse(job.BackendId!));

        stranger.Should().Be(job.BackendId);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Lost);
        await host.Manager.CancelAsync(job, default);
        (await ((Func<Task>)(async () => await host.Holding.ReleaseAsync(job, default))).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Forbidden);
        await host.Durations.SetDurationAsync(job, TimeSpan.FromMinutes(7), default);

        cluster.Operator("squeue", "-h", "-j", stranger, "-o", "%T|%r").Should().Be("PENDING|JobHeldUser");
        cluster.Operator("squeue", "-h", "-j", stranger, "-o", "%l").Should().NotBe("7:00");
        cluster.Operator("scancel", "--name=stranger");
        var second = await host.SubmitAsync(submission with { Attempt = 2 });
        await host.Holding.ReleaseAsync(second, default);
        (await host.ProbeUntilAsync(second, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(second)).Should().Be("run\n");
    }

    [Fact]
    public Task The_site_script_as_EpilogSlurmctld_tells_at_once_of_a_job_that_could_not_be_launched() => cluster.TellsOfALaunchFailureAsync();

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
        await one.NoneLeftAsync(job);

        File.ReadAllText(one.Output(job)).Should().Be("run\n");
    }

    private string Squeue(PlacedJob job, string format) => cluster.Operator("squeue", "-h", "-t", "all", "-j", job.BackendId!, "-o", format);

    // As the core does: what is Lost is submitted again as the next attempt. Whatever became of the first, the work runs once.
    private static async Task RunsOnceAsync(TestHost host, JobSubmission next)
    {
        var job = await host.SubmitAsync(next);
        (await host.ProbeUntilAsync(job, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        await host.NoneLeftAsync(job);
        File.ReadAllText(host.Output(job)).Should().Be("run\n");
    }

    private static void Go(TestHost host, PlacedJob job)
        => File.WriteAllText(Path.Combine(new DirectoryFiles(host.Folder).GetDirectory(job.Id, JobFileArea.Input), "go"), "x");
}
