namespace UwsKit.Managers.Local.Tests;

public sealed class IsolationTests
{
    private static string FakeGroups(string enabled)
    {
        // No kernel behind it: what is written to a group stays readable.
        var folder = Directory.CreateTempSubdirectory("uws-cgroup-").FullName;
        File.WriteAllText(Path.Combine(folder, "cgroup.subtree_control"), enabled + "\n");
        return folder;
    }

    [Fact]
    public async Task The_work_enters_a_control_group_with_its_limits_and_running_out_of_memory_is_named()
    {
        var groups = FakeGroups("cpu memory pids");
        await using var host = new TestHost(configure: o => (o.Cgroup, o.Limits.Memory, o.Limits.Processes) = (groups, "300 MB", 50));
        var job = TestHost.NewJob();
        var group = Path.Combine(groups, $"uws-{job.Id}");

        var end = await host.RunAsync(TestHost.Shell(job, $"ulimit -v; env | cut -d= -f1 | sort | tr '\\n' ' '; echo oom_kill 1 >{group}/memory.events; kill -9 $$"));

        host.Log(job.Id, "stdout").Should().StartWith("unlimited\n").And.Contain("UWS_WORK").And.NotContain("OLDPWD");
        File.ReadAllText(Path.Combine(group, "cgroup.procs")).Should().Be("0\n");
        File.ReadAllText(Path.Combine(group, "memory.max")).Should().Be("300000000");
        File.ReadAllText(Path.Combine(group, "memory.swap.max")).Should().Be("0");
        File.ReadAllText(Path.Combine(group, "pids.max")).Should().Be("50");
        end.Message.Should().Be("out of memory, killed by the system: 300 MB allowed; killed by signal 9 (KILL)");
        Directory.Delete(groups, recursive: true);
    }

    [Theory]
    [InlineData("memory", "does not enable pids in cgroup.subtree_control; found: 'memory'")]
    [InlineData("", "does not enable memory and pids in cgroup.subtree_control; found: ''")]
    public void A_group_without_the_controllers_is_told_at_the_start(string enabled, string message)
    {
        var groups = FakeGroups(enabled);
        var make = () => new TestHost(configure: o => o.Cgroup = groups).Manager;

        make.Should().Throw<UwsConfigurationException>().Which.Message.Should().Contain(message);
        Directory.Delete(groups, recursive: true);
    }

    [Fact]
    public async Task A_wrapper_is_put_before_the_command_and_is_given_the_directories()
    {
        await using var host = new TestHost(configure: o => o.Wrapper = ["env", "WRAPPED={work}|{output}|{tmp}"]);
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, "echo $WRAPPED"));

        end.State.Should().Be(BackendState.Finished, end.Message);
        host.Log(job.Id, "stdout").Should().Be($"{host.Control(job.Id, "work")}|{host.Area(job.Id, JobFileArea.Output)}|{host.Control(job.Id, "tmp")}\n");
    }

    [Fact]
    public async Task Work_in_a_sandbox_writes_only_where_it_may_and_is_killed_whole()
    {
        var bwrap = ProgramFile.FindInPath("bwrap", "/usr/bin:/bin");
        Assert.SkipUnless(bwrap is not null, "bubblewrap is not installed");
        await using var host = new TestHost(configure: o => o.Wrapper =
            [bwrap!, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--bind", "{control}", "{control}", "--bind", "{output}", "{output}", "--unshare-pid", "--die-with-parent", "--chdir", "{work}"]);
        var trial = await host.RunAsync(TestHost.Command(TestHost.NewJob(), "true"));
        Assert.SkipUnless(trial.State == BackendState.Finished, $"bubblewrap does not run here: {trial.Message}");

        var id = await host.StartAsync($"uws-progress 5; touch {host.Folder}/elsewhere; echo $? >$UWS_OUTPUT_DIR/code; touch $UWS_OUTPUT_DIR/ready; sleep 612");
        File.ReadAllText(host.Output(id, "code")).Should().NotBe("0\n");
        File.Exists(Path.Combine(host.Folder, "elsewhere")).Should().BeFalse();
        (await host.Sink.WaitAsync(id, e => e.Progress is not null)).Progress!.Percent.Should().Be(5);

        await host.Manager.CancelAsync(TestHost.Placed(id), default);

        (await host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Cancelled);
        new ProcessTree().Find()[id].Should().BeEmpty();
    }

    [Fact]
    public async Task Pipes_and_links_in_place_of_the_files_that_the_server_reads_neither_stop_it_nor_show_others()
    {
        await using var host = new TestHost();
        var id = await host.StartAsync("""
            d=${UWS_PARAMETERS_FILE%/*}; rm -f $d/progress; mkfifo $d/progress; mkfifo $d/limits $d/stop.1
            rm -f $UWS_OUTPUT_DIR/../Log/stderr; ln -s /etc/passwd $UWS_OUTPUT_DIR/../Log/stderr; touch $UWS_OUTPUT_DIR/ready; sleep 600
            """, TimeSpan.FromSeconds(2));

        var end = await host.Sink.WaitForEndAsync(id);

        end.Should().Match<JobEvent>(e => e.Detail == null && e.Progress == null);
        end.Message.Should().NotContain("root");
    }
}
