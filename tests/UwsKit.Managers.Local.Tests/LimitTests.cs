namespace UwsKit.Managers.Local.Tests;

public sealed class LimitTests
{
    private static TestHost Host(Action<LocalLimits> limits) => new(configure: o => limits(o.Limits));

    private static JobSubmission With(Job job, string script, params (string Name, string Value)[] options)
        => TestHost.Submission(job, new() { Command = ["/bin/sh", "-c", script], Options = options.ToDictionary(o => o.Name, o => o.Value) });

    [Fact]
    public async Task CPU_time_that_is_used_up_is_named()
    {
        await using var host = Host(l => l.CpuTime = TimeSpan.FromSeconds(1));

        var end = await host.RunAsync(TestHost.Shell(TestHost.NewJob(), "while :; do :; done"));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && !e.Transient);
        end.Message.Should().StartWith("its CPU time is used up: 1s allowed");
    }

    [Fact]
    public async Task A_file_that_becomes_too_large_is_named()
    {
        await using var host = Host(l => l.FileSize = "2 MB");
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, "exec head -c 5000000 /dev/zero >$UWS_OUTPUT_DIR/out"));

        end.State.Should().Be(BackendState.Failed);
        end.Message.Should().StartWith("a file became too large: 2 MB allowed");
        new FileInfo(host.Output(job.Id)).Length.Should().BeLessThanOrEqualTo(2_000_000);
    }

    [Fact]
    public async Task Memory_that_is_refused_is_named_with_what_the_program_said()
    {
        await using var host = Host(l => l.Memory = "200 MB");

        var end = await host.RunAsync(TestHost.Command(TestHost.NewJob(), "dd", "if=/dev/zero", "of=/dev/null", "bs=400M", "count=1"));

        end.State.Should().Be(BackendState.Failed);
        end.Message.Should().StartWith("out of memory: 200 MB allowed; ").And.Contain("dd: ");
    }

    [Fact]
    public async Task Open_files_are_limited()
    {
        await using var host = Host(l => l.OpenFiles = 64);
        var job = TestHost.NewJob();

        await host.RunAsync(TestHost.Shell(job, "ulimit -n; ulimit -H -n"));

        host.Log(job.Id, "stdout").Should().Be("64\n64\n");
    }

    [Theory]
    [InlineData("head -c 3000000 /dev/zero >$UWS_OUTPUT_DIR/out")]
    [InlineData("mkdir -p a/b && head -c 3000000 /dev/zero >a/b/.hidden")]
    [InlineData("head -c 1500000 /dev/zero >w; head -c 1500000 /dev/zero >$TMPDIR/t")]
    public async Task A_job_that_uses_too_much_disk_is_stopped_wherever_it_writes(string write)
    {
        await using var host = Host(l => l.Disk = "2 MB");
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, $"echo $$ >$UWS_OUTPUT_DIR/main; {write}; sleep 600"));

        end.Should().Match<JobEvent>(e => e.State == BackendState.Failed && !e.Transient);
        // It may be seen in the middle of the write.
        end.Message.Should().MatchRegex(@"^stopped by its limit of disk: used (2\.\d+|3) MB of 2 MB$");
        TestHost.Lives(host.Output(job.Id, "main")).Should().BeFalse();
        (await host.ProbeAsync(job.Id)).Should().BeEquivalentTo(end);
    }

    [Fact]
    public async Task Links_do_not_count_as_disk_use()
    {
        await using var host = Host(l => l.Disk = "2 MB");
        var id = await host.StartAsync("ln -s /usr/bin link; ln -s / $TMPDIR/root; touch $UWS_OUTPUT_DIR/ready; until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done");
        await Task.Delay(TimeSpan.FromMilliseconds(200));

        await File.WriteAllTextAsync(host.Output(id, "go"), "");

        (await host.Sink.WaitForEndAsync(id)).State.Should().Be(BackendState.Finished);
    }

    [Theory]
    [InlineData("stdout", "standard output", "yes")]
    [InlineData("stderr", "standard error", "yes >&2")]
    public async Task Output_without_end_is_stopped(string file, string name, string script)
    {
        await using var host = Host(l => l.Logs = "1 MB");
        var job = TestHost.NewJob();

        var end = await host.RunAsync(TestHost.Shell(job, script));

        end.Message.Should().MatchRegex($"^stopped by its limit of {name}: used .* of 1 MB$");
        new FileInfo(Path.Combine(host.Area(job.Id, JobFileArea.Log), file)).Length.Should().BePositive();
    }

    [Fact]
    public async Task Too_many_processes_are_stopped()
    {
        await using var host = Host(l => l.Processes = 4);

        var end = await host.RunAsync(TestHost.Shell(TestHost.NewJob(), "for i in 1 2 3 4 5 6 7; do sleep 600 & done; wait"));

        end.Message.Should().MatchRegex("^stopped by its limit of processes: used [5-8] of 4$", "it may be seen while they are started");
    }

    [Fact]
    public async Task A_description_lowers_a_limit_but_does_not_raise_it()
    {
        await using var host = Host(l => (l.OpenFiles, l.Disk) = (64, "2 MB"));
        var (low, high) = (TestHost.NewJob(), TestHost.NewJob());

        await host.RunAsync(With(low, "ulimit -n", ("openFiles", "32")));
        await host.RunAsync(With(high, "ulimit -n", ("openFiles", "1000")));

        host.Log(low.Id, "stdout").Should().Be("32\n");
        host.Log(high.Id, "stdout").Should().Be("64\n");
    }

    [Fact]
    public async Task An_option_of_a_description_that_cannot_be_read_is_told_with_what_is_allowed()
    {
        await using var host = Host(_ => { });

        var outcome = await host.Manager.SubmitAsync(With(TestHost.NewJob(), "true", ("disk", "much")), default);

        outcome.Should().BeOfType<SubmitOutcome.Refused>().Which.Message
            .Should().Be("the description's option disk: 'much' is not allowed; allowed: a size such as 500 MB, 2 GB or 2 GiB, from 1 MB to 1000 TB");
    }

    [Fact]
    public void Configured_limits_that_cannot_be_read_are_told_all_at_once()
    {
        var make = () => Host(l => (l.Memory, l.Processes, l.CpuTime) = ("2 apples", 0, TimeSpan.Zero));

        make.Should().Throw<UwsConfigurationException>().Which.Message.Should().ContainAll("local:Limits:Memory: '2 apples'", "local:Limits:Processes: '0'", "local:Limits:CpuTime: ");
    }

    [Fact]
    public async Task After_a_restart_the_limits_of_a_running_job_still_hold()
    {
        await using var first = Host(l => l.Disk = "2 MB");
        var id = await first.StartAsync("touch $UWS_OUTPUT_DIR/ready; until [ -e $UWS_OUTPUT_DIR/go ]; do sleep 0.02; done; head -c 3000000 /dev/zero >big; sleep 600");
        await first.StopAsync();

        await using var second = new TestHost(first.Folder);
        await second.ProbeAsync(id);
        await File.WriteAllTextAsync(second.Output(id, "go"), "");

        (await second.Sink.WaitForEndAsync(id)).Message.Should().MatchRegex(@"^stopped by its limit of disk: used (3|2\.\d+) MB of 2 MB$", "it may be seen while it still grows");
    }

    [Theory]
    [InlineData("500 MB", 500_000_000)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("1.5 GiB", 1_610_612_736)]
    [InlineData("4000000", 4_000_000)]
    public void Sizes_are_read(string text, long bytes) => ByteSize.Parse(text).Should().Be(bytes);

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1 GB")]
    [InlineData("1 kB")]
    [InlineData("5000 TB")]
    [InlineData("1 gigabyte")]
    public void Other_texts_are_no_sizes(string text) => ByteSize.Parse(text).Should().BeNull();

    [Theory]
    [InlineData(2_100_000_000, "2.1 GB")]
    [InlineData(1_000, "1 kB")]
    [InlineData(999_600_000, "1 GB")]
    [InlineData(123_400_000, "123.4 MB")]
    public void Sizes_are_written_for_people(long bytes, string text) => ByteSize.Format(bytes).Should().Be(text);
}
