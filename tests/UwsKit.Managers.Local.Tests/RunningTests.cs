using System.Text.Json;

namespace UwsKit.Managers.Local.Tests;

public sealed class RunningTests : IAsyncDisposable
{
    private readonly TestHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_job_that_ends_well_is_running_then_finished_with_its_times_and_outputs()
    {
        var job = TestHost.NewJob();

        var end = await _host.RunAsync(TestHost.Shell(job, "echo out; echo err >&2; echo result >$UWS_OUTPUT_DIR/out"));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Finished && e.ExitCode == 0 && e.Attempt == 1);
        end.StartedAt.Should().NotBeNull().And.BeCloseTo(TimeProvider.System.Now(), TimeSpan.FromSeconds(30));
        end.EndedAt.Should().BeOnOrAfter(end.StartedAt!.Value);
        File.ReadAllText(_host.Output(job.Id)).Should().Be("result\n");
        _host.Log(job.Id, "stdout").Should().Be("out\n");
        _host.Log(job.Id, "stderr").Should().Be("err\n");
        (await _host.ProbeAsync(job.Id)).Should().BeEquivalentTo(end, "the record on disk tells the same as the event");
    }

    [Fact]
    public async Task Running_is_told_as_soon_as_the_work_runs()
    {
        var id = await _host.StartAsync("touch $UWS_OUTPUT_DIR/ready; sleep 600");

        var running = await _host.Sink.WaitAsync(id, e => e.State == BackendState.Running);

        running.StartedAt.Should().NotBeNull();
        (await _host.ProbeAsync(id)).Should().BeEquivalentTo(running);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(42, false)]
    [InlineData(75, true)]
    public async Task A_failure_has_its_exit_code_and_the_last_lines_of_standard_error(int code, bool transient)
    {
        var end = await _host.RunAsync(TestHost.Shell(TestHost.NewJob(), $"for i in 1 2 3 4 5; do echo line $i >&2; echo >&2; done; exit {code}"));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && e.ExitCode == code && e.Transient == transient);
        end.Message.Should().Be("line 2 | line 3 | line 4 | line 5");
        end.Detail.Should().StartWith("line 1\n");
    }

    [Fact]
    public async Task A_silent_failure_says_its_exit_status()
        => (await _host.RunAsync(TestHost.Command(TestHost.NewJob(), "false"))).Message.Should().Be("exit status 1");

    [Fact]
    public async Task A_job_killed_by_a_signal_says_which()
        => (await _host.RunAsync(TestHost.Shell(TestHost.NewJob(), "kill -9 $$"))).Message.Should().Be("killed by signal 9 (KILL)");

    [Fact]
    public async Task A_flood_of_errors_is_cut_to_its_end_and_control_characters_are_taken_out()
    {
        var end = await _host.RunAsync(TestHost.Shell(TestHost.NewJob(), "yes 0123456789abcdef | head -c 300000 >&2; printf '\\n\\033[31mlast\\000\\377 ende\\n' >&2; exit 3"));

        end.Message.Should().EndWith("| [31mlast ende").And.NotContain("\u001b");
        end.Message!.Length.Should().BeLessThanOrEqualTo(500);
        end.Detail!.Length.Should().BeInRange(16_000, 16 * 1024);
    }

    [Fact]
    public async Task The_environment_is_exactly_the_promised_one()
    {
        var job = TestHost.NewJob() with { RunId = "night 1", Parameters = [new("seconds", "1.5"), new("b-c", "x"), new("b.c", "y"), new("multi", "1"), new("multi", "2"), new("long", new string('l', 32769))] };
        await using var host = new TestHost(configure: o => o.Environment["SITE"] = "cta");

        var end = await host.RunAsync(TestHost.Submission(job, new() { Command = ["/usr/bin/env", "-0"] }));

        end.State.Should().Be(BackendState.Finished, end.Message);
        var found = host.Log(job.Id, "stdout").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);
        found.Keys.Should().BeEquivalentTo(
            "UWS_JOB_ID", "UWS_RUN_ID", "UWS_PARAMETERS_FILE", "UWS_PARAM_seconds", "UWS_INPUT_DIR", "UWS_OUTPUT_DIR", "PATH", "HOME", "TMPDIR", "LANG", "SITE", "UWS_WORK");
        found["UWS_JOB_ID"].Should().Be(job.Id.Value);
        found["UWS_RUN_ID"].Should().Be("night 1");
        found["UWS_PARAM_seconds"].Should().Be("1.5");
        found["UWS_INPUT_DIR"].Should().Be(host.Area(job.Id, JobFileArea.Input));
        found["HOME"].Should().Be(found["TMPDIR"]).And.Be(host.Control(job.Id, "tmp"));
        found["LANG"].Should().Be("C.UTF-8");
    }

    [Fact]
    public async Task The_work_has_its_own_directory_a_session_of_its_own_and_no_input()
    {
        var job = TestHost.NewJob();

        await _host.RunAsync(TestHost.Shell(job, "pwd; cat; cut -d' ' -f1,5,6 /proc/$$/stat; ls -l /proc/$$/fd"));

        var lines = _host.Log(job.Id, "stdout").Split('\n');
        lines[0].Should().Be(_host.Control(job.Id, "work"));
        lines[1].Split(' ').Distinct().Should().HaveCount(1, "it leads its own group and session");
        // Files above 9 may come from whoever started the tests.
        lines.Where(l => l.Contains(" -> ", StringComparison.Ordinal)).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^3..])
            .Where(l => l[0].Length == 1).Select(l => l[2]).Should().Equal("/dev/null", $"{_host.Area(job.Id, JobFileArea.Log)}/stdout", $"{_host.Area(job.Id, JobFileArea.Log)}/stderr");
    }

    [Fact]
    public async Task Hostile_values_arrive_as_they_are_in_arguments_variables_and_the_file()
    {
        const string hostile = "$(touch /tmp/uws-pwned) `id` ; rm -rf ~ 'q' \"dq\" \\ \n#SBATCH -n 1\n* {x} %s \u00e9\u20ac\U0001F52D -n";
        var job = TestHost.NewJob() with { Parameters = [new("x", hostile)] };

        var end = await _host.RunAsync(TestHost.Submission(
            job, new() { Command = ["/bin/sh", "-c", "printf '%s\\0' \"$UWS_PARAM_x\" \"$@\"; cat \"$UWS_PARAMETERS_FILE\" >$UWS_OUTPUT_DIR/out", "sh", "{x}", "a{x}b"] }, new ParameterDescription("x", ParameterType.Text)));

        end.State.Should().Be(BackendState.Finished, end.Message);
        _host.Log(job.Id, "stdout").Split('\0').Should().Equal(hostile, hostile, $"a{hostile}b", "");
        JsonDocument.Parse(File.ReadAllBytes(_host.Output(job.Id))).RootElement.GetProperty("x").GetString().Should().Be(hostile);
        File.Exists("/tmp/uws-pwned").Should().BeFalse();
    }

    [Fact]
    public async Task A_value_of_100_KB_passes_as_an_argument_and_in_the_file_but_not_as_a_variable()
    {
        var job = TestHost.NewJob() with { Parameters = [new("x", new string('x', 100_000))] };

        var end = await _host.RunAsync(TestHost.Submission(
            job, new() { Command = ["/bin/sh", "-c", "echo ${#1} ${#UWS_PARAM_x} $(wc -c <$UWS_PARAMETERS_FILE)", "sh", "{x}"] }, new ParameterDescription("x", ParameterType.Text)));

        end.State.Should().Be(BackendState.Finished, end.Message);
        _host.Log(job.Id, "stdout").Should().MatchRegex("^100000 0 1000[0-9]{2}\n$");
    }

    [Theory]
    [InlineData(131_071, true)]
    [InlineData(131_072, false)]
    public async Task An_argument_up_to_the_limit_of_the_system_runs_and_a_longer_one_is_refused(int length, bool good)
    {
        var job = TestHost.NewJob() with { Parameters = [new("x", new string('x', length))] };
        var outcome = await _host.Manager.SubmitAsync(TestHost.Submission(job, new() { Command = ["true", "{x}"] }, new ParameterDescription("x", ParameterType.Text)), default);

        if (good)
        {
            (await _host.Sink.WaitForEndAsync(job.Id)).State.Should().Be(BackendState.Finished);
        }
        else
        {
            outcome.Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Contain("131072 bytes; allowed: 131071");
            _host.Slots.FreeSlots.Should().Be(16);
        }
    }

    [Fact]
    public async Task Arguments_that_are_too_long_together_are_refused()
    {
        var job = TestHost.NewJob() with { Parameters = [.. Enumerable.Range(0, 100).Select(_ => new JobParameter("x", new string('x', 100_000)))] };

        (await _host.Manager.SubmitAsync(TestHost.Submission(job, new() { Command = ["true", "{x}"] }, new ParameterDescription("x", ParameterType.Text) { Repeatable = true }), default))
            .Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().StartWith("the arguments are too long together");
    }

    [Fact]
    public async Task A_file_parameter_is_the_same_path_everywhere_and_lies_under_its_name_too()
    {
        var job = TestHost.NewJob() with { Parameters = [new("events", null) { File = new("f-0001", 5) { OriginalName = "../../evil.fits" } }] };
        var input = _host.Area(job.Id, JobFileArea.Input);
        await File.WriteAllTextAsync(Path.Combine(input, "f-0001"), "bytes");

        var end = await _host.RunAsync(TestHost.Submission(
            job, new() { Command = ["/bin/sh", "-c", "echo $UWS_PARAM_events $1; cat $1 $UWS_INPUT_DIR/events; cat $UWS_PARAMETERS_FILE >$UWS_OUTPUT_DIR/out", "sh", "{events}"] }, new ParameterDescription("events", ParameterType.File)));

        end.State.Should().Be(BackendState.Finished, end.Message);
        _host.Log(job.Id, "stdout").Should().Be($"{input}/f-0001 {input}/f-0001\nbytesbytes");
        JsonDocument.Parse(File.ReadAllBytes(_host.Output(job.Id))).RootElement.GetProperty("events").GetString().Should().Be($"{input}/f-0001");
    }

    [Fact]
    public async Task Uploads_are_given_with_the_names_that_the_client_chose()
    {
        var job = TestHost.NewJob() with { Parameters = [new("UPLOAD", "stars,param:x") { File = new("f-1", 3) }, new("UPLOAD", "sky,http://example.org/a,b") { ByReference = true, File = new("f-2", 3) }] };
        var input = _host.Area(job.Id, JobFileArea.Input);
        await File.WriteAllTextAsync(Path.Combine(input, "f-1"), "one");
        await File.WriteAllTextAsync(Path.Combine(input, "f-2"), "two");

        var end = await _host.RunAsync(TestHost.Submission(
            job, new() { Command = ["/bin/sh", "-c", "for u; do echo ${u%%,*} $(cat ${u#*,}); done", "sh", "{UPLOAD}"] }, new ParameterDescription("UPLOAD", ParameterType.File) { Repeatable = true }));

        end.State.Should().Be(BackendState.Finished, end.Message);
        _host.Log(job.Id, "stdout").Should().Be("stars one\nsky two\n");
    }

    [Fact]
    public async Task Progress_of_the_script_is_told_and_kept_at_the_end()
    {
        var job = TestHost.NewJob();
        await _host.Manager.SubmitAsync(TestHost.Shell(job, "uws-progress 42.5 'half of  it'; while [ ! -e $UWS_OUTPUT_DIR/go ]; do sleep 0.05; done; uws-progress 250 done"), default);

        var progress = (await _host.Sink.WaitAsync(job.Id, e => e.Progress is not null)).Progress!;
        await File.WriteAllTextAsync(_host.Output(job.Id, "go"), "");

        progress.Should().Match<JobProgress>(p => p.Percent == 42.5 && p.Text == "half of  it");
        (await _host.Sink.WaitForEndAsync(job.Id)).Progress.Should().Match<JobProgress>(p => p.Percent == 100 && p.Text == "done");
    }

    [Fact]
    public async Task Output_can_be_read_while_the_work_runs()
    {
        var id = await _host.StartAsync("echo first; touch $UWS_OUTPUT_DIR/ready; sleep 600");

        _host.Log(id, "stdout").Should().Be("first\n");
    }

    [Fact]
    public async Task A_sink_that_is_away_gets_the_end_later()
    {
        _host.Sink.FailNext(3);

        (await _host.RunAsync(TestHost.Command(TestHost.NewJob(), "true"))).State.Should().Be(BackendState.Finished);

        _host.Sink.Refused.Should().Be(3);
    }

    [Fact]
    public async Task A_script_runs_from_its_copy_with_its_arguments()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_host.Folder, "jobs")).FullName;
        var script = Path.Combine(folder, "probe.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho \"$0 $1 $2\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var job = TestHost.NewJob() with { Parameters = [new("n", "7")] };
        var submission = TestHost.Submission(job, new() { Script = "probe.sh", Arguments = ["{n}", "./data"] }, new ParameterDescription("n", ParameterType.Integer));

        var end = await _host.RunAsync(submission with { Description = submission.Description with { BaseDirectory = folder } });

        end.State.Should().Be(BackendState.Finished, end.Message);
        _host.Log(job.Id, "stdout").Should().Be($"{_host.Control(job.Id, "script/probe.sh")} 7 {folder}/data\n");
    }

    [Fact]
    public async Task A_script_whose_interpreter_is_missing_fails_with_one_clear_line()
    {
        var script = Path.Combine(_host.Folder, "bad.sh");
        await File.WriteAllTextAsync(script, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await _host.RunAsync(TestHost.Command(TestHost.NewJob(), script))).Message.Should().Be($"cannot run '{script}': not found, or its interpreter is not");
    }

    [Fact]
    public async Task Signals_do_what_they_do_in_a_fresh_process()
    {
        var job = TestHost.NewJob();

        await _host.RunAsync(TestHost.Command(job, "grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"));

        _host.Log(job.Id, "stdout").Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(l => l.EndsWith("0000000000000000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("dash")]
    public async Task Supervisor_and_guard_do_the_same_in_every_shell(string shell)
    {
        var path = ProgramFile.FindInPath(shell, "/usr/bin:/bin");
        Assert.SkipUnless(path is not null, $"{shell} is not installed");
        var job = TestHost.NewJob();
        var root = Path.Combine(_host.Folder, "work");
        var folder = new JobFolder(root, job.Id);
        folder.Make();
        folder.MakeWorkFolders();
        folder.MarkSubmitted(1, TestHost.Name + "\n");
        folder.WriteLimit(TimeSpan.FromSeconds(1));
        var script = Path.Combine(new Supervisor(TestHost.Name, root, new()).Programs, "supervisor.sh");
        // As sh, which makes bash a POSIX shell.
        File.CreateSymbolicLink(Path.Combine(_host.Folder, "sh"), path!);
        var info = new System.Diagnostics.ProcessStartInfo("setsid", [Path.Combine(_host.Folder, "sh"), script, "1", ProcessIdentity.ThisBoot, "50", "", "/job/path", root])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/bin:/bin";
        string[] variables = [$"UWS_TEXT=two\n,lines\n.of \\n '$(text)'\n", "UWS_BYTES=é\u0001\u007f ~", $"UWS_FOLDER={folder.Path}/a=b", $"UWS_LOGS={_host.Area(job.Id, JobFileArea.Log)}/=c"];
        string[] words =
        [
            "1", _host.Area(job.Id, JobFileArea.Log), "n:100", "", folder.Work, "4", .. variables,
            "/usr/bin/setsid", "/bin/sh", "-c", "/usr/bin/env -0; trap '' TERM; while :; do /bin/sleep 600; done",
        ];

        using var process = System.Diagnostics.Process.Start(info)!;
        await process.StandardInput.BaseStream.WriteAsync(SupervisorRequest.Of(folder, Path.GetDirectoryName(_host.Area(job.Id, JobFileArea.Log))!, words));
        process.StandardInput.Close();
        (await process.StandardOutput.ReadToEndAsync().WaitAsync(TestHost.Patience)).Should().Be($"{process.Id}\n");
        await process.WaitForExitAsync().WaitAsync(TestHost.Patience);

        _host.Log(job.Id, "stdout").Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("PWD=", StringComparison.Ordinal))
            .Should().BeEquivalentTo([$"UWS_WORK={job.Id}", "PATH=/job/path", .. variables]);
        // It was told that another process is the server, so it called the guard.
        folder.ReadExit(1)!.Status.Should().Be(137);
        folder.ReadStop(1).Should().Be(new StopRecord(StopReason.Timeout));
        (await process.StandardError.ReadToEndAsync()).Should().NotContainAny("not found", "parameter", "yntax", "kill:");
    }

    [Fact]
    public async Task Niceness_is_passed_on()
    {
        await using var host = new TestHost(configure: o => o.Nice = 7);
        var job = TestHost.NewJob();

        await host.RunAsync(TestHost.Command(job, "nice"));

        host.Log(job.Id, "stdout").Should().Be("7\n");
    }
}
