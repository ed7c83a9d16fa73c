using System.Net;
using System.Net.Sockets;

namespace UwsKit.Managers.Local.Tests;

/// <summary>Hostile work in the sandbox: of the machine it finds nothing but the system's programs and its own directories.</summary>
public sealed class SandboxTests : IAsyncDisposable
{
    private const string Secret = "not-for-jobs-5f3a";
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
    private TestHost? _host;

    private TestHost Start(bool asAnother = false, Action<LocalManagerOptions>? configure = null)
    {
        Assert.SkipUnless(ProgramFile.FindInPath("bwrap", "/usr/bin:/bin:/usr/local/bin") is not null, "bubblewrap is not installed");
        Assert.SkipUnless(!asAnother || Environment.UserName == "root", "another account needs root");
        if (asAnother)
        {
            // The way to the account's folder is open, the storage is not.
            File.SetUnixFileMode(_folder, UnixFiles.PrivateFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            UnixFiles.MakeFolder(Path.Combine(_folder, "files"));
        }

        _host = new TestHost(_folder, o =>
        {
            (o.Sandbox.Program, o.User) = ("bwrap", asAnother ? "nobody" : null);
            configure?.Invoke(o);
        });
        try
        {
            _ = _host.Manager;
        }
        catch (UwsConfigurationException e) when (e.Message.Contains("cannot be closed in", StringComparison.Ordinal))
        {
            Assert.Skip($"this machine allows no sandbox: {e.Message}");
        }

        return _host;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        UnixFiles.DeleteFolder(_folder);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Work_finds_no_files_of_other_jobs_nor_of_the_server(bool asAnother)
    {
        var host = Start(asAnother);
        var other = TestHost.NewJob();
        (await host.RunAsync(TestHost.Shell(other, $"echo {Secret} >$UWS_OUTPUT_DIR/out; echo {Secret}; echo {Secret} >keep"))).State.Should().Be(BackendState.Finished);
        foreach (var name in (string[])["jobs.db", "appsettings.json", "files/users"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, name), Secret);
            File.SetUnixFileMode(Path.Combine(_folder, name), UnixFiles.Executable);
        }

        var job = TestHost.NewJob();
        var end = await host.RunAsync(TestHost.Shell(job, $"""
            for p in {_folder} {_folder}/work {host.Control(other.Id)} {host.Control(job.Id)} {Path.GetDirectoryName(host.Output(other.Id))}; do ls $p >/dev/null 2>&1 && ls $p; done
            cat {_folder}/jobs.db {_folder}/appsettings.json {_folder}/files/users {host.Output(other.Id)} {host.Control(job.Id, "limit")}
            find / -xdev -type f -newer /usr/bin/env 2>/dev/null | xargs grep -l {Secret} 2>/dev/null
            ls /root /home /var /run /etc/shadow /sys 2>/dev/null
            exit 0
            """));

        end.State.Should().Be(BackendState.Finished, end.Message);
        var seen = host.Log(job.Id, "stdout");
        seen.Should().NotContain(Secret).And.NotContain(other.Id.Value).And.NotContainAny("jobs.db", "appsettings", "shadow", "started.", "exit.");
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Work_sees_no_process_and_no_environment_of_the_server_and_has_no_network(bool asAnother)
    {
        Environment.SetEnvironmentVariable("UWS_TEST_SECRET", Secret);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var host = Start(asAnother);
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, $$"""
            env; cat /proc/*/environ | tr '\0' '\n'
            kill -0 {{Environment.ProcessId}} 2>/dev/null && cat /proc/{{Environment.ProcessId}}/comm
            ls -d /proc/[0-9]* | wc -l >$UWS_OUTPUT_DIR/processes
            ls /sys/class/net /proc/net/unix 2>/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ' >$UWS_OUTPUT_DIR/devices
            timeout 5 bash -c 'echo hello >/dev/tcp/127.0.0.1/{{((IPEndPoint)listener.LocalEndpoint).Port}}' && echo connected
            exit 0
            """));

        end.State.Should().Be(BackendState.Finished, end.Message);
        host.Log(job.Id, "stdout").Should().NotContain(Secret).And.NotContain("connected").And.NotContain("dotnet").And.Contain("UWS_JOB_ID=");
        listener.Pending().Should().BeFalse();
        int.Parse(File.ReadAllText(host.Output(job.Id, "processes")), System.Globalization.CultureInfo.InvariantCulture).Should().BeLessThan(10, "it counts its own only");
        File.ReadAllText(host.Output(job.Id, "devices")).Should().Be("lo\n");
    }

    [Fact]
    public async Task Work_writes_to_its_own_directories_only_and_has_no_rights_to_change_its_room()
    {
        var host = Start();
        var job = TestHost.NewJob();
        var (control, logs) = (host.Control(job.Id), host.Area(job.Id, JobFileArea.Log));

        var end = await host.RunAsync(TestHost.Shell(job, $"""
            for p in / /etc /usr /usr/bin {_folder} {control} {control}/started.1 $UWS_INPUT_DIR $UWS_PARAMETERS_FILE {logs}; do
              (echo x >$p/x) 2>/dev/null && echo "wrote $p/x"; (echo x >>$p) 2>/dev/null && echo "wrote $p"; done
            echo '0 ended' >{control}/exit.1 && echo forged
            mount --bind /usr / 2>/dev/null && echo mounted; umount /proc 2>/dev/null && echo unmounted; grep -E 'CapEff|NoNewPrivs' /proc/self/status
            echo x >$TMPDIR/x && echo x >x && echo x >$UWS_OUTPUT_DIR/x && echo own
            exit 3
            """));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == 3);
        host.Log(job.Id, "stdout").Should().Be("CapEff:\t0000000000000000\nNoNewPrivs:\t1\nown\n");
        File.ReadAllText(host.Output(job.Id, "x")).Should().Be("x\n");
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task All_that_work_is_promised_is_there_and_it_is_killed_whole(bool asAnother)
    {
        var software = Directory.CreateTempSubdirectory("uws-software-").FullName;
        File.SetUnixFileMode(software, UnixFiles.Executable);
        await File.WriteAllTextAsync(Path.Combine(software, "catalogue"), "stars");
        var host = Start(asAnother, o => o.Sandbox.Folders = [software]);
        var job = TestHost.NewJob() with { Parameters = [new("x", "$(id) 'q'"), new("cat", "k1") { File = new("k1", 4) }] };
        await File.WriteAllTextAsync(Path.Combine(host.Area(job.Id, JobFileArea.Input), "k1"), "data");
        var marker = Random.Shared.Next(100_000, 900_000);

        (await host.Manager.SubmitAsync(TestHost.Shell(job, $"""
            cat $UWS_INPUT_DIR/cat {software}/catalogue; printf '%s\n' "$UWS_PARAM_x"; grep -c k1 $UWS_PARAMETERS_FILE; pwd; echo err >&2
            id -u >>/dev/stdout && uws-progress 42 'half way'; trap '' TERM; setsid sleep {marker} & sleep {marker}
            """), default)).Should().BeOfType<SubmitOutcome.Accepted>();
        (await host.Sink.WaitAsync(job.Id, e => e.Progress is not null)).Progress!.Should().Match<JobProgress>(p => p.Percent == 42 && p.Text == "half way");
        await host.Manager.CancelAsync(TestHost.Placed(job.Id), default);

        (await host.Sink.WaitForEndAsync(job.Id)).State.Should().Be(BackendState.Cancelled);
        host.Log(job.Id, "stdout").Should().StartWith("datastars$(id) 'q'\n1\n").And.Contain("/work\n");
        host.Log(job.Id, "stderr").Should().StartWith("err\n");
        System.Diagnostics.Process.GetProcessesByName("sleep").Select(p => UnixFiles.TryRead($"/proc/{p.Id}/cmdline") ?? "").Should().NotContain(c => c.Contains($"{marker}"));
        Directory.Delete(software, recursive: true);
    }

    [Fact]
    public async Task A_program_may_be_an_absolute_link_as_dotnet_often_is()
    {
        var software = Directory.CreateTempSubdirectory("uws-software-").FullName;
        File.CreateSymbolicLink(Path.Combine(software, "tool"), "/usr/bin/env");
        var host = Start(configure: o => o.Sandbox.Folders = [software]);

        var end = await host.RunAsync(TestHost.Command(TestHost.NewJob(), Path.Combine(software, "tool"), "true"));

        end.State.Should().Be(BackendState.Finished, end.Message);
        Directory.Delete(software, recursive: true);
    }

    [Theory]
    [InlineData("no-such-bwrap", null, "local:Sandbox:Program: 'no-such-bwrap' is not in PATH")]
    [InlineData("false", null, "local:Sandbox: work cannot be closed in by")]
    [InlineData("bwrap", "/", "local:Sandbox:Folders: '/' is not allowed")]
    [InlineData("bwrap", "data", "local:Sandbox:Folders: 'data' is not allowed")]
    public void A_sandbox_that_cannot_be_is_told_at_the_start(string program, string? folder, string message)
    {
        Assert.SkipUnless(program != "bwrap" || ProgramFile.FindInPath("bwrap", "/usr/bin:/bin:/usr/local/bin") is not null, "bubblewrap is not installed");
        new Action(() => _ = new TestHost(_folder, o =>
        {
            o.Sandbox.Program = program;
            o.Sandbox.Folders = folder is null ? [] : [folder];
        }).Manager).Should().Throw<UwsConfigurationException>().Which.Message.Should().Contain(message);
    }

    [Fact]
    public async Task Without_a_sandbox_too_control_folders_are_closed_to_other_accounts()
    {
        await using var host = new TestHost(_folder);
        File.SetUnixFileMode(_folder, UnixFiles.Executable);
        var id = await host.StartAsync("umask; touch own; touch $UWS_OUTPUT_DIR/ready; sleep 610");

        File.GetUnixFileMode(Path.Combine(_folder, "work")).Should().Be(UnixFiles.PrivateFolder);
        foreach (var path in Directory.EnumerateFileSystemEntries(host.Control(id)).Append(host.Control(id)).Where(p => !p.EndsWith("/started.1", StringComparison.Ordinal) && !p.EndsWith(".log", StringComparison.Ordinal)))
        {
            (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)).Should().Be(UnixFileMode.None, path);
        }

        if (Environment.UserName == "root")
        {
            var account = new Account("nobody", "key", "/usr/bin:/bin:/usr/sbin:/sbin", name => ProgramFile.FindInPath(name, "/usr/bin:/bin:/usr/sbin:/sbin")!);
            account.Run("/bin/ls", Path.Combine(_folder, "work")).Code.Should().NotBe(0);
            account.Run("/bin/cat", host.Control(id, "parameters.json")).Output.Should().BeEmpty();
            account.Run("/bin/cat", host.Control(id, "started.1")).Output.Should().BeEmpty();
        }

        await host.Manager.ForgetAsync(TestHost.Placed(id), default);
    }
}
