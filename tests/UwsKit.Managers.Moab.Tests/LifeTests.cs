namespace UwsKit.Managers.Moab.Tests;

public sealed class LifeTests(SlurmCluster cluster)
{
    private const string Long = "exec sleep 600";

    [Fact]
    public async Task Work_stops_exactly_after_its_execution_duration()
    {
        await using var host = new MoabHost(cluster);

        var end = await host.EndAsync(await host.StartAsync(Long, TimeSpan.FromSeconds(2)));

        end.State.Should().Be(BackendState.TimedOut);
        end.Message.Should().Contain("execution duration of 2s");
    }

    [Fact]
    public async Task A_changed_duration_reaches_the_running_work_and_the_cluster()
    {
        await using var host = new MoabHost(cluster);
        var job = await host.StartAndWaitAsync(Long, TimeSpan.FromMinutes(30));

        await host.Durations.SetDurationAsync(job, TimeSpan.FromMinutes(5), default);
        host.Operator("checkjob", "--xml", job.BackendId!).Should().Contain("ReqAWDuration=\"300\"");
        await host.Durations.SetDurationAsync(job, TimeSpan.FromSeconds(1), default);

        (await host.EndAsync(job)).State.Should().Be(BackendState.TimedOut);
    }

    [Fact]
    public async Task Class_nodes_memory_account_and_time_reach_the_cluster()
    {
        await using var host = new MoabHost(cluster, o =>
        {
            (o.Class, o.Nodes, o.Memory, o.Account, o.Qos, o.Time) = ("debug", "1:ppn=3", "20mb", "astro", "normal", TimeSpan.FromMinutes(7));
            o.Arguments.Add("-h");
        });

        var job = await host.StartAsync("exit 0");

        cluster.Operator("squeue", "-h", "-j", job.BackendId![5..], "-o", "%P %C %m %l").Should().Be("debug 3 20M 7:00");
    }

    [Fact]
    public async Task A_held_job_is_seen_as_held_and_can_be_released()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"));
        var job = await host.StartAsync("exit 0");

        (await host.ProbeAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Held && e.Message == "held by Moab");
        await host.Holding.ReleaseAsync(job, default);

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_hold_of_the_operator_cannot_be_lifted_by_the_user_who_is_told_so()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"));
        var job = await host.StartAsync("exit 0");
        host.Operator("mjobctl", "-h", "system", job.BackendId!);

        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Held);
        (await ((Func<Task>)(async () => await host.Holding.ReleaseAsync(job, default))).Should().ThrowAsync<UwsException>().WithMessage("*system holds*")).Which.Kind.Should().Be(UwsErrorKind.Forbidden);
        host.Operator("mjobctl", "-u", "all", job.BackendId!);

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_suspended_job_is_seen_as_suspended_and_goes_on()
    {
        await using var host = new MoabHost(cluster);
        var job = await host.StartAndWaitAsync(Long);

        host.Operator("mjobctl", "-s", job.BackendId!);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Suspended);
        host.Operator("mjobctl", "-r", job.BackendId!);

        (await host.ProbeUntilAsync(job, BackendState.Running)).State.Should().Be(BackendState.Running);
    }

    [Fact]
    public async Task A_job_that_an_operator_cancels_while_it_runs_ends_soon_in_words()
    {
        await using var host = new MoabHost(cluster);
        var job = await host.StartAndWaitAsync(Long);

        host.Operator("canceljob", job.BackendId!);

        (await host.EndAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message!.Contains("operator"));
    }

    [Fact]
    public async Task A_job_that_an_operator_cancels_while_it_waits_is_found_by_the_sweep()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"));
        var job = await host.StartAsync("echo > $UWS_OUTPUT_DIR/out");

        host.Operator("mjobctl", "-c", job.BackendId!);

        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).Should().Match<JobEvent>(e => e.Message!.Contains("operator") && e.StartedAt == null);
        File.Exists(host.Output(job)).Should().BeFalse();
    }

    [Fact]
    public async Task A_cancelled_job_that_waits_leaves_the_queue_and_never_begins()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"));
        var job = await host.StartAsync("echo > $UWS_OUTPUT_DIR/out");

        await host.Manager.CancelAsync(job, default);

        host.Operator("checkjob", "--xml", job.BackendId!).Should().Contain("State=\"Removed\"");
        (await host.ProbeAsync(job)).State.Should().BeOneOf(BackendState.Lost, BackendState.Cancelled);
    }

    [Fact]
    public async Task What_the_cluster_never_starts_is_held_in_words()
    {
        await using var host = new MoabHost(cluster);
        var job = await host.StartAsync("echo > $UWS_OUTPUT_DIR/out", TimeSpan.FromDays(2));

        (await host.ProbeUntilAsync(job, BackendState.Held)).Message.Should().Contain("could not start it").And.Contain("Partition");
    }

    [Fact]
    public async Task What_msub_refuses_is_refused_in_its_words()
    {
        await using var host = new MoabHost(cluster, o => o.Class = "nosuch");

        (await host.Manager.SubmitAsync(host.Shell("exit 0"), default)).Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Match("Moab refused the job: *nosuch*");
    }

    [Fact]
    public async Task A_job_that_cannot_be_launched_fails_in_words()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"));
        var job = await host.StartAsync("exit 0");
        Directory.Delete(host.Control(job, "work"));
        await host.Holding.ReleaseAsync(job, default);

        (await host.ProbeUntilAsync(job, BackendState.Failed, BackendState.Finished)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Message!.Length > 10);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_wrapper_that_is_killed_leaves_a_job_that_Moab_explains_by_its_completion_code(bool askCheckjob)
    {
        await using var host = new MoabHost(cluster, switches: new { noCodes = askCheckjob });

        var job = await host.StartAndWaitAsync(MoabHost.KillsItsWrapper);

        (await host.ProbeUntilAsync(job, BackendState.Failed)).Should().Match<JobEvent>(e => e.ExitCode == 137 && e.Message!.Contains("signal 9 (KILL)"));
    }

    [Fact]
    public async Task Hostile_text_is_neither_an_option_nor_a_command()
    {
        await using var host = new MoabHost(cluster);
        const string value = "\n#PBS -q nosuch\n#MSUB -q nosuch\n#SBATCH -p nosuch\n'; touch injected; $(touch injected) `touch injected` \" | & \\ é";

        var job = await host.SubmitAsync(host.Shell("printf '%s' \"$UWS_PARAM_p\" > \"$UWS_OUTPUT_DIR/out\"", parameters: new JobParameter("p", value)));

        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(job)).Should().Be(value);
        Directory.EnumerateFiles(host.Folder, "injected", SearchOption.AllDirectories).Should().BeEmpty();
        File.ReadAllText(host.Control(job, "batch.1.sh")).Should().NotContain("nosuch");
    }

    [Fact]
    public async Task The_work_sees_what_Moab_tells_it_and_nothing_of_the_wrapper()
    {
        await using var host = new MoabHost(cluster, o => o.Environment["SITE"] = "north");

        var job = await host.StartAsync("env > $UWS_OUTPUT_DIR/out");
        await host.EndAsync(job);

        var names = File.ReadAllLines(host.Output(job)).Select(l => l.Split('=')[0]).ToList();
        names.Should().Contain(["SITE", "MOAB_JOBNAME"]);
        names.Where(n => !n.StartsWith("SLURM", StringComparison.Ordinal) && !n.StartsWith("MOAB_", StringComparison.Ordinal))
            .Should().BeSubsetOf(["SITE", "UWS_JOB_ID", "UWS_PARAMETERS_FILE", "UWS_INPUT_DIR", "UWS_OUTPUT_DIR", "PATH", "HOME", "TMPDIR", "LANG", "PWD", "GPU_DEVICE_ORDINAL"]);
    }

    [Fact]
    public async Task Events_carry_the_id_of_Moab_and_not_of_what_lies_below_it()
    {
        await using var host = new MoabHost(cluster);

        var job = await host.StartAsync("exit 3");
        await host.EndAsync(job);

        job.BackendId.Should().StartWith("Moab.");
        host.Sink.Of(job.Id).Should().OnlyContain(e => e.BackendId == job.BackendId);
    }

    public static TheoryData<string, object> Sites() => new()
    {
        { "without XML of msub", new { plainMsub = true, prefix = "" } },
        { "with a banner and odd bytes", new { banner = "Welcome <all>!\n", odd = true } },
        { "over SLURM, in its words", new { slurmWords = true } },
        { "that shows finished jobs to administrators only", new { noCompleted = true } },
    };

    [Theory, MemberData(nameof(Sites), DisableDiscoveryEnumeration = true)]
    public async Task A_job_lives_its_life_at_a_site(string site, object switches)
    {
        await using var host = new MoabHost(cluster, switches: switches);

        var job = await host.StartAndWaitAsync(Long);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Running, site);
        await host.Manager.CancelAsync(job, default);
        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).Message.Should().StartWith("cancelled");

        var other = await host.StartAsync("sleep 1; exit 3");
        (await host.EndAsync(other)).ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task Jobs_are_submitted_probed_and_cancelled_by_ssh()
    {
        cluster.Need();
        using var server = new SshServer(cluster);
        await server.StartAsync();
        await using var host = new MoabHost(cluster, o => (o.Host, o.Port, o.KeyFile, o.KnownHosts) = ("127.0.0.1", server.Port, server.KeyFile, server.KnownHosts));

        var job = await host.StartAndWaitAsync(Long);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Running);
        await host.Manager.CancelAsync(job, default);

        (await host.ProbeUntilAsync(job, BackendState.Cancelled)).State.Should().Be(BackendState.Cancelled);
    }
}
