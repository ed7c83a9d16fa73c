namespace UwsKit.Managers.Local.Tests;

public sealed class StoppingTests : IAsyncDisposable
{
    /// <summary>A tree as bad as they come: ignores TERM, forks twice, leaves the session.</summary>
    private const string BadTree = """
        trap '' TERM HUP INT
        (sleep 601 & echo $! >$UWS_OUTPUT_DIR/child; wait) &
        (setsid sh -c 'trap "" TERM; (sleep 602 & echo $! >$UWS_OUTPUT_DIR/daemon; wait) & echo $! >$UWS_OUTPUT_DIR/middle') &
        echo $$ >$UWS_OUTPUT_DIR/main
        until [ -s $UWS_OUTPUT_DIR/daemon ] && [ -s $UWS_OUTPUT_DIR/child ] && [ -s $UWS_OUTPUT_DIR/middle ]; do sleep 0.02; done
        touch $UWS_OUTPUT_DIR/ready
        while :; do sleep 600; done
        """;

    private static readonly string[] Members = ["main", "child", "daemon", "middle"];

    private readonly TestHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task AllDeadAsync(JobId id) => TestHost.UntilAsync(() => Members.All(m => !TestHost.Lives(_host.Output(id, m))), "all processes to be dead");

    [Fact]
    public async Task Cancel_kills_a_tree_that_ignores_TERM_and_a_daemon_that_left_the_session()
    {
        var id = await _host.StartAsync(BadTree);
        Members.Should().OnlyContain(m => TestHost.Lives(_host.Output(id, m)));

        await _host.Manager.CancelAsync(TestHost.Placed(id), default);

        (await _host.Sink.WaitForEndAsync(id)).Should().Match<JobEvent>(e => e.State == BackendState.Cancelled && e.Message == "cancelled");
        await AllDeadAsync(id);
        (await _host.ProbeAsync(id)).State.Should().Be(BackendState.Cancelled);
    }

    [Fact]
    public async Task Cancel_lets_the_work_tidy_up_within_the_grace()
    {
        var id = await _host.StartAsync("trap 'echo tidy >$UWS_OUTPUT_DIR/tidy; exit 0' TERM; touch $UWS_OUTPUT_DIR/ready; while :; do sleep 0.02; done");

        await _host.Manager.CancelAsync(TestHost.Placed(id), default);

        (await _host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Cancelled);
        File.Exists(_host.Output(id, "tidy")).Should().BeTrue();
    }

    [Fact]
    public async Task Cancel_works_when_the_supervisor_itself_is_frozen()
    {
        await using var host = new TestHost(configure: o => o.Grace = TimeSpan.Zero);
        var id = await host.StartAsync("echo $$ >$UWS_OUTPUT_DIR/main; touch $UWS_OUTPUT_DIR/ready; sleep 600");
        ((StartRecord.Begun)new JobFolder(Path.Combine(host.Folder, "work"), id).ReadStart(1)!).Supervisor.Signal(19);

        await host.Manager.CancelAsync(TestHost.Placed(id), default);

        (await host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Cancelled);
        TestHost.Lives(host.Output(id, "main")).Should().BeFalse();
    }

    [Fact]
    public async Task Cancel_of_unknown_and_of_finished_jobs_is_fine()
    {
        var job = TestHost.NewJob();
        await _host.Manager.CancelAsync(TestHost.Placed(JobId.New(TimeProvider.System)), default);
        await _host.RunAsync(TestHost.Command(job, "true"));

        await _host.Manager.CancelAsync(TestHost.Placed(job.Id), default);

        (await _host.ProbeAsync(job.Id)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task What_the_work_leaves_running_is_dead_before_the_end_is_told()
    {
        var job = TestHost.NewJob();

        var end = await _host.RunAsync(TestHost.Shell(
            job, "sleep 603 & echo $! >$UWS_OUTPUT_DIR/a; setsid sh -c 'trap \"\" TERM; echo $$ >$UWS_OUTPUT_DIR/b; while :; do sleep 604; done' & until [ -s $UWS_OUTPUT_DIR/b ]; do sleep 0.02; done"));

        end.State.Should().Be(BackendState.Finished);
        TestHost.Lives(_host.Output(job.Id, "a")).Should().BeFalse();
        TestHost.Lives(_host.Output(job.Id, "b")).Should().BeFalse();
    }

    [Fact]
    public async Task The_execution_duration_ends_the_whole_tree()
    {
        var id = await _host.StartAsync(BadTree, TimeSpan.FromSeconds(1.5));

        var end = await _host.Sink.WaitForEndAsync(id);

        end.Should().Match<JobEvent>(e => e.State == BackendState.TimedOut && e.Message == "stopped after its execution duration of 1.5s");
        (end.EndedAt - end.StartedAt).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1.5)).And.BeLessThan(TimeSpan.FromSeconds(20));
        await AllDeadAsync(id);
    }

    [Fact]
    public async Task A_job_within_its_duration_ends_well_and_leaves_no_timer_behind()
    {
        for (var i = 0; i < 50; i++)
        {
            var job = TestHost.NewJob() with { ExecutionDuration = TimeSpan.FromHours(2) };
            (await _host.RunAsync(TestHost.Command(job, "true"))).State.Should().Be(BackendState.Finished);
        }

        await TestHost.UntilAsync(() => !Directory.GetDirectories("/proc").Select(CommandLineOf).Any(c => Ours(c) && !c.Contains("guard.sh", StringComparison.Ordinal)), "all supervisors to be gone");
        await _host.StopAsync();
        await TestHost.UntilAsync(() => !Directory.GetDirectories("/proc").Select(CommandLineOf).Any(Ours), "the guard to be gone");
        bool Ours(string command) => command.Contains(_host.Folder, StringComparison.Ordinal);
        static string CommandLineOf(string process)
        {
            try
            {
                return UnixFiles.TryRead(process + "/cmdline") ?? "";
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [Fact]
    public async Task A_shortened_duration_counts_at_once()
    {
        var id = await _host.StartAsync("touch $UWS_OUTPUT_DIR/ready; sleep 600", TimeSpan.FromHours(1));

        await _host.Durations.SetDurationAsync(TestHost.Placed(id), TimeSpan.FromSeconds(1), default);

        (await _host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.TimedOut);
    }

    [Fact]
    public async Task A_duration_set_on_a_job_without_one_counts()
    {
        var id = await _host.StartAsync("touch $UWS_OUTPUT_DIR/ready; sleep 600");

        await _host.Durations.SetDurationAsync(TestHost.Placed(id), TimeSpan.FromSeconds(0.2), default);

        (await _host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.TimedOut);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lengthened_or_lifted_duration_lets_the_work_go_on(bool lifted)
    {
        var id = await _host.StartAsync("touch $UWS_OUTPUT_DIR/ready; sleep 3; echo done >$UWS_OUTPUT_DIR/out", TimeSpan.FromSeconds(2));

        await _host.Durations.SetDurationAsync(TestHost.Placed(id), lifted ? null : TimeSpan.FromMinutes(5), default);

        (await _host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task Forget_removes_the_control_folder_and_kills_first_what_still_runs()
    {
        var id = await _host.StartAsync(BadTree + "\n");
        Directory.CreateDirectory(_host.Control(id, "work/locked"));

        await _host.Manager.ForgetAsync(TestHost.Placed(id), default);
        await _host.Manager.ForgetAsync(TestHost.Placed(id), default);

        Directory.Exists(_host.Control(id)).Should().BeFalse();
        await AllDeadAsync(id);
        _host.Slots.FreeSlots.Should().Be(16);
    }

    [Fact]
    public async Task Forget_does_not_follow_links_of_the_work()
    {
        var job = TestHost.NewJob();
        var outside = Directory.CreateDirectory(Path.Combine(_host.Folder, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "precious"), "");
        await _host.RunAsync(TestHost.Shell(job, $"ln -s {outside} link; mkdir d; chmod 0 d"));

        await _host.Manager.ForgetAsync(TestHost.Placed(job.Id), default);

        File.Exists(Path.Combine(outside, "precious")).Should().BeTrue();
        Directory.Exists(_host.Control(job.Id)).Should().BeFalse();
    }

    [Fact]
    public async Task Work_directories_are_kept_when_the_operator_wants_it()
    {
        await using var host = new TestHost(configure: o => o.KeepWork = true);
        var job = TestHost.NewJob();
        await host.RunAsync(TestHost.Shell(job, "echo trace >trace"));

        await host.Manager.ForgetAsync(TestHost.Placed(job.Id), default);

        File.Exists(host.Control(job.Id, "work/trace")).Should().BeTrue();
    }
}
