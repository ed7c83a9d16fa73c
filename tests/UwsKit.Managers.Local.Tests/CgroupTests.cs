using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Managers.Local.Tests;

/// <summary>Jobs in control groups of a real kernel. A fake one is enough for what the server writes: <see cref="IsolationTests"/>.</summary>
public sealed class CgroupTests : IAsyncDisposable
{
    private const string Top = "/sys/fs/cgroup";
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
    private readonly string _groups = $"{Top}/uws-test-{JobId.New(TimeProvider.System)}";

    public CgroupTests()
    {
        var enabled = UnixFiles.TryRead($"{Top}/cgroup.subtree_control");
        Assert.SkipUnless(enabled?.Split(' ', '\n').Intersect(["memory", "pids"]).Count() == 2, $"{Top} has no control groups of version 2 with memory and pids");
        Assert.SkipUnless(Environment.UserName == "root", "making control groups needs root");
        try
        {
            Directory.CreateDirectory(_groups);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"{Top} cannot be written: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(_groups))
        {
            await File.WriteAllTextAsync(Path.Combine(_groups, "cgroup.kill"), "1");
            await TestHost.UntilAsync(() => Lines(_groups, "cgroup.events").Contains("populated 0"), "the groups to be empty");
            foreach (var group in Directory.GetDirectories(_groups).Append(_groups))
            {
                Directory.Delete(group);
            }
        }

        UnixFiles.DeleteFolder(_folder);
    }

    [Fact]
    public async Task Work_that_takes_too_much_memory_is_killed_and_its_group_is_gone_at_its_end()
    {
        await using var host = Start("100 MB", null);
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, "cat /proc/self/cgroup; head -c 400000000 /dev/zero | tail"));

        end.Message.Should().StartWith("out of memory, killed by the system: 100 MB allowed");
        host.Log(job.Id, "stdout").Should().Contain($"{Path.GetFileName(_groups)}/uws-{job.Id}");
        File.ReadAllText("/proc/self/cgroup").Should().NotContain(Path.GetFileName(_groups));
        Directory.GetDirectories(_groups).Should().BeEmpty();
        (await host.ProbeAsync(job.Id)).Message.Should().Be(end.Message, "it is told again without the group");
    }

    [Fact]
    public async Task A_later_attempt_is_not_blamed_for_the_memory_of_an_earlier_one()
    {
        await using var host = Start("100 MB", null);
        var first = TestHost.Shell(TestHost.NewJob(), "[ -e $UWS_OUTPUT_DIR/again ] && exit 3; touch $UWS_OUTPUT_DIR/again; head -c 400000000 /dev/zero | tail");
        (await host.RunAsync(first)).Message.Should().StartWith("out of memory, killed by the system");

        (await host.Manager.SubmitAsync(first with { Attempt = 2 }, default)).Should().BeOfType<SubmitOutcome.Accepted>();

        (await host.Sink.WaitAsync(first.Job.Id, e => e.Attempt == 2 && e.State == BackendState.Failed)).Should().Match<JobEvent>(e => e.ExitCode == 3 && !e.Message!.Contains("memory"));
    }

    [Fact]
    public async Task A_fork_bomb_stays_inside_and_is_aborted()
    {
        await using var host = Start(null, 30);
        var id = await host.StartAsync("trap '' TERM; touch $UWS_OUTPUT_DIR/ready; for i in 1 2 3; do (while :; do sleep 614 & done) & done; while :; do (sleep 614 & sleep 614 & wait) 2>/dev/null || exec sleep 614; done");
        var group = Path.Combine(_groups, $"uws-{id}");
        await TestHost.UntilAsync(() => Lines(group, "pids.events").Any(l => l.StartsWith("max ", StringComparison.Ordinal) && l != "max 0"), "the bomb to be refused a process");
        int.Parse(Lines(group, "pids.current")[0], CultureInfo.InvariantCulture).Should().BeLessThanOrEqualTo(30);

        await host.Manager.CancelAsync(TestHost.Placed(id), default);

        (await host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Cancelled);
        Directory.GetDirectories(_groups).Should().BeEmpty();
    }

    [Fact]
    public async Task What_clears_its_environment_and_leaves_the_session_ends_with_its_job_too()
    {
        await using var host = Start(null, null);
        var job = TestHost.NewJob();
        var group = Path.Combine(_groups, $"uws-{job.Id}");

        var end = await host.RunAsync(TestHost.Shell(job, $"mkdir {group}/own; env -i setsid sh -c 'echo $$; exec sleep 615' >$UWS_OUTPUT_DIR/pid & until [ -s $UWS_OUTPUT_DIR/pid ]; do sleep 0.1; done"));

        end.State.Should().Be(BackendState.Finished, end.Message);
        TestHost.Lives(host.Output(job.Id, "pid")).Should().BeFalse();
        Directory.GetDirectories(_groups).Should().BeEmpty("those that the work made go too");
    }

    [Fact]
    public async Task A_server_that_comes_back_sees_why_the_work_was_killed()
    {
        var first = Start("100 MB", null);
        var id = await first.StartAsync("touch $UWS_OUTPUT_DIR/ready; until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.1; done; head -c 400000000 /dev/zero | tail");
        await first.StopAsync();
        await File.WriteAllTextAsync(first.Output(id, "go"), "");
        await TestHost.UntilAsync(() => TestHost.HasEnded(first.Control(id, "exit.1")), "the work to end");

        await using var second = Start("100 MB", null);

        (await second.ProbeAsync(id)).Message.Should().StartWith("out of memory, killed by the system: 100 MB allowed");
        Directory.GetDirectories(_groups).Should().BeEmpty();
    }

    [Fact]
    public async Task A_group_that_has_processes_itself_is_told_at_the_start()
    {
        using var inside = Process.Start("sleep", "616");
        await File.WriteAllTextAsync(Path.Combine(_groups, "cgroup.procs"), inside.Id.ToString(CultureInfo.InvariantCulture));

        new Action(() => Start(null, null)).Should().Throw<UwsConfigurationException>()
            .Which.Message.Should().Contain("does not enable memory and pids").And.Contain("they cannot be enabled: ").And.EndWith("in which no process is itself");
    }

    private static string[] Lines(string group, string file) => UnixFiles.TryRead(Path.Combine(group, file))?.Split('\n') ?? [];

    private TestHost Start(string? memory, int? processes)
    {
        var host = new TestHost(_folder, o => (o.Cgroup, o.Limits.Memory, o.Limits.Processes) = (_groups, memory, processes));
        _ = host.Manager;
        return host;
    }
}
