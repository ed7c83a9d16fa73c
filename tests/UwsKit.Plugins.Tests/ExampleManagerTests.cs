using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Plugins.Tests;

/// <summary>examples/PluginManager, published and loaded by name, with real processes.</summary>
public sealed class ExampleManagerTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly Host _host = new();
    private readonly ServiceProvider _services;
    private readonly Job _job = new() { Id = JobId.New(TimeProvider.System), JobList = "x", CreationTime = TimeProvider.System.GetUtcNow() };

    public ExampleManagerTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands of these tests are those of /bin/sh.");
        _services = Published.Use(PluginKind.Manager, "PluginManager", host: s => s.AddSingleton<IJobEventSink>(_host).AddSingleton<IJobDirectories>(_host));
    }

    private IManager Manager => _services.GetRequiredKeyedService<IManager>("PluginManager");

    [Fact]
    public async Task A_job_runs_and_its_values_are_never_read_by_a_shell()
    {
        var value = "$(touch hacked) `id` \"'; {name} *";
        var job = _job with { Parameters = [new("text", value)] };

        (await Manager.SubmitAsync(Submission(job, "printf %s \"$1\" > out", "sh", "{TEXT}"), default)).Should().BeOfType<SubmitOutcome.Accepted>();

        (await _host.NextAsync()).State.Should().Be(BackendState.Running);
        (await _host.NextAsync()).Should().Be(new JobEvent(job.Id, BackendState.Finished, 1) { ExitCode = 0 });
        File.ReadAllText(Path.Combine(_host.Output, "out")).Should().Be(value);
        Directory.GetFiles(_host.Output).Should().ContainSingle();
    }

    [Fact]
    public async Task A_job_does_not_see_the_environment_of_the_host()
    {
        await Manager.SubmitAsync(Submission(_job, "env | cut -d= -f1 | sort > out"), default);

        await _host.NextAsync();
        await _host.NextAsync();
        File.ReadAllLines(Path.Combine(_host.Output, "out")).Except(["PWD", "OLDPWD", "SHLVL", "_"]).Should().Equal("PATH", "UWS_OUTPUT_DIR");
    }

    [Fact]
    public async Task A_failure_is_reported_and_probed_with_its_status_until_it_is_forgotten()
    {
        await Manager.SubmitAsync(Submission(_job, "exit 3"), default);
        await _host.NextAsync();
        var end = await _host.NextAsync();

        end.Should().Be(new JobEvent(_job.Id, BackendState.Failed, 1) { ExitCode = 3 });
        (await Manager.ProbeAsync([Placed(1), Placed(2)], default)).Should().Equal(end, new JobEvent(_job.Id, BackendState.Lost, 2));
        await Manager.ForgetAsync(Placed(1), default);
        (await Manager.ProbeAsync([Placed(1)], default)).Should().Equal(new JobEvent(_job.Id, BackendState.Lost, 1));
    }

    [Fact]
    public async Task Submitting_an_attempt_many_times_runs_it_once()
    {
        var submission = Submission(_job, "echo ran >> out");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Manager.SubmitAsync(submission, default))));

        outcomes.Distinct().Should().ContainSingle();
        await _host.NextAsync();
        await _host.NextAsync();
        File.ReadAllLines(Path.Combine(_host.Output, "out")).Should().Equal("ran");
    }

    [Fact]
    public async Task Cancelling_kills_the_whole_tree()
    {
        var alive = Path.Combine(_host.Output, "alive");
        using (var mkfifo = Process.Start("mkfifo", alive))
        {
            await mkfifo.WaitForExitAsync();
        }

        await Manager.SubmitAsync(Submission(_job, "(echo started; exec sleep 600) > alive & wait"), default);
        using var child = await Task.Run(() => new StreamReader(new FileStream(alive, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))).WaitAsync(Soon);
        (await child.ReadLineAsync().WaitAsync(Soon)).Should().Be("started");
        (await Manager.ProbeAsync([Placed(1)], default)).Should().Equal(new JobEvent(_job.Id, BackendState.Running, 1));

        await Manager.CancelAsync(Placed(1), default);

        (await child.ReadToEndAsync().WaitAsync(Soon)).Should().BeEmpty("the pipe ends when the last process that holds it is dead");
        await _host.NextAsync();
        (await _host.NextAsync()).State.Should().Be(BackendState.Failed);
        await Manager.CancelAsync(Placed(1), default);
        await Manager.CancelAsync(Placed(7), default);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_refused()
    {
        var submission = new JobSubmission(_job, new JobDescription { Name = "x", Backend = new() { Command = ["/no/such/program"] } }, 1);

        (await Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Refused>().Which.Message.Should().Contain("/no/such/program");
    }

    public void Dispose()
    {
        _services?.Dispose();
        Directory.Delete(_host.Output, recursive: true);
    }

    private static JobSubmission Submission(Job job, string script, params string[] arguments)
        => new(job, new JobDescription { Name = "x", Backend = new() { Command = ["/bin/sh", "-c", script, .. arguments] } }, 1);

    private PlacedJob Placed(int attempt) => new(_job.Id, attempt, "node", null);

    private sealed class Host : IJobEventSink, IJobDirectories
    {
        private readonly Channel<JobEvent> _events = Channel.CreateUnbounded<JobEvent>();

        public string Output { get; } = Directory.CreateTempSubdirectory("uws-manager-").FullName;

        public string GetDirectory(JobId job, JobFileArea area) => Output;

        public ValueTask PostAsync(JobEvent e, CancellationToken ct) => _events.Writer.WriteAsync(e, ct);

        public Task<JobEvent> NextAsync() => _events.Reader.ReadAsync().AsTask().WaitAsync(Soon);
    }
}
