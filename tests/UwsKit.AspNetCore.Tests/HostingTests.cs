using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit;

public sealed class HostingTests
{
    [Fact]
    public async Task At_its_start_a_host_logs_the_URL_of_each_list_as_clients_see_it()
    {
        var logs = new Recorded();
        await using var app = await UwsApp.StartAsync(s => s["Uws:PublicUrl"] = "https://jobs.example.org", build: b => b.Logging.AddProvider(logs));
        logs.Lines.Should().Contain("Job list probe is at https://jobs.example.org/uws/probe");
    }

    [Fact]
    [Rule(22)]
    public async Task An_unexpected_failure_is_logged_with_its_cause()
    {
        var logs = new Recorded();
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b =>
        {
            b.Logging.AddProvider(logs);
            b.Services.AddSingleton<IStorage>(storage);
        });
        storage.Throw = () => new InvalidOperationException("the cause");
        await app.Client.GetAsync("/uws/probe").ShouldRefuseAsync(HttpStatusCode.InternalServerError);
        logs.Lines.Should().Contain(l => l.Contains("GET /uws/probe failed") && l.Contains("the cause"));
    }

    [Fact]
    [Rule(66)]
    public async Task A_list_that_breaks_off_is_cut_and_not_finished_as_if_it_were_whole()
    {
        var storage = new BrokenStorage();
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<IStorage>(storage), kestrel: true);
        for (var i = 0; i < 1500; i++)
        {
            await storage.TryCreateAsync(new Job { Id = JobId.New(TimeProvider.System), JobList = "probe", CreationTime = DateTimeOffset.UnixEpoch.AddDays(i) }, default);
        }

        storage.ThrowOnPage = () => new UwsException(UwsErrorKind.Unavailable, "gone");
        await FluentActions.Awaiting(() => app.TextAsync("/uws/probe")).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    [Rule(101, 103)]
    public async Task Names_of_control_parameters_never_become_job_parameters()
    {
        var open = UwsApp.Probe with { AllowUndescribedParameters = true };
        await using var app = await UwsApp.StartAsync(description: open);
        var path = await app.CreateAsync("free=1&WAIT=5&ACTION=x");
        await app.PostAsync($"{path}/parameters", "PHASE=RUN&destruction=2001-01-01&other=2").ShouldSeeOtherAsync(path);
        var job = await app.JobAsync(path);
        job.Phase.Should().Be(ExecutionPhase.Pending);
        job.Parameters.Select(p => p.Name).Should().BeEquivalentTo("free", "other");
    }

    [Fact]
    [Rule(105, 131, 132, 187)]
    public async Task A_job_in_code_reads_its_upload_and_leaves_a_result()
    {
        var upper = new JobDescription { Name = "upper", Parameters = [new("input", ParameterType.File) { Required = true }], Results = [new("result", "text/plain")] };
        await using var app = await UwsApp.StartAsync(build: b => new UwsBuilder(b.Services).AddJobList(upper, async (job, ct) =>
        {
            using var reader = new StreamReader((await job.OpenInputAsync("input", ct))!);
            await job.WriteResultAsync("result", (await reader.ReadToEndAsync(ct)).ToUpperInvariant(), ct);
        }));
        using var created = await UploadTests.PostAsync(app, "/uws/upper?PHASE=RUN",
            "--xx\r\nContent-Disposition: form-data; name=\"input\"; filename=\"a.txt\"\r\n\r\nhello\r\n--xx--\r\n");
        created.StatusCode.Should().Be(HttpStatusCode.SeeOther, await created.Content.ReadAsStringAsync());
        var path = created.Headers.Location!.AbsolutePath;
        var job = await app.JobAsync($"{path}?WAIT=10&PHASE=QUEUED");
        job = job.Phase == ExecutionPhase.Executing ? await app.JobAsync($"{path}?WAIT=10&PHASE=EXECUTING") : job;
        job.Phase.Should().Be(ExecutionPhase.Completed, job.Error?.Message);
        (await app.TextAsync(new Uri(job.Results.Single().Href!).AbsolutePath)).Should().Be("HELLO");
    }

    private sealed class Recorded : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue(exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception.Message}");
        public void Dispose() { }
    }
}
