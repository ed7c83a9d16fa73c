namespace UwsKit.Managers.Slurm.Tests;

public sealed class LifeTests(SlurmCluster cluster)
{
    private const string Long = "exec sleep 600";

    [Fact]
    public async Task Work_stops_exactly_after_its_execution_duration()
    {
        await using var host = new TestHost(cluster);

        var end = await host.EndAsync(await host.StartAsync("exec sleep 600", TimeSpan.FromSeconds(2)));

        end.State.Should().Be(BackendState.TimedOut);
        end.Message.Should().Contain("execution duration of 2s");
        (end.EndedAt - end.StartedAt).Should().BeGreaterThan(TimeSpan.FromSeconds(1)).And.BeLessThan(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_changed_duration_reaches_the_running_work_and_the_cluster()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync(Long, TimeSpan.FromMinutes(30));

        await host.Durations.SetDurationAsync(job, TimeSpan.FromMinutes(5), default);
        cluster.Operator("squeue", "-h", "-j", job.BackendId!, "-o", "%l").Should().Be("5:00");
        await host.Durations.SetDurationAsync(job, TimeSpan.FromSeconds(1), default);

        (await host.EndAsync(job)).State.Should().Be(BackendState.TimedOut);
    }

    [Fact]
    public async Task A_held_job_is_seen_as_held_and_can_be_released()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var job = await host.StartAsync("exit 0");

        (await host.ProbeAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Held && e.Message!.Contains("JobHeldUser"));
        await host.Holding.ReleaseAsync(job, default);

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_suspended_job_is_seen_as_suspended_and_goes_on()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync(Long);

        cluster.Operator("scontrol", "suspend", job.BackendId!);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Suspended);
        cluster.Operator("scontrol", "resume", job.BackendId!);
        (await host.ProbeUntilAsync(job, BackendState.Running)).State.Should().Be(BackendState.Running);
    }

    [Fact]
    public async Task Work_that_is_warned_by_SIGTERM_and_comes_to_a_good_end_of_its_own_is_complete()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync("trap 'echo saved > $UWS_OUTPUT_DIR/out; exit 0' TERM; touch $UWS_OUTPUT_DIR/ready; while :; do sleep 0.1; done");
        await TestHost.UntilAsync(() => Task.FromResult(File.Exists(host.Output(job, "ready"))), "the trap");

        cluster.Operator("scancel", "--signal=TERM", "--batch", job.BackendId!);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Finished && e.ExitCode == 0);
        File.ReadAllText(host.Output(job)).Should().Be("saved\n");
    }

    [Fact]
    public async Task A_job_that_an_operator_cancels_while_it_runs_ends_soon_in_words()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync(Long);

        cluster.Operator("scancel", job.BackendId!);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message!.Contains("operator"));
    }

    [Fact]
    public async Task A_job_that_an_operator_cancels_while_it_waits_is_found_by_the_sweep()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var job = await host.StartAsync("echo > $UWS_OUTPUT_DIR/out");

        cluster.Operator("scancel", job.BackendId!);

        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).Message.Should().Contain("operator");
        File.Exists(host.Output(job)).Should().BeFalse();
    }

    [Fact]
    public async Task Cancel_kills_the_whole_tree_also_what_ignores_SIGTERM()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAsync("trap '' TERM; (trap '' TERM; echo $$ > $UWS_OUTPUT_DIR/out; while :; do sleep 1; done) & while :; do sleep 1; done");
        await TestHost.UntilAsync(() => Task.FromResult(File.Exists(host.Output(job))), "the work to be ready");

        await host.Manager.CancelAsync(job, default);

        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).State.Should().Be(BackendState.Cancelled);
        var pid = File.ReadAllText(host.Output(job)).Trim();
        await TestHost.UntilAsync(() => Task.FromResult(!Directory.Exists($"/proc/{pid}") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z")), "the work to be dead");
    }

    [Fact]
    public async Task A_cancelled_job_that_waits_never_begins()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var job = await host.StartAsync("echo > $UWS_OUTPUT_DIR/out");

        await host.Manager.CancelAsync(job, default);

        cluster.Operator("squeue", "-h", "-j", job.BackendId!, "-t", "all", "-o", "%T").Should().Be("CANCELLED");
        (await host.ProbeAsync(job)).State.Should().BeOneOf(BackendState.Lost, BackendState.Cancelled);
    }

    [Fact]
    public async Task What_the_cluster_never_starts_fails_in_words()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAsync("echo > $UWS_OUTPUT_DIR/out", TimeSpan.FromDays(2));

        var end = await host.ProbeUntilAsync(job, BackendState.Failed);

        end.Message.Should().Contain("never start").And.Match("*(Partition*)");
        cluster.Operator("squeue", "-h", "-j", job.BackendId!, "-t", "all", "-o", "%T").Should().Be("CANCELLED");
    }

    [Theory]
    [InlineData("--partition=nosuch", "*nosuch*"), InlineData("--mem=500G", "*Requested node configuration is not available*"), InlineData("--nonsense", "*nonsense*")]
    public async Task What_sbatch_refuses_is_refused_in_its_words(string argument, string message)
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add(argument));

        (await host.Manager.SubmitAsync(host.Shell("exit 0"), default)).Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Match(message);
    }

    [Fact]
    public async Task A_job_that_cannot_be_launched_fails_in_words()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var job = await host.StartAsync("exit 0");
        // Where its log should be: as on a node that does not see the folder.
        Directory.CreateDirectory(host.Control(job, "batch.1.log"));
        await host.Holding.ReleaseAsync(job, default);

        (await host.ProbeUntilAsync(job, BackendState.Failed)).Should().Match<JobEvent>(e => e.Transient && e.Message!.Contains("JobLaunchFailure"));
    }

    [Fact]
    public async Task A_job_whose_directory_is_missing_fails_in_words()
    {
        await using var host = new TestHost(cluster, o => o.Arguments.Add("--hold"));
        var job = await host.StartAsync("exit 0");
        Directory.Delete(host.Control(job, "work"));
        await host.Holding.ReleaseAsync(job, default);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Message!.Contains("No such file or directory"));
    }

    [Fact]
    public async Task Work_killed_from_outside_says_by_which_signal()
    {
        await using var host = new TestHost(cluster);

        (await host.EndAsync(await host.StartAsync("kill -9 $$"))).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 137 && e.Message!.Contains("signal 9 (KILL)"));
    }

    [Fact]
    public async Task A_wrapper_that_is_killed_leaves_a_job_that_SLURM_explains()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync(Long);

        host.Kill(job);

        (await host.ProbeUntilAsync(job, BackendState.Failed)).Should().Match<JobEvent>(e => e.ExitCode == 137 && e.Message!.Contains("signal 9"));
    }

    [Fact]
    public async Task Hostile_text_is_neither_an_option_nor_a_command()
    {
        await using var host = new TestHost(cluster);
        const string value = "\n#SBATCH --partition=nosuch\n'; touch injected; $(touch injected) `touch injected` \" | & \\ é";
        var submission = host.Shell("printf '%s' \"$UWS_PARAM_p\" > \"$UWS_OUTPUT_DIR/out\"", parameters: new JobParameter("p", value));

        var job = await host.SubmitAsync(submission);

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(job)).Should().Be(value);
        Directory.EnumerateFiles(host.Folder, "injected", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task The_work_sees_what_SLURM_gave_it_and_nothing_of_the_wrapper()
    {
        await using var host = new TestHost(cluster, o => { o.Cpus = 3; o.Environment["SITE"] = "north"; });

        var job = await host.StartAsync("env > $UWS_OUTPUT_DIR/out");
        await host.EndAsync(job);

        var lines = File.ReadAllLines(host.Output(job));
        lines.Should().Contain(["SLURM_CPUS_PER_TASK=3", "SITE=north", $"SLURM_JOB_ID={job.BackendId}"]).And.NotContain(l => l.StartsWith("TZ=") || l.StartsWith("SLURM_TIME_FORMAT="));
        lines.Where(l => !l.StartsWith("SLURM", StringComparison.Ordinal)).Select(l => l.Split('=')[0])
            .Should().BeSubsetOf(["SITE", "UWS_JOB_ID", "UWS_PARAMETERS_FILE", "UWS_INPUT_DIR", "UWS_OUTPUT_DIR", "PATH", "HOME", "TMPDIR", "LANG", "PWD", "GPU_DEVICE_ORDINAL"]);
    }

    [Fact]
    public async Task A_quote_is_told_where_it_is_asked_for()
    {
        await using var host = new TestHost(cluster, o => o.Quotes = true);
        var before = TimeProvider.System.GetUtcNow();

        var outcome = await host.Manager.SubmitAsync(host.Shell("exit 0", TimeSpan.FromMinutes(10)), default);

        outcome.Should().BeOfType<SubmitOutcome.Accepted>().Which.Quote.Should().BeAfter(before.AddMinutes(9)).And.BeBefore(before.AddMinutes(60));
    }

    [Fact]
    public async Task A_time_limit_of_SLURM_itself_ends_the_job_in_words()
    {
        await using var host = new TestHost(cluster);
        var job = await host.StartAndWaitAsync(Long);

        // SLURM looks at its limits twice a minute.
        cluster.Operator("scontrol", "update", $"JobId={job.BackendId}", "EndTime=now");

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message!.Contains("time limit of SLURM"));
    }

    [Fact]
    public async Task A_script_whose_interpreter_is_not_there_fails_in_words()
    {
        await using var host = new TestHost(cluster);
        var script = Path.Combine(host.Folder, "bad.sh");
        UnixFiles.Write(script, "#!/no/such/interpreter\n"u8, UnixFiles.Executable);
        var submission = host.Shell("");

        var job = await host.SubmitAsync(submission with { Description = submission.Description with { Backend = new() { Command = [script] } } });

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 127 && e.Message!.Contains("bad.sh"));
    }
}
