using System.Text;

namespace UwsKit.Managers.Moab.Tests;

public sealed class FaultTests(SlurmCluster cluster)
{
    private const string Once = "echo run >> $UWS_OUTPUT_DIR/out";
    private const string UntilGo = "until grep -qs . \"$UWS_INPUT_DIR/go\"; do sleep 0.1; done; " + Once;

    [Fact]
    public async Task A_job_runs_on_while_the_server_is_away_and_no_new_one_is_lost()
    {
        await using var host = new MoabHost(cluster);
        var running = await host.StartAndWaitAsync(UntilGo);
        host.Switch(new { fail = new { msub = "down", showq = "down", checkjob = "down", mjobctl = "down" } });

        (await host.Manager.SubmitAsync(host.Shell("exit 0"), default)).Should().BeOfType<SubmitOutcome.Busy>().Which.Message.Should().Contain("cannot connect");
        await AwayAsync(() => host.ProbeAsync(running), "*cannot connect*");
        await AwayAsync(async () => await host.Holding.ReleaseAsync(running, default), "*cannot connect*");
        host.Go(running);
        (await host.EndAsync(running)).State.Should().Be(BackendState.Finished);
        host.Switch(new { });

        (await host.EndAsync(await host.StartAsync("exit 0"))).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_cancel_while_the_server_is_away_stops_the_work_and_is_said_to_be_open()
    {
        await using var host = new MoabHost(cluster);
        var job = await host.StartAndWaitAsync("exec sleep 600");
        host.Switch(new { fail = new { showq = "down" } });

        await AwayAsync(async () => await host.Manager.CancelAsync(job, default), "*cannot connect*");

        (await host.EndAsync(job)).State.Should().Be(BackendState.Cancelled);
    }

    [Theory]
    [InlineData("after"), InlineData("before"), InlineData("hang")]
    public async Task A_submission_in_doubt_never_runs_twice_and_is_not_lost(string how)
    {
        await using var host = new MoabHost(cluster, o => o.CommandTimeout = TimeSpan.FromSeconds(how == "hang" ? 2 : 30), switches: new { fail = new { msub = how } });
        var submission = host.Shell(Once);
        (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>();
        host.Switch(new { });

        var second = await host.SubmitAsync(submission with { Attempt = 2 });

        (await host.ProbeUntilAsync(second, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        await EmptyAsync(second.Id);
        File.ReadAllText(host.Output(second)).Should().Be("run\n");
    }

    [Fact]
    public async Task A_submission_in_doubt_is_found_by_its_name()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"), switches: new { fail = new { msub = "after" } });
        var submission = host.Shell(Once);
        (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>();
        host.Switch(new { });

        var job = await host.SubmitAsync(submission);

        (await host.ProbeAsync(job)).Should().Match<JobEvent>(e => e.State == BackendState.Held && e.BackendId == job.BackendId);
        await host.Holding.ReleaseAsync(job, default);
        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_submission_that_fails_in_unknown_words_never_begins_should_it_have_been_taken_all_the_same()
    {
        await using var host = new MoabHost(cluster, switches: new { fail = new { msub = "odd" } });
        var submission = host.Shell(Once);

        (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Contain("internal error 42");
        await EmptyAsync(submission.Job.Id);

        File.Exists(host.Output(new(submission.Job.Id, 1, null, null))).Should().BeFalse();
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_never_taken_for_no_jobs()
    {
        var big = new byte[CommandRunner.MaxOutput + 1024];
        big.AsSpan().Fill((byte)' ');
        (byte[] Answer, string Message)[] answers =
        [
            ([], "*empty*"), ([.. "ERROR: lost connection to server\n"u8], "*lost connection*"), ([.. "<Data></Data>"u8], "*no queue*"), (big, "*more than 67108864 characters*"),
            ([.. "<Data><queue option=\"active\"><job JobID=\"1\""u8], "*ends before*"), ([.. "<Data><Error code=\"1\">no</Error></Data>"u8], "*error 1: no*"),
            ([.. "<!DOCTYPE Data [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Data><queue option=\"active\">&e;</queue></Data>"u8], "*document type*"),
            (Encoding.Unicode.GetBytes("<Data><queue/></Data>"), "*no <Data>*"),
        ];
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"));
        var job = await host.StartAsync("exit 0");
        var file = Path.Combine(host.Folder, "answer");
        foreach (var (answer, message) in answers)
        {
            await File.WriteAllBytesAsync(file, answer);
            foreach (var command in new[] { "showq", "showq -c" })
            {
                host.Switch(new { fail = new Dictionary<string, string> { [command] = $"file:{file}" } });
                await AwayAsync(() => host.ProbeAsync(job), message);
            }
        }

        host.Switch(new { });
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Held);
    }

    [Fact]
    public async Task An_answer_about_one_job_that_cannot_be_read_leaves_that_one_as_it_is_and_no_other()
    {
        await using var host = new MoabHost(cluster, switches: new { noCompleted = true });
        var (odd, other) = (await host.StartAndWaitAsync(MoabHost.KillsItsWrapper), await host.StartAndWaitAsync(MoabHost.KillsItsWrapper));
        await MoabHost.UntilAsync(() => !host.Operator("showq", "--xml").Contains("JobID", StringComparison.Ordinal), "both to end");
        var file = Path.Combine(host.Folder, "answer");
        await File.WriteAllTextAsync(file, "<Data><job JobID=");
        host.Switch(new { noCompleted = true, fail = new Dictionary<string, string> { [$"checkjob {odd.BackendId}"] = $"file:{file}" } });
        IReadOnlyList<JobEvent> seen = [];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        // The batch system may know the end before the record is given up.
        while (watch.Elapsed < MoabHost.Patience && (seen = await host.Manager.ProbeAsync([odd, other], default)) is not [{ State: BackendState.Failed }])
        {
            await Task.Delay(200);
        }

        seen.Should().ContainSingle().Which.Job.Should().Be(other.Id);
        await AwayAsync(async () => await host.Manager.CancelAsync(odd, default), "*cannot be read*");
        host.Switch(new { noCompleted = true });
        (await host.ProbeUntilAsync(odd, BackendState.Failed)).ExitCode.Should().Be(137);
    }

    [Fact]
    public async Task A_number_that_belongs_to_another_job_is_neither_released_nor_changed()
    {
        await using var host = new MoabHost(cluster);
        var stranger = host.Operator("msub", "-h", "-N", "stranger", "-l", "walltime=600", Script(host)).Trim().Split('\n')[^1].Trim();
        var ours = new PlacedJob(JobId.New(TimeProvider.System), 1, "node", stranger);

        (await ((Func<Task>)(async () => await host.Holding.ReleaseAsync(ours, default))).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Forbidden);

        host.Operator("checkjob", "--xml", stranger).Should().Contain("Hold");
        host.Operator("mjobctl", "-c", stranger);
    }

    private static string Script(MoabHost host)
    {
        var script = Path.Combine(host.Folder, "stranger.sh");
        File.WriteAllText(script, "#!/bin/bash\nexec sleep 600\n");
        return script;
    }

    [Fact]
    public async Task Lists_that_lag_behind_make_no_job_lost_or_suspended()
    {
        await using var host = new MoabHost(cluster, o => o.ListDelay = TimeSpan.FromSeconds(20), switches: new { delay = 4 });
        host.Operator("showq", "--xml");
        var job = await host.StartAsync(UntilGo);

        List<BackendState> seen = [];
        while (!seen.Contains(BackendState.Running))
        {
            seen.Add((await host.ProbeAsync(job)).State);
        }

        for (var i = 0; i < 5; i++)
        {
            seen.Add((await host.ProbeAsync(job)).State);
        }

        seen.Should().BeSubsetOf([BackendState.Queued, BackendState.Running]);
        host.Go(job);
        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_job_that_is_not_listed_yet_can_be_cancelled()
    {
        await using var host = new MoabHost(cluster, o => o.Arguments.Add("-h"), switches: new { delay = 60 });
        host.Operator("showq", "--xml");
        var job = await host.StartAsync(Once);

        await host.Manager.CancelAsync(job, default);

        host.Operator("checkjob", "--xml", job.BackendId!).Should().Contain("State=\"Removed\"");
    }

    [Fact]
    public async Task What_Moab_has_forgotten_is_known_by_its_record_or_lost()
    {
        await using var host = new MoabHost(cluster, o => o.ListDelay = TimeSpan.Zero);
        var finished = await host.StartAsync("exit 0");
        var killed = await host.StartAndWaitAsync(MoabHost.KillsItsWrapper);
        await host.EndAsync(finished);
        await EmptyAsync(killed.Id);
        host.Switch(new { purge = 0 });

        (await host.ProbeAsync(finished)).State.Should().Be(BackendState.Finished);
        (await host.ProbeAsync(killed)).Should().Match<JobEvent>(e => e.State == BackendState.Lost && e.Message!.Contains("does not know the job any more"));
    }

    [Fact]
    public async Task Where_ids_are_regular_expressions_only_the_job_itself_is_cancelled()
    {
        await using var host = new MoabHost(cluster, o => o.IdsAreExpressions = true);
        var stranger = cluster.Operator("sbatch", "--parsable", "--hold", "--wrap", "sleep 60");
        var job = await host.StartAndWaitAsync("exec sleep 600");
        host.Switch(new { regexIds = true, ids = new Dictionary<string, string> { [stranger] = job.BackendId + "1" } });

        await host.Manager.CancelAsync(job, default);

        (await host.EndAsync(job)).State.Should().Be(BackendState.Cancelled);
        cluster.Operator("squeue", "-h", "-j", stranger, "-o", "%T").Should().Be("PENDING");
        cluster.Operator("scancel", stranger);
    }

    [Fact]
    public async Task A_number_that_was_given_away_again_is_not_taken_for_the_job()
    {
        await using var host = new MoabHost(cluster, o => o.ListDelay = TimeSpan.Zero);
        var stranger = cluster.Operator("sbatch", "--parsable", "--hold", "--wrap", "sleep 60");
        var job = await host.StartAsync("exit 0");
        await host.EndAsync(job);
        File.Delete(host.Control(job, "exit.1"));
        File.WriteAllText(host.Control(job, "accepted.1"), "Moab." + stranger);
        host.Switch(new { purge = 0 });

        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Lost);
        await host.Manager.CancelAsync(job with { BackendId = "Moab." + stranger }, default);

        cluster.Operator("squeue", "-h", "-j", stranger, "-o", "%T").Should().Be("PENDING");
        cluster.Operator("scancel", stranger);
    }

    [Fact]
    public async Task A_late_or_forged_message_does_not_change_how_a_job_has_ended()
    {
        await using var host = new MoabHost(cluster);
        var job = await host.StartAsync("exit 3");
        await host.EndAsync(job);

        var late = host.Manager.Interpret(job.Id, new Dictionary<string, string> { ["state"] = "Running", ["attempt"] = "1" });
        var forged = host.Manager.Interpret(job.Id, new Dictionary<string, string> { ["state"] = "Finished", ["attempt"] = "1", ["over"] = "1" });

        late.Should().Match<JobEvent>(e => e.State == BackendState.Running, "a start is told however late; the core refuses it after the end");
        forged.Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 3);
    }

    private static async Task AwayAsync(Func<Task> act, string message)
        => (await act.Should().ThrowAsync<UwsException>().WithMessage(message)).Which.Kind.Should().Be(UwsErrorKind.Unavailable);

    private Task EmptyAsync(JobId job)
        => MoabHost.UntilAsync(() => !cluster.Operator("squeue", "-h", "-o", "%j").Contains(MoabNames.Of(job), StringComparison.Ordinal), "all copies of the job to end");
}
