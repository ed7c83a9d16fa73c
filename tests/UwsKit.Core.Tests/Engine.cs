using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using UwsKit.Testing;

namespace UwsKit;

/// <summary>The test host with one job list, <c>probe</c>, and short words for what these tests do most.</summary>
internal sealed class Engine : IAsyncDisposable
{
    public const string Manager = UwsTestHost.ManagerName;
    private readonly UwsTestHost _host;

    public Engine(Action<UwsOptions>? configure = null, JobListOptions? list = null, JobDescription? description = null, IStorage? storage = null, IFileStorage? files = null)
    {
        Description = description ?? new() { Name = "probe", AllowUndescribedParameters = true };
        _host = new(uws =>
        {
            uws.AddJobList(Description, Manager, list);
            if (storage is not null)
            {
                uws.Services.AddSingleton(storage);
            }

            if (files is not null)
            {
                uws.Services.AddSingleton(files);
            }
        });
        configure?.Invoke(Get<IOptions<UwsOptions>>().Value);
    }

    public JobDescription Description { get; }
    public FakeTimeProvider Time => _host.Time;
    public ScriptedManager Back => _host.Manager;
    public LogLines Logs => _host.Log;
    public JobService Jobs => _host.Jobs;
    public IStorage Storage => Get<IStorage>();
    public IFileStorage Files => Get<IFileStorage>();
    public JobList List => Get<JobLists>().Find(Description.Name)!;
    public JobId LastId { get; private set; }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<Engine> StartAsync(Action<UwsOptions>? configure = null, JobListOptions? list = null, JobDescription? description = null)
    {
        var engine = new Engine(configure, list, description);
        await engine.StartAsync();
        return engine;
    }

    public Task StartAsync() => _host.StartAsync();

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
        return await UntilAsync(job.Id, ExecutionPhase.Executing);
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

    public Task<Job> UntilAsync(JobId id, Func<Job, bool> done) => _host.UntilAsync(id, done);

    public Task<Job> UntilAsync(JobId id, ExecutionPhase phase) => _host.UntilAsync(id, phase);

    public Task<Job> UntilAdvancedAsync(TimeSpan span, JobId id, Func<Job, bool> done) => _host.UntilAsync(id, done, span);

    public Task UntilGoneAsync(JobId id) => _host.UntilGoneAsync(id);

    public async Task<Job> FindAsync(JobId id) => (await Jobs.FindAsync(id, CancellationToken.None))!;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
