namespace UwsKit.Managers.Local.Tests;

/// <summary>One supervisor runs many jobs, and none of them is to notice.</summary>
public sealed class SupervisorTests : IAsyncDisposable
{
    private readonly TestHost _host = new(configure: o => o.Grace = TimeSpan.Zero);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private ProcessIdentity SupervisorOf(Job job)
        => ((StartRecord.Begun)new JobFolder(Path.Combine(_host.Folder, "work"), job.Id).ReadStart(1)!).Supervisor;

    private async Task<Job> RunAsync(string script = "true", params JobParameter[] parameters)
    {
        var job = TestHost.NewJob() with { Parameters = parameters };
        (await _host.RunAsync(TestHost.Shell(job, script))).State.Should().Be(BackendState.Finished);
        return job;
    }

    [Fact]
    public async Task Jobs_after_one_another_have_one_supervisor_and_jobs_at_once_each_their_own()
    {
        var first = await RunAsync();
        var second = await RunAsync();
        var running = await _host.StartAsync("touch $UWS_OUTPUT_DIR/ready; sleep 600");
        var third = await RunAsync();

        SupervisorOf(second).Should().Be(SupervisorOf(first));
        SupervisorOf(TestHost.NewJob(running)).Should().Be(SupervisorOf(first));
        SupervisorOf(third).Should().NotBe(SupervisorOf(first));
        await _host.Manager.CancelAsync(TestHost.Placed(running), default);
        await _host.Sink.WaitForEndAsync(running);
    }

    [Fact]
    public async Task Nothing_of_a_job_is_left_for_the_next()
    {
        var first = TestHost.NewJob() with { Parameters = [new("secret", "x")] };
        await _host.RunAsync(TestHost.Submission(
            first, new() { Command = ["/bin/sh", "-c", "ulimit -n"], Options = new Dictionary<string, string> { ["openFiles"] = "77" } }, new ParameterDescription("secret", ParameterType.Text)));

        var second = await RunAsync("ulimit -n; pwd; env; [ ! -e /proc/self/fd/3 ] || echo leak");

        SupervisorOf(second).Should().Be(SupervisorOf(first));
        _host.Log(first.Id, "stdout").Should().Be("77\n");
        _host.Log(second.Id, "stdout").Should().NotContainAny("UWS_PARAM_secret", first.Id.Value, "leak").And.NotStartWith("77\n");
    }

    [Fact]
    public async Task The_execution_duration_counts_from_the_begin_of_the_job_not_of_its_supervisor()
    {
        var first = await RunAsync("sleep 1.5");
        var second = TestHost.NewJob() with { ExecutionDuration = TimeSpan.FromSeconds(1) };

        var end = await _host.RunAsync(TestHost.Shell(second, "sleep 600"));

        SupervisorOf(second).Should().Be(SupervisorOf(first));
        end.State.Should().Be(BackendState.TimedOut);
        (end.EndedAt - end.StartedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task A_supervisor_that_was_killed_while_it_had_nothing_to_do_is_replaced()
    {
        var first = await RunAsync();
        SupervisorOf(first).Signal(Native.SigKill);
        await TestHost.UntilAsync(() => !SupervisorOf(first).IsAlive(), "the supervisor to be gone");

        var second = await RunAsync();

        SupervisorOf(second).Should().NotBe(SupervisorOf(first));
    }

    [Fact]
    public async Task A_job_whose_supervisor_dies_before_it_begins_is_a_transient_failure_and_the_next_attempt_runs()
    {
        const int stop = 19;
        var supervisor = SupervisorOf(await RunAsync());
        supervisor.Signal(stop);
        var job = TestHost.NewJob();
        var submission = TestHost.Shell(job, "echo run >>$UWS_OUTPUT_DIR/out");
        (await _host.Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Accepted>();
        supervisor.Signal(Native.SigKill);

        var end = await _host.Sink.WaitForEndAsync(job.Id);

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Transient && e.Message == "the supervisor of the work ended before it began");
        await _host.Manager.SubmitAsync(submission with { Attempt = 2 }, default);
        (await _host.Sink.WaitAsync(job.Id, e => e.Attempt == 2 && e.EndedAt is not null)).State.Should().Be(BackendState.Finished);
        File.ReadAllLines(_host.Output(job.Id)).Should().Equal("run");
    }
}
