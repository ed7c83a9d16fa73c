using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using UwsKit.Testing;

namespace UwsKit;

/// <summary>The whole engine on in-memory storages, a manager that the test drives, and a clock that only the test moves.</summary>
internal sealed class Engine : IAsyncDisposable
{
    public const string Manager = "scripted";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ServiceProvider _services;
    private bool _started;

    public Engine(Action<UwsOptions>? configure = null, JobListOptions? list = null, JobDescription? description = null, IStorage? storage = null, IFileStorage? files = null)
    {
        Description = description ?? new() { Name = "probe", AllowUndescribedParameters = true };
        Time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddLogging(l => l.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(storage ?? new InMemoryStorage());
        services.AddSingleton(files ?? new InMemoryFiles(Time));
        services.AddUws(configure: configure).AddJobList(Description, Manager, list);
        services.AddKeyedSingleton<IManager>(Manager, Back);
        services.AddKeyedSingleton<ISlotManager>(Manager, Back);
        services.AddKeyedSingleton<IDurationManager>(Manager, Back);
        services.AddKeyedSingleton<IHoldingManager>(Manager, Back);
        _services = services.BuildServiceProvider();
        Back.Sink = Get<IJobEventSink>();
    }

    public JobDescription Description { get; }
    public FakeTimeProvider Time { get; }
    public ScriptedManager Back { get; } = new();
    public LogLines Logs { get; } = new();
    public JobService Jobs => Get<JobService>();
    public IStorage Storage => Get<IStorage>();
    public IFileStorage Files => Get<IFileStorage>();
    public JobList List => Get<JobLists>().Find(Description.Name)!;
    public JobId LastId { get; private set; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<Engine> StartAsync(Action<UwsOptions>? configure = null, JobListOptions? list = null, JobDescription? description = null)
    {
        var engine = new Engine(configure, list, description);
        await engine.StartAsync();
        return engine;
    }

    public async Task StartAsync()
    {
        _started = true;
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public Task<Job> CreateAsync(bool run = false, string? owner = null, params (string Name, string Value)[] values)
    {
        LastId = JobId.New(Time);
        return Jobs.CreateAsync(List, new(LastId) { OwnerId = owner, Run = run, Posted = [.. values.Select(v => new PostedValue(v.Name, v.Value))] }, CancellationToken.None);
    }

    /// <summary>A job that the back end runs.</summary>
    public async Task<Job> ExecutingAsync(string? owner = null)
    {
        var job = await PlacedAsync(owner);
        await PostAsync(job.Id, BackendState.Running);
        return await UntilAsync(job.Id, j => j.Phase is ExecutionPhase.Executing);
    }

    /// <summary>A job that the back end has in its queue.</summary>
    public async Task<Job> PlacedAsync(string? owner = null)
    {
        var job = await CreateAsync(run: true, owner);
        return await UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed);
    }

    public ValueTask PostAsync(JobId job, BackendState state, Func<JobEvent, JobEvent>? with = null, int attempt = 1)
    {
        var e = new JobEvent(job, state, attempt);
        return Get<IJobEventSink>().PostAsync(with?.Invoke(e) ?? e, CancellationToken.None);
    }

    /// <summary>Waits until the stored record, tombstones included, is as said.</summary>
    public async Task<Job> UntilAsync(JobId id, Func<Job, bool> done)
    {
        using var patience = new CancellationTokenSource(Patience);
        Job? job = null;
        try
        {
            while (true)
            {
                var (changed, ticket) = Get<JobWaiters>().Register(id);
                using (ticket)
                {
                    job = await Storage.GetAsync(id, patience.Token);
                    if (job is not null && done(job))
                    {
                        return job;
                    }

                    await changed.WaitAsync(patience.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"still {job}; log: {string.Join('\n', Logs.Lines)}");
        }
    }

    public Task<Job> UntilAsync(JobId id, ExecutionPhase phase) => UntilAsync(id, j => j.Phase == phase);

    /// <summary>Lets time pass, again if need be (a loop may only now begin to wait), until the stored record is as said.</summary>
    public async Task<Job> UntilAdvancedAsync(TimeSpan span, JobId id, Func<Job, bool> done)
    {
        var wait = UntilAsync(id, done);
        while (!wait.IsCompleted)
        {
            Time.Advance(span);
            await Task.WhenAny(wait, Task.Delay(20));
        }

        return await wait;
    }

    /// <summary>Waits until the record is gone from the storage.</summary>
    public async Task UntilGoneAsync(JobId id)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var (changed, ticket) = Get<JobWaiters>().Register(id);
            using (ticket)
            {
                if (await Storage.GetAsync(id, patience.Token) is null)
                {
                    return;
                }

                await changed.WaitAsync(patience.Token);
            }
        }
    }

    public async Task<Job> FindAsync(JobId id) => (await Jobs.FindAsync(id, CancellationToken.None))!;

    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            foreach (var service in _services.GetServices<IHostedService>().Reverse())
            {
                await service.StopAsync(CancellationToken.None);
            }
        }

        await _services.DisposeAsync();
    }
}
