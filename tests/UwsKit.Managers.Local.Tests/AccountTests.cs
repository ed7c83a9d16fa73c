using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Managers.Local.Tests;

/// <summary>Jobs under another account, which is real: <c>nobody</c>, by setpriv for root, by sudo where a rule allows it.</summary>
public sealed class AccountTests : IAsyncDisposable
{
    private const string User = "nobody";
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
    private readonly List<TestHost> _hosts = [];

    public AccountTests()
    {
        // As a site sets it up: the way to the account's folder is open, the storage is not.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        UnixFiles.MakeFolder(Path.Combine(_folder, "files"));
    }

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

        // A test that failed early leaves jobs of a server that was killed.
        foreach (var stray in new ProcessTree().Find().Where(j => Directory.Exists(Path.Combine(_folder, "work", j.Key.Value))))
        {
            new ProcessTree().Kill(stray.Key);
        }

        UnixFiles.DeleteFolder(_folder);
    }

    private static bool MayBecome()
    {
        if (Environment.UserName == "root")
        {
            return true;
        }

        try
        {
            using var trial = Process.Start(new ProcessStartInfo("sudo", ["-n", "-u", User, "true"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private TestHost NewHost(Action<LocalManagerOptions>? configure = null)
    {
        Assert.SkipUnless(MayBecome(), $"neither root nor allowed to run programs as {User} by sudo");
        var host = new TestHost(_folder, o =>
        {
            o.User = User;
            configure?.Invoke(o);
        });
        _hosts.Add(host);
        return host;
    }

    private string Stage(JobId job, string name = "") => Path.Combine(_folder, $"work-{User}", job.Value, name);

    [Fact]
    public async Task The_work_is_the_account_with_its_groups_no_way_to_more_and_the_promised_environment()
    {
        var host = NewHost(o => o.Environment["SITE"] = "cta");
        var job = TestHost.NewJob() with { Parameters = [new("x", "$(id) 'q'\n\u20ac")] };

        var end = await host.RunAsync(TestHost.Shell(job, "id -un; grep NoNewPrivs /proc/self/status; pwd; echo err >/dev/stderr; printf %s \"$UWS_PARAM_x\" >$UWS_OUTPUT_DIR/x; env | cut -s -d= -f1 | sort | tr '\\n' ' '"));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Finished, $"{end.Message} {end.Detail}");
        host.Log(job.Id, "stdout").Split('\n').Should().Equal(
            User, "NoNewPrivs:\t1", Stage(job.Id, "own/work"),
            "HOME LANG PATH PWD SITE TMPDIR UWS_INPUT_DIR UWS_JOB_ID UWS_OUTPUT_DIR UWS_PARAMETERS_FILE UWS_PARAM_x UWS_PROGRESS_FILE UWS_WORK ");
        host.Log(job.Id, "stderr").Should().Be("err\n");
        File.ReadAllText(host.Output(job.Id, "x")).Should().Be("$(id) 'q'\n\u20ac");
        Directory.Exists(Stage(job.Id)).Should().BeFalse("results are taken, the rest is gone");
        (await host.ProbeAsync(job.Id)).Should().BeEquivalentTo(end);
    }

    [Fact]
    public async Task Records_secrets_and_other_jobs_are_out_of_reach()
    {
        var host = NewHost();
        var other = TestHost.NewJob();
        await host.RunAsync(TestHost.Shell(other, "echo mine >$UWS_OUTPUT_DIR/out"));
        var job = TestHost.NewJob();
        var paths = new[] { host.Control(job.Id), host.Control(job.Id, "limit"), host.Output(other.Id), host.Area(job.Id, JobFileArea.Log), Path.Combine(_folder, "work"), Stage(other.Id) };

        var end = await host.RunAsync(TestHost.Shell(job, $"""
            for p in {string.Join(' ', paths)}; do cat $p; ls $p; echo x >$p; done
            cat /proc/{Environment.ProcessId}/environ
            echo '0 ended' >{host.Control(job.Id, "exit.1")}
            ls {Stage(job.Id)}/..; echo x >{Stage(job.Id)}/x; mv $UWS_OUTPUT_DIR/../../own {Stage(job.Id)}/z; ls $UWS_OUTPUT_DIR/..  >$UWS_OUTPUT_DIR/own
            exit 3
            """));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 3, "a forged exit record is not believed");
        host.Log(job.Id, "stdout").Should().BeEmpty();
        File.ReadAllText(host.Output(job.Id, "own")).Should().Be("input\noutput\nparameters.json\nscript\ntmp\nwork\n");
        File.ReadAllText(host.Output(other.Id)).Should().Be("mine\n");
        Directory.Exists(Stage(job.Id)).Should().BeFalse();
    }

    [Fact]
    public async Task Uploads_and_parameters_arrive_and_progress_is_told()
    {
        var host = NewHost();
        var job = TestHost.NewJob() with { Parameters = [new("cat", "k1") { File = new("k1", 4) }] };
        await File.WriteAllTextAsync(Path.Combine(host.Area(job.Id, JobFileArea.Input), "k1"), "data");

        (await host.Manager.SubmitAsync(TestHost.Shell(job, $"cat $UWS_INPUT_DIR/cat $UWS_INPUT_DIR/k1; grep -c k1 $UWS_PARAMETERS_FILE; uws-progress 42 'half way'; until [ -e {_folder}/go ]; do sleep 0.1; done"), default)).Should().BeOfType<SubmitOutcome.Accepted>();

        (await host.Sink.WaitAsync(job.Id, e => e.Progress is not null)).Progress!.Text.Should().Be("half way");
        await File.WriteAllTextAsync(Path.Combine(_folder, "go"), "");
        var end = await host.Sink.WaitForEndAsync(job.Id);
        end.State.Should().Be(BackendState.Finished, end.Message);
        end.Progress!.Percent.Should().Be(42);
        host.Log(job.Id, "stdout").Should().Be("datadata1\n");
    }

    [Fact]
    public async Task Of_hostile_outputs_only_regular_files_of_its_own_with_safe_names_are_taken()
    {
        var host = NewHost();
        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, "secret");
        File.SetUnixFileMode(secret, UnixFiles.Private);
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, $"""
            cd $UWS_OUTPUT_DIR
            echo good >good; echo -- >-rf; ln good second; dd if=/dev/zero of=big bs=1M count=5 2>/dev/null; : >empty
            ln -s {secret} link; ln -s /etc folderlink; ln -s good inner; ln {secret} hard; mkfifo pipe; mkdir -p dir/x; echo x >dir/f
            python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")' 2>/dev/null
            echo x >"$(printf 'two\nlines')"; echo x >..dots; echo x >'a\b'; printf x >"$(printf 'bad\377')"; echo no >locked; chmod 0 locked
            exit 0
            """));

        end.State.Should().Be(BackendState.Finished, end.Message);
        var found = new DirectoryInfo(host.Area(job.Id, JobFileArea.Output)).GetFileSystemInfos();
        found.Select(f => f.Name).Where(n => JobFileName.IsSafe(n, out _)).Should().Contain(["good", "second", "big", "empty", "-rf"])
            .And.NotContain(["link", "folderlink", "inner", "hard", "pipe", "dir", "sock", "locked"]);
        found.Should().OnlyContain(f => f is FileInfo && f.LinkTarget == null && !f.Name.Contains('\n'));
        File.ReadAllText(host.Output(job.Id, "second")).Should().Be("good\n");
        new FileInfo(host.Output(job.Id, "big")).Length.Should().Be(5 << 20);
    }

    [Theory]
    [InlineData("rm -rf $UWS_OUTPUT_DIR")]
    [InlineData("rmdir $UWS_OUTPUT_DIR; ln -s /etc $UWS_OUTPUT_DIR")]
    [InlineData("cd $UWS_OUTPUT_DIR/..; chmod 0 output .")]
    [InlineData("cd $UWS_OUTPUT_DIR/..; rm -rf *; mkdir -p a/b; chmod 0 a/b a")]
    [InlineData("mv $UWS_OUTPUT_DIR/../work $UWS_OUTPUT_DIR/../elsewhere; echo nonsense >$UWS_PROGRESS_FILE")]
    public async Task Work_that_destroys_its_folders_ends_and_leaves_nothing(string script)
    {
        var host = NewHost();
        var job = TestHost.NewJob();

        (await host.RunAsync(TestHost.Shell(job, script))).State.Should().Be(BackendState.Finished);

        Directory.GetFileSystemEntries(host.Area(job.Id, JobFileArea.Output)).Should().BeEmpty();
        Directory.Exists(Stage(job.Id)).Should().BeFalse();
    }

    [Fact]
    public async Task Cancel_and_forget_reach_processes_and_files_of_the_account()
    {
        var host = NewHost();
        var (a, b) = (await StartAsync(host, "trap '' TERM; setsid sleep 611 & echo $! >$UWS_OUTPUT_DIR/pid; sleep 612"), await StartAsync(host, "mkdir d; touch d/f; chmod 0 d; sleep 613"));

        await host.Manager.CancelAsync(TestHost.Placed(a), default);
        await host.Manager.ForgetAsync(TestHost.Placed(b), default);

        (await host.Sink.WaitForEndAsync(a)).State.Should().Be(BackendState.Cancelled);
        TestHost.Lives(host.Output(a, "pid")).Should().BeFalse();
        (Directory.Exists(Stage(a)), Directory.Exists(Stage(b)), Directory.Exists(host.Control(b))).Should().Be((false, false, false));
        host.Slots.FreeSlots.Should().Be(16);
    }

    [Fact]
    public async Task Limits_of_disk_processes_and_duration_hold()
    {
        var host = NewHost(o => (o.Limits.Disk, o.Limits.Processes) = ("1 MB", 8));
        var timed = await StartAsync(host, "sleep 614", TimeSpan.FromSeconds(1));

        var disk = await host.RunAsync(TestHost.Shell(TestHost.NewJob(), "head -c 3000000 /dev/zero >$TMPDIR/f; sleep 615"));
        var processes = await host.RunAsync(TestHost.Shell(TestHost.NewJob(), "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 616 & done; wait"));

        disk.Message.Should().StartWith("stopped by its limit of disk: used ").And.EndWith(" of 1 MB");
        processes.Message.Should().StartWith("stopped by its limit of processes");
        (await host.Sink.WaitForEndAsync(timed)).State.Should().Be(BackendState.TimedOut);
    }

    [Fact]
    public async Task A_job_that_ended_without_a_server_has_its_results_taken_and_one_over_its_duration_is_stopped()
    {
        Assert.SkipUnless(MayBecome(), "no other account");
        var (ends, over) = (JobId.New(TimeProvider.System), JobId.New(TimeProvider.System));
        await ServerProcess.StartAndKillAsync(_folder, User, TimeSpan.FromSeconds(4), (ends, "sleep 1; echo done >$UWS_OUTPUT_DIR/out"), (over, "trap '' TERM; setsid sleep 617 & while :; do sleep 618; done"));
        await TestHost.UntilAsync(() => new[] { ends, over }.All(j => TestHost.HasEnded(Path.Combine(_folder, "work", j.Value, "exit.1"))), "the jobs to end without a server");

        var host = NewHost();

        (await host.ProbeAsync(ends)).State.Should().Be(BackendState.Finished);
        File.ReadAllText(host.Output(ends)).Should().Be("done\n");
        (await host.ProbeAsync(over)).State.Should().Be(BackendState.TimedOut);
        Process.GetProcessesByName("sleep").Select(p => UnixFiles.TryRead($"/proc/{p.Id}/cmdline") ?? "").Should().NotContain(c => c.Contains("617") || c.Contains("618"));
    }

    [Fact]
    public async Task Results_that_cannot_be_written_now_are_taken_later_and_the_job_ends_only_then()
    {
        var host = NewHost();
        var job = TestHost.NewJob();
        Directory.CreateDirectory(host.Output(job.Id, "b/in the way"));

        (await host.Manager.SubmitAsync(TestHost.Shell(job, "cd $UWS_OUTPUT_DIR; echo a >a; echo b >b"), default)).Should().BeOfType<SubmitOutcome.Accepted>();
        await TestHost.UntilAsync(() => host.Slots.FreeSlots == 16, "the slot to be free");

        (await host.ProbeAsync(job.Id)).State.Should().Be(BackendState.Unknown);
        Directory.Delete(host.Output(job.Id, "b"), recursive: true);
        (await host.ProbeAsync(job.Id)).State.Should().Be(BackendState.Finished);
        (File.ReadAllText(host.Output(job.Id, "a")), File.ReadAllText(host.Output(job.Id, "b"))).Should().Be(("a\n", "b\n"));
    }

    [Theory]
    [InlineData("no-such-account", "allowed: an account of this machine")]
    [InlineData("-u root", "allowed: an account of this machine")]
    [InlineData("root", "neither root nor the server's own")]
    public void An_account_that_cannot_be_is_told_at_the_start(string user, string message)
        => new Action(() => _ = new TestHost(_folder, o => o.User = user).Manager).Should().Throw<UwsConfigurationException>()
            .Which.Message.Should().Contain($"local:User: '{user}' is not allowed").And.Contain(message);

    [Fact]
    public void A_way_that_is_closed_to_the_account_or_a_control_folder_that_is_open_is_told_at_the_start()
    {
        Assert.SkipUnless(MayBecome(), "no other account");
        File.SetUnixFileMode(_folder, UnixFiles.PrivateFolder);
        var make = () => _ = new TestHost(_folder, o => o.User = User).Manager;

        make.Should().Throw<UwsConfigurationException>().Which.Message.Should().Contain($"may pass through the folders above {_folder}/work-{User}");

        File.SetUnixFileMode(_folder, UnixFiles.Executable);
        File.SetUnixFileMode(Path.Combine(_folder, "work"), UnixFiles.Executable);
        make.Should().Throw<UwsConfigurationException>().Which.Message.Should().Contain($"it can reach {_folder}/work");
    }

    [Fact]
    public async Task A_program_that_the_account_cannot_run_is_named()
    {
        var host = NewHost();
        var program = Path.Combine(_folder, "files", "tool");
        UnixFiles.Write(program, "#!/bin/sh\n"u8, UnixFiles.Executable);

        (await host.RunAsync(TestHost.Command(TestHost.NewJob(), program))).Message.Should().Be($"cannot run '{program}': Permission denied");
    }

    /// <summary>The work's folder is closed to others, so it says in its log that it is ready.</summary>
    private static async Task<JobId> StartAsync(TestHost host, string script, TimeSpan? duration = null)
    {
        var job = TestHost.NewJob() with { ExecutionDuration = duration };
        (await host.Manager.SubmitAsync(TestHost.Shell(job, script.Replace("; sleep 61", "; echo ready; sleep 61", StringComparison.Ordinal)), default)).Should().BeOfType<SubmitOutcome.Accepted>();
        await host.Sink.WaitAsync(job.Id, e => e.State == BackendState.Running);
        if (script.Contains("; sleep 61", StringComparison.Ordinal))
        {
            await TestHost.UntilAsync(() => host.Log(job.Id, "stdout").Length > 0, "the work to be ready");
        }

        return job.Id;
    }
}
