using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Managers.Local.Tests;

/// <summary>Faults of the machine and of single jobs, which must stay with those.</summary>
public sealed class FaultTests : IAsyncDisposable
{
    private readonly TestHost _host = new(configure: o => o.Grace = TimeSpan.Zero);

    private string Root => Path.Combine(_host.Folder, "work");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task While_watching_fails_the_slot_stays_taken_and_the_end_is_told_after_it()
    {
        var id = await _host.StartAsync("touch $UWS_OUTPUT_DIR/ready; until [ -e go ]; do sleep 0.02; done");
        var free = _host.Slots.FreeSlots;
        // The look at the size of the logs fails from here on, as on a disk that is away.
        var logs = _host.Area(id, JobFileArea.Log);
        Directory.Move(logs, logs + "-away");
        await File.WriteAllTextAsync(logs, "");
        await TestHost.UntilAsync(() => _host.Failures > 0, "a look that fails");

        _host.Slots.FreeSlots.Should().Be(free);
        File.Delete(logs);
        Directory.Move(logs + "-away", logs);
        await File.WriteAllTextAsync(_host.Control(id, "work/go"), "");

        (await _host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Finished);
        _host.Slots.FreeSlots.Should().Be(16);
    }

    [Fact]
    public async Task A_duration_that_is_set_before_a_supervisor_of_an_earlier_server_has_begun_is_kept_for_it()
    {
        var folder = new JobFolder(Root, JobId.New(TimeProvider.System));
        folder.Make();
        folder.MarkSubmitted(1);

        await _host.Durations.SetDurationAsync(TestHost.Placed(folder.Id), TimeSpan.FromSeconds(7), default);

        folder.ReadLimit().Should().Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Attempts_that_could_not_be_started_leave_nothing()
    {
        var cgroup = Directory.CreateDirectory(Path.Combine(_host.Folder, "cgroup")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cgroup, "cgroup.subtree_control"), "memory pids\n");
        await using var host = new TestHost(Path.Combine(_host.Folder, "other"), o => o.Cgroup = cgroup);
        var submission = TestHost.Shell(TestHost.NewJob(), "true");
        await File.WriteAllTextAsync(Path.Combine(cgroup, $"uws-{submission.Job.Id}"), "no folder");

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await host.Manager.SubmitAsync(submission with { Attempt = attempt }, default)).Should().BeOfType<SubmitOutcome.Busy>();
        }

        Directory.Exists(host.Control(submission.Job.Id)).Should().BeFalse();
        host.Slots.FreeSlots.Should().Be(16);
    }

    [Fact]
    public async Task An_upload_whose_parameter_cannot_be_a_file_name_only_has_no_link()
    {
        var job = TestHost.NewJob() with
        {
            Parameters = [new("a\0b", "x") { File = new("key", 1) }, new(new string('n', 300), "x") { File = new("key", 1) }],
        };

        (await _host.RunAsync(TestHost.Command(job, "true"))).State.Should().Be(BackendState.Finished);
    }

    [Fact]
    public async Task The_guard_seeks_what_cannot_be_killed_ever_more_rarely()
    {
        using var stubborn = Process.Start("sleep", "600");
        var folder = new JobFolder(Root, JobId.New(TimeProvider.System));
        folder.Make();
        folder.MarkSubmitted(1, TestHost.Name + "\n");
        folder.WriteLimit(TimeSpan.FromMilliseconds(10));
        var stat = (await File.ReadAllTextAsync($"/proc/{stubborn.Id}/stat")).Split(") ")[1].Split(' ');
        await File.WriteAllTextAsync(folder.File("started.1"), $"{stubborn.Id} {stat[19]} {ProcessIdentity.ThisBoot}\n");
        var rounds = Path.Combine(_host.Folder, "rounds");
        var count = Path.Combine(_host.Folder, "count");
        UnixFiles.Write(count, System.Text.Encoding.ASCII.GetBytes($"#!/bin/sh\necho >>{rounds}\n"), UnixFiles.Executable);
        using var supervisor = new Supervisor(TestHost.Name, Root, new());
        var watch = Stopwatch.StartNew();
        using var guard = Process.Start(new ProcessStartInfo("/bin/sh", [Path.Combine(supervisor.Programs, "guard.sh"), Root, TestHost.Name, "0", count]) { RedirectStandardInput = true })!;
        guard.StandardInput.Close();

        try
        {
            // TERM, then KILL at 0, 0.2, 0.6, 1.4 and 3 s.
            await TestHost.UntilAsync(() => File.Exists(rounds) && File.ReadAllLines(rounds).Length >= 6, "six rounds");
            watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(2.9));
        }
        finally
        {
            stubborn.Kill();
        }

        await guard.WaitForExitAsync().WaitAsync(TestHost.Patience);
    }

    [Fact]
    public void A_limit_below_a_block_is_one_block()
        => (JobLimits.None with { FileSize = 100, Memory = 1 }).ToUlimits(group: false).Should().Be("v:1 f:1");

    [Fact]
    public void A_record_that_the_disk_has_no_room_for_is_not_left_empty()
    {
        var disk = Directory.CreateDirectory(Path.Combine(_host.Folder, "small")).FullName;
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk) == 0, "a file system of one page can be mounted by root only");
        try
        {
            File.WriteAllBytes(Path.Combine(disk, "full"), new byte[4096]);
            var path = Path.Combine(disk, "started.1");

            new Action(() => UnixFiles.TryCreate(path, "void\n"u8)).Should().Throw<IOException>();

            File.Exists(path).Should().BeFalse();
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [Fact]
    public void Two_managers_of_a_host_on_one_root_are_refused_in_one_line()
    {
        var uws = new UwsBuilder(new ServiceCollection()).AddLocalManager("a", new() { Root = Root });

        uws.AddLocalManager("b", new() { Root = Root + "-b" });
        new Action(() => uws.AddLocalManager("c", new() { Root = Root + "/" }))
            .Should().Throw<UwsConfigurationException>().WithMessage("*c:Root: *manager 'a'*").Which.Faults.Should().ContainSingle();
    }

    private static int Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
