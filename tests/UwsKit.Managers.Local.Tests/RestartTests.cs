namespace UwsKit.Managers.Local.Tests;

public sealed class RestartTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
    private readonly List<TestHost> _hosts = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            foreach (var job in Directory.GetDirectories(Path.Combine(_folder, "work")).Select(Path.GetFileName))
            {
                if (JobId.TryParse(job, out var id))
                {
                    await host.Manager.ForgetAsync(TestHost.Placed(id), default);
                }
            }

            await host.DisposeAsync();
        }

        UnixFiles.DeleteFolder(_folder);
    }

    private TestHost NewHost(Action<LocalManagerOptions>? configure = null)
    {
        var host = new TestHost(_folder, configure);
        _hosts.Add(host);
        return host;
    }

    [Fact]
    public async Task After_kill_9_of_the_server_running_jobs_are_watched_again_and_those_that_ended_meanwhile_are_told()
    {
        var (runs, ended, failed) = (JobId.New(TimeProvider.System), JobId.New(TimeProvider.System), JobId.New(TimeProvider.System));
        await ServerProcess.StartAndKillAsync(
            _folder, TimeSpan.Zero, (runs, "until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done; echo end >>$UWS_OUTPUT_DIR/out"),
            (ended, "until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done"), (failed, "until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done; echo why >&2; exit 5"));
        var areas = new TestHost(_folder);
        await File.WriteAllTextAsync(areas.Output(ended, "go"), "");
        await File.WriteAllTextAsync(areas.Output(failed, "go"), "");
        await TestHost.UntilAsync(() => TestHost.HasEnded(areas.Control(ended, "exit.1")) && TestHost.HasEnded(areas.Control(failed, "exit.1")), "the jobs to end without a server");

        var host = NewHost();
        host.Slots.FreeSlots.Should().Be(15, "the job that still runs has its slot before anybody asks");
        var found = await host.Manager.ProbeAsync([TestHost.Placed(runs), TestHost.Placed(ended), TestHost.Placed(failed)], default);

        found.Select(e => e.State).Should().Equal(BackendState.Running, BackendState.Finished, BackendState.Failed);
        found[0].StartedAt.Should().NotBeNull();
        found[2].Should().Match<JobEvent>(e => e.ExitCode == 5 && e.Message == "why");
        await File.WriteAllTextAsync(host.Output(runs, "go"), "");
        (await host.Sink.WaitForEndAsync(runs)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(runs)).Should().Be("end\n", "it ran once");
        await TestHost.UntilAsync(() => host.Slots.FreeSlots == 16, "the slot to be free");
    }

    [Fact]
    public async Task Without_a_server_the_execution_duration_still_ends_the_whole_tree()
    {
        var id = JobId.New(TimeProvider.System);
        await ServerProcess.StartAndKillAsync(
            _folder, TimeSpan.FromSeconds(2), (id, "trap '' TERM; setsid sh -c 'echo $$ >$UWS_OUTPUT_DIR/daemon; while :; do sleep 605; done' & while :; do sleep 606; done"));
        var areas = new TestHost(_folder);

        await TestHost.UntilAsync(() => TestHost.HasEnded(areas.Control(id, "exit.1")), "the supervisor to end the job");

        TestHost.Lives(areas.Output(id, "daemon")).Should().BeFalse();
        (await NewHost().ProbeAsync(id)).State.Should().Be(BackendState.TimedOut);
    }

    [Fact]
    public async Task Without_a_server_what_the_work_leaves_running_is_killed_at_its_end()
    {
        var id = JobId.New(TimeProvider.System);
        await ServerProcess.StartAndKillAsync(
            _folder, TimeSpan.Zero, (id, "setsid sh -c 'echo $$ >$UWS_OUTPUT_DIR/daemon; while :; do sleep 607; done' & until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done"));
        var areas = new TestHost(_folder);
        await TestHost.UntilAsync(() => File.Exists(areas.Output(id, "daemon")), "the daemon");

        await File.WriteAllTextAsync(areas.Output(id, "go"), "");
        await TestHost.UntilAsync(() => TestHost.HasEnded(areas.Control(id, "exit.1")), "the job to end");

        TestHost.Lives(areas.Output(id, "daemon")).Should().BeFalse();
        (await NewHost().ProbeAsync(id)).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task A_job_of_an_earlier_server_can_be_cancelled_and_its_duration_changed()
    {
        var (a, b) = (JobId.New(TimeProvider.System), JobId.New(TimeProvider.System));
        await ServerProcess.StartAndKillAsync(_folder, TimeSpan.Zero, (a, "trap '' TERM; while :; do sleep 600; done"), (b, "sleep 600"));
        var host = NewHost();

        await host.Manager.CancelAsync(TestHost.Placed(a), default);
        await host.Durations.SetDurationAsync(TestHost.Placed(b), TimeSpan.FromSeconds(1), default);

        (await host.Sink.WaitForEndAsync(a)).State.Should().Be(BackendState.Cancelled);
        (await host.Sink.WaitForEndAsync(b)).State.Should().Be(BackendState.TimedOut);
    }

    [Fact]
    public async Task A_manager_that_is_disposed_leaves_its_jobs_to_the_next()
    {
        var first = NewHost();
        var id = await first.StartAsync("touch $UWS_OUTPUT_DIR/ready; until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done");
        await first.DisposeAsync();
        _hosts.Clear();

        var second = NewHost();
        (await second.ProbeAsync(id)).State.Should().Be(BackendState.Running);
        await File.WriteAllTextAsync(second.Output(id, "go"), "");

        (await second.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Finished);
        first.Sink.Of(id).Should().NotContain(e => e.State != BackendState.Running, "it has not ended");
    }

    [Fact]
    public async Task Work_that_vanished_without_a_record_is_a_transient_failure_and_nothing_of_it_is_left()
    {
        var host = NewHost();
        var id = await host.StartAsync("echo $$ >$UWS_OUTPUT_DIR/main; touch $UWS_OUTPUT_DIR/ready; sleep 600");
        ((StartRecord.Begun)new JobFolder(Path.Combine(_folder, "work"), id).ReadStart(1)!).Supervisor.Signal(Native.SigKill);

        var end = await host.Sink.WaitForEndAsync(id);

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Transient);
        end.Message.Should().StartWith("the work disappeared");
        TestHost.Lives(host.Output(id, "main")).Should().BeFalse();
        (await host.ProbeAsync(id)).Should().BeEquivalentTo(end);
    }

    [Fact]
    public async Task A_reused_process_number_is_not_taken_for_the_work()
    {
        var host = NewHost();
        var job = TestHost.NewJob();
        var folder = new JobFolder(Path.Combine(_folder, "work"), job.Id);
        folder.Make();
        await File.WriteAllTextAsync(folder.File("started.1"), $"{Environment.ProcessId} 12345 {File.ReadAllText("/proc/sys/kernel/random/boot_id")}");

        (await host.ProbeAsync(job.Id)).Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.Transient);
    }

    [Fact]
    public async Task Jobs_of_another_manager_in_the_same_root_take_no_slots_here()
    {
        var host = NewHost();
        var id = await host.StartAsync("touch $UWS_OUTPUT_DIR/ready; sleep 600");
        await File.WriteAllTextAsync(host.Control(id, "submitted.1"), "other");

        NewHost().Slots.FreeSlots.Should().Be(16);
    }
}
