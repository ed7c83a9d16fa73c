using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace UwsKit.Testing;

/// <summary>
/// The whole engine in a test: in-memory storages unless others are registered, a <see cref="ScriptedManager"/> named <see cref="ManagerName"/>, and a
/// clock that only the test moves. Thread-safe.
/// </summary>
public sealed class UwsTestHost : IAsyncDisposable
{
    /// <summary>The name of the scripted manager.</summary>
    public const string ManagerName = "scripted";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ServiceProvider _services;
    private bool _started;

    /// <summary>Makes a host that is not started yet.</summary>
    /// <param name="configure">Adds job lists, and whatever is not to be the default.</param>
    public UwsTestHost(Action<UwsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton<TimeProvider>(Time);
        services.AddKeyedSingleton<IManager>(ManagerName, Manager);
        services.AddKeyedSingleton<ISlotManager>(ManagerName, Manager);
        services.AddKeyedSingleton<IDurationManager>(ManagerName, Manager);
        services.AddKeyedSingleton<IHoldingManager>(ManagerName, Manager);
        configure(services.AddUws());
        _services = services.BuildServiceProvider();
        Manager.Sink = _services.GetRequiredService<IJobEventSink>();
    }

    /// <summary>The clock; it stands still until the test advances it.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The manager that the test drives.</summary>
    public ScriptedManager Manager { get; } = new();

    /// <summary>Every line that was logged.</summary>
    public LogLines Log { get; } = new();

    /// <summary>All services of the host.</summary>
    public IServiceProvider Services => _services;

    /// <summary>What clients do with jobs.</summary>
    public JobService Jobs => _services.GetRequiredService<JobService>();

    /// <summary>Makes a host and starts it.</summary>
    public static async Task<UwsTestHost> StartAsync(Action<UwsBuilder> configure)
    {
        var host = new UwsTestHost(configure);
        await host.StartAsync().ConfigureAwait(false);
        return host;
    }

    /// <summary>Starts submission, sweeps and the rest.</summary>
    public async Task StartAsync()
    {
        _started = true;
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Creates a job of a list, as a client would.</summary>
    public Task<Job> CreateAsync(string jobList, bool run = false, string? owner = null, params (string Name, string Value)[] values)
    {
        var list = _services.GetRequiredService<JobLists>().Find(jobList) ?? throw new ArgumentException($"There is no job list '{jobList}'.", nameof(jobList));
        var wish = new NewJob(JobId.New(Time)) { OwnerId = owner, Run = run, Posted = [.. values.Select(v => new PostedValue(v.Name, v.Value))] };
        return Jobs.CreateAsync(list, wish, CancellationToken.None);
    }

    /// <summary>Waits until the stored record, tombstones included, is as said.</summary>
    /// <exception cref="TimeoutException">It is not after 20 s; the message has record and log.</exception>
    public async Task<Job> UntilAsync(JobId id, Func<Job, bool> done)
        => await WatchAsync(id, job => job is not null && done(job)).ConfigureAwait(false) ?? throw new InvalidOperationException("a job was there");

    /// <summary>Waits until the job is in a phase.</summary>
    public Task<Job> UntilAsync(JobId id, ExecutionPhase phase) => UntilAsync(id, job => job.Phase == phase);

    /// <summary>Waits until the record is gone from the storage.</summary>
    public Task UntilGoneAsync(JobId id) => WatchAsync(id, job => job is null);

    /// <summary>Lets time pass in steps until the stored record is as said: a loop may only begin to wait after the first step.</summary>
    public async Task<Job> UntilAsync(JobId id, Func<Job, bool> done, TimeSpan step)
    {
        var wait = UntilAsync(id, done);
        while (!wait.IsCompleted)
        {
            Time.Advance(step);
            await Task.WhenAny(wait, Task.Delay(20)).ConfigureAwait(false);
        }

        return await wait.ConfigureAwait(false);
    }

    /// <summary>Stops the host.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            foreach (var service in _services.GetServices<IHostedService>().Reverse())
            {
                await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        await _services.DisposeAsync().ConfigureAwait(false);
        Log.Dispose();
    }

    private async Task<Job?> WatchAsync(JobId id, Func<Job?, bool> done)
    {
        var waiters = _services.GetRequiredService<JobWaiters>();
        var storage = _services.GetRequiredService<IStorage>();
        using var patience = new CancellationTokenSource(Patience);
        Job? job = null;
        try
        {
            while (true)
            {
                // First the registration, then the read: a change in between is not missed.
                var (changed, ticket) = waiters.Register(id);
                using (ticket)
                {
                    job = await storage.GetAsync(id, patience.Token).ConfigureAwait(false);
                    if (done(job))
                    {
                        return job;
                    }

                    await changed.WaitAsync(patience.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"still {job}; log:{Environment.NewLine}{string.Join(Environment.NewLine, Log.Lines)}", e);
        }
    }
}
