namespace UwsKit.Managers.Slurm.Tests;

public sealed class SubmissionTests(SlurmCluster cluster)
{
    private const string Run = "echo run >> $UWS_OUTPUT_DIR/out";

    [Fact]
    public async Task A_submission_in_doubt_is_found_by_its_tag_and_runs_once()
    {
        await using var host = new TestHost(cluster);
        var submission = host.Shell(Run);
        var job = await host.SubmitAsync(submission);
        // As after a kill between sbatch and its answer.
        File.Delete(host.Control(job, "accepted.1"));
        await host.RestartAsync();

        (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Accepted>();

        (await host.ProbeUntilAsync(job, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(job)).Should().Be("run\n");
    }

    [Fact]
    public async Task A_failed_sbatch_whose_job_runs_all_the_same_is_found_and_runs_once()
    {
        using var spy = new CommandSpy().Does("sbatch", "/usr/bin/sbatch \"$@\" >/dev/null\necho 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation' >&2\nexit 1");
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);
        var submission = host.Shell(Run + "; sleep 1");

        (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Uncertain>();
        var job = new PlacedJob(submission.Job.Id, 1, "node", null);
        // Whichever of the two is found to have begun counts.
        await host.Manager.SubmitAsync(submission with { Attempt = 2 }, default);

        (await host.ProbeUntilAsync(job with { Attempt = 2 }, BackendState.Finished)).State.Should().Be(BackendState.Finished);
        await host.NoneLeftAsync(job);
        File.ReadAllText(host.Output(job)).Should().Be("run\n");
    }

    [Theory]
    [InlineData("kill -KILL $$"), InlineData("echo 'client_loop: send disconnect: Broken pipe' >&2; exit 255")]
    public async Task An_sbatch_that_was_cut_off_leaves_the_outcome_open(string script)
    {
        using var spy = new CommandSpy().Does("sbatch", script);
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);

        (await host.Manager.SubmitAsync(host.Shell(Run), default)).Should().BeOfType<SubmitOutcome.Uncertain>();
    }

    [Fact]
    public async Task A_job_that_waited_long_does_not_fail_for_a_moments_reason()
    {
        using var spy = new CommandSpy();
        await using var host = new TestHost(cluster, o =>
        {
            (o.CommandPath, o.ImpossibleAfter) = (spy.Path, TimeSpan.FromHours(1));
            o.Arguments.Add("--begin=now+600");
        });
        var job = await host.StartAsync(Run);
        const string never = "/usr/bin/squeue \"$@\" | sed -E 's/[|]PENDING[|][^|]*[|][0-9]+[|]/|PENDING|BadConstraints|1000000000|/'";
        void Age() => File.SetLastWriteTimeUtc(host.Control(job, "impossible.1"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        spy.Does("squeue", never);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Queued, "it is said for the first time");
        Age();
        spy.Does("squeue", "exec /usr/bin/squeue \"$@\"");
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Queued);
        spy.Does("squeue", never);
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Queued, "it counts anew");
        Age();
        (await host.ProbeAsync(job)).State.Should().Be(BackendState.Failed);
    }

    [Fact]
    public async Task A_job_whose_records_are_out_of_reach_keeps_no_other_from_being_told_of()
    {
        await using var host = new TestHost(cluster);
        var (broken, other) = (JobId.New(TimeProvider.System), JobId.New(TimeProvider.System));
        _ = host.Manager;
        File.WriteAllText(Path.Combine(host.Folder, "work", broken.Value), "in the place of its folder");

        var events = await host.Manager.ProbeAsync([new(broken, 1, "node", null), new(other, 1, "node", null)], default);

        events.Should().ContainSingle().Which.Should().Match<JobEvent>(e => e.Job == other && e.State == BackendState.Lost);
    }

    [Fact]
    public void What_cannot_be_read_is_not_taken_for_absent()
    {
        using var host = new CommandSpy();
        UnixFiles.TryRead(Path.Combine(host.Path, "none")).Should().BeNull();
        FluentActions.Invoking(() => UnixFiles.TryRead(Path.Combine(host.Path, new string('x', 300)))).Should().Throw<IOException>();
    }

    [Fact]
    public async Task A_job_that_sbatch_made_while_it_said_no_never_begins()
    {
        using var spy = new CommandSpy().Does("sbatch", "/usr/bin/sbatch --begin=now+2 \"$@\" >/dev/null\necho 'sbatch: error: Batch job submission failed: Invalid account' >&2\nexit 1");
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);
        var submission = host.Shell(Run);

        (await host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Contain("Invalid account");

        var job = new PlacedJob(submission.Job.Id, 1, "node", null);
        await host.NoneLeftAsync(job);
        File.Exists(host.Output(job)).Should().BeFalse();
    }

    [Fact]
    public async Task Attempts_that_found_no_room_leave_nothing_but_the_word_that_they_never_run()
    {
        using var spy = new CommandSpy().Does("sbatch", "echo 'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit)' >&2\nexit 1");
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);
        host.Callback = new(new("http://127.0.0.1:9/"), "secret");
        var submission = host.Shell(Run);
        for (var attempt = 1; attempt < 4; attempt++)
        {
            (await host.Manager.SubmitAsync(submission with { Attempt = attempt, Callback = host.Callback }, default)).Should().BeOfType<SubmitOutcome.Busy>();
        }

        var job = new PlacedJob(submission.Job.Id, 4, "node", null);
        Directory.GetFiles(host.Control(job)).Select(Path.GetFileName).Should().BeEquivalentTo("started.1", "started.2", "started.3", "parameters.json", "limit");

        spy.Does("sbatch", "exec /usr/bin/sbatch \"$@\"");
        await host.SubmitAsync(submission with { Attempt = 4, Callback = null });
        (await host.EndAsync(job)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task Three_hundred_submissions_at_once_all_run_once()
    {
        await using var host = new TestHost(cluster);

        var jobs = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => host.StartAsync(Run))));
        var ends = await Task.WhenAll(jobs.Select(j => host.Sink.WaitForAsync(j.Id, TestHost.Patience * 2, default, BackendState.Finished)));

        ends.Select(e => e.Job).Should().OnlyHaveUniqueItems();
        jobs.Select(j => File.ReadAllText(host.Output(j))).Should().OnlyContain(t => t == "run\n");
    }

    [Fact]
    public async Task While_accounting_is_away_nothing_is_said_of_what_only_it_knows_and_all_else_goes_on()
    {
        using var spy = new CommandSpy().Does("sacct", "echo 'sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection to host' >&2\nexit 1");
        await using var host = new TestHost(cluster, o => o.CommandPath = spy.Path);
        var (known, forgotten) = (await host.StartAndWaitAsync("exec sleep 600"), await host.StartAndWaitAsync("exec sleep 600"));
        spy.Does("squeue", $"/usr/bin/squeue \"$@\" | grep -v '{forgotten.Id.Value}'");

        (await host.Manager.ProbeAsync([forgotten, known], default)).Should().ContainSingle().Which.Should().Match<JobEvent>(e => e.Job == known.Id && e.State == BackendState.Running);
    }
}
