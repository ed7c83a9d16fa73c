using System.Diagnostics;
using System.Text;
using Xunit;

namespace UwsKit.Testing;

/// <summary>
/// What every <see cref="IManager"/> owes. The jobs are short POSIX shell commands. Derive, say how to make a manager and where its files are,
/// and every spec runs against it. Waiting is for events, with a timeout.
/// </summary>
public abstract partial class ManagerSpecs : IAsyncDisposable
{
    private static readonly BackendState[] Ended =
        [BackendState.Finished, BackendState.Failed, BackendState.TimedOut, BackendState.Cancelled, BackendState.Lost];

    private readonly List<IManager> _managers = [];
    private readonly List<PlacedJob> _placed = [];

    /// <summary>How long a spec waits for the back end before it fails.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(60);

    /// <summary>Whether a job lives on when its manager is disposed and a new one is made, as when the server restarts.</summary>
    protected virtual bool SurvivesRestart => true;

    /// <summary>Whether the work sees at once what is written into its input area while it runs.</summary>
    protected virtual bool SharesFiles => true;

    /// <summary>Whether standard output and error are found in the log area at the end.</summary>
    protected virtual bool KeepsLogs => true;

    /// <summary>Where the jobs' files are. The specs initialize it.</summary>
    protected abstract IFileStorage Files { get; }

    /// <summary>A manager that posts to this sink. A second call within a test makes a new instance over the same state, as a restart does.</summary>
    protected abstract ValueTask<IManager> CreateAsync(IJobEventSink sink);

    /// <summary>Makes the submission of a command; override to add what the back end needs.</summary>
    protected virtual JobSubmission Submission(JobId id, int attempt, IReadOnlyList<string> command, IReadOnlyList<JobParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var now = TimeProvider.System.Now();
        var description = new JobDescription
        {
            Name = "spec", Backend = new() { Command = command },
            Parameters = [.. parameters.Select(p => p.Name).Distinct().Select(n => new ParameterDescription(n, ParameterType.Text) { Repeatable = true })],
        };
        var job = new Job
        {
            Id = id, JobList = "spec", OwnerId = "anna", Phase = ExecutionPhase.Queued, CreationTime = now, QueuedAt = now, Parameters = parameters,
            Description = new("spec", null, new string('0', 64)), Placement = new("spec", PlacementState.Submitting, attempt, Node, null, now),
        };
        return new(job, description, attempt);
    }

    /// <summary>The node that the jobs are placed from.</summary>
    protected virtual string Node => Environment.MachineName;

    private protected RecordingEventSink Sink { get; private set; } = new();

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_managers.LastOrDefault() is { } manager)
        {
            foreach (var job in _placed)
            {
                await manager.CancelAsync(job, CancellationToken.None);
                await manager.ForgetAsync(job, CancellationToken.None);
            }

            await StopAsync(manager);
        }

        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once after each test: removes what it left.</summary>
    protected virtual ValueTask CleanUpAsync() => default;

    /// <summary>Stops a manager as a server does that shuts down.</summary>
    protected virtual ValueTask StopAsync(IManager manager) => Disposal.DisposeAsync(manager);

    private protected async Task<IManager> OpenAsync()
    {
        if (_managers.Count == 0)
        {
            await Files.InitializeAsync(Ct);
        }

        var manager = await CreateAsync(Sink);
        _managers.Add(manager);
        return manager;
    }

    /// <summary>Stops the manager and makes a new one with an empty sink; skips where jobs die with their manager.</summary>
    private protected async Task StopAndSkipUnlessJobsLiveOnAsync(IManager manager)
    {
        Assert.SkipUnless(SurvivesRestart, "The jobs of this manager do not outlive it.");
        await StopAsync(manager);
        _managers.Remove(manager);
        Sink = new();
    }

    private protected static JobId NewId() => JobId.New(TimeProvider.System);

    private protected static string[] Shell(string script, params string[] arguments) => ["/bin/sh", "-c", script, "sh", .. arguments];

    /// <summary>Submits a shell script and expects it to be accepted.</summary>
    private protected Task<PlacedJob> StartAsync(IManager manager, string script) => StartAsync(manager, NewId(), 1, Shell(script));

    private protected async Task<PlacedJob> StartAsync(IManager manager, JobId id, int attempt, IReadOnlyList<string> command, params JobParameter[] parameters)
    {
        var outcome = await manager.SubmitAsync(Submission(id, attempt, command, parameters), Ct);
        var accepted = Assert.IsType<SubmitOutcome.Accepted>(outcome);
        var job = new PlacedJob(id, attempt, Node, accepted.BackendId);
        _placed.Add(job);
        return job;
    }

    private protected Task<JobEvent> WaitAsync(PlacedJob job, params BackendState[] states) => Sink.WaitForAsync(job.Id, Patience, Ct, states);

    private protected async Task<JobEvent> EndAsync(PlacedJob job) => await WaitAsync(job, Ended);

    private protected async Task FinishAsync(PlacedJob job)
    {
        var end = await EndAsync(job);
        Assert.True(end.State == BackendState.Finished, $"Expected {BackendState.Finished}, found {end}");
    }

    /// <summary>Probes until the answer is as wanted: for what a restart or a cancel brings about in its own time.</summary>
    private protected async Task<JobEvent> ProbeUntilAsync(IManager manager, PlacedJob job, params BackendState[] states)
    {
        var watch = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var answer = await ProbeAsync(manager, job);
            if (states.Contains(answer.State))
            {
                return answer;
            }

            Assert.True(watch.Elapsed < Patience, $"Within {Patience.TotalSeconds} s no probe said {string.Join(" or ", states)}; the last: {answer}");
            await tick.WaitForNextTickAsync(Ct);
        }
    }

    private protected static async Task<JobEvent> ProbeAsync(IManager manager, PlacedJob job)
    {
        var answer = Assert.Single(await manager.ProbeAsync([job], Ct));
        Assert.Equal((job.Id, job.Attempt), (answer.Job, answer.Attempt));
        return answer;
    }

    private protected async Task<string?> OutputAsync(JobId id, string name) => await ReadAsync(id, JobFileArea.Output, name);

    private protected async Task<string?> ReadAsync(JobId id, JobFileArea area, string name)
    {
        await using var opened = await Files.OpenReadAsync(id, area, name, Ct);
        return opened is null ? null : await new StreamReader(opened.Stream!, Encoding.UTF8).ReadToEndAsync(Ct);
    }
}
