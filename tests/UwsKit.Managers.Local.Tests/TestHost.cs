using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Local.Tests;

/// <summary>A local manager with real directories, made as a host makes it; only the core behind the sink is missing.</summary>
public sealed class TestHost : IAsyncDisposable
{
    public const string Name = "local";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ServiceProvider _services;
    private readonly ErrorCount _errors = new();
    private readonly bool _owner;

    public TestHost(string? folder = null, Action<LocalManagerOptions>? configure = null)
    {
        _owner = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("uws-local-").FullName;
        var options = new LocalManagerOptions { Root = Path.Combine(Folder, "work"), MaxParallel = 16, Grace = TimeSpan.FromMilliseconds(500), PollInterval = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        var services = new ServiceCollection().AddLogging(l => l.AddProvider(_errors)).AddSingleton<IJobEventSink>(Sink).AddSingleton<IJobDirectories>(new DirectoryFiles(Folder));
        new UwsBuilder(services).AddLocalManager(Name, options);
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }

    /// <summary>How many errors the manager has logged.</summary>
    public int Failures => _errors.Count;

    public RecordingSink Sink { get; } = new();
    public IManager Manager => _services.GetRequiredKeyedService<IManager>(Name);
    public ISlotManager Slots => _services.GetRequiredKeyedService<ISlotManager>(Name);
    public IDurationManager Durations => _services.GetRequiredKeyedService<IDurationManager>(Name);

    public static Job NewJob(JobId? id = null) => new()
    {
        Id = id ?? JobId.New(TimeProvider.System), JobList = "test", CreationTime = TimeProvider.System.Now(), Phase = ExecutionPhase.Queued,
    };

    public static JobSubmission Command(Job job, params string[] command) => Submission(job, new() { Command = command });

    public static JobSubmission Shell(Job job, string script) => Command(job, "/bin/sh", "-c", script);

    public static JobSubmission Submission(Job job, BackendDescription backend, params ParameterDescription[] parameters)
        => new(job, new() { Name = "test", Parameters = parameters, Backend = backend }, 1);

    public static PlacedJob Placed(JobId id, int attempt = 1) => new(id, attempt, "node", null);

    public string Area(JobId job, JobFileArea area) => new DirectoryFiles(Folder).GetDirectory(job, area);

    public string Output(JobId job, string name = "out") => Path.Combine(Area(job, JobFileArea.Output), name);

    public string Log(JobId job, string name) => File.ReadAllText(Path.Combine(Area(job, JobFileArea.Log), name));

    public string Control(JobId job, string name = "") => Path.Combine(Folder, "work", job.Value, name);

    /// <summary>Submits and waits for the end.</summary>
    public async Task<JobEvent> RunAsync(JobSubmission submission)
    {
        (await Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Accepted>();
        return await Sink.WaitForEndAsync(submission.Job.Id);
    }

    /// <summary>Submits a shell text and waits until it wrote the file <c>ready</c> to its outputs.</summary>
    public async Task<JobId> StartAsync(string script, TimeSpan? duration = null)
    {
        var job = NewJob() with { ExecutionDuration = duration };
        (await Manager.SubmitAsync(Shell(job, script), default)).Should().BeOfType<SubmitOutcome.Accepted>();
        await UntilAsync(() => File.Exists(Output(job.Id, "ready")), "the work to be ready");
        return job.Id;
    }

    public async Task<JobEvent> ProbeAsync(JobId job, int attempt = 1) => (await Manager.ProbeAsync([Placed(job, attempt)], default)).Single();

    /// <summary>Other processes tell nobody what they do: looks again until it is so.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.Should().BeLessThan(Patience, "waiting for {0}", what);
            await Task.Delay(5);
        }
    }

    /// <summary>Whether an exit record is there and whole: its line is made before it is written.</summary>
    public static bool HasEnded(string exitRecord) => File.Exists(exitRecord) && File.ReadAllText(exitRecord).EndsWith('\n');

    /// <summary>Whether a process whose number the work wrote down lives.</summary>
    public static bool Lives(string pidFile)
    {
        var path = $"/proc/{int.Parse(File.ReadAllText(pidFile).Trim(), CultureInfo.InvariantCulture)}/stat";
        try
        {
            return File.ReadAllText(path) is var stat && stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Stops the manager, as a host that ends does; its jobs go on.</summary>
    public ValueTask StopAsync() => _services.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_owner)
        {
            // What a failed test left behind: supervisors first.
            foreach (var job in Directory.CreateDirectory(Path.Combine(Folder, "work")).GetDirectories().Select(d => d.Name))
            {
                if (JobId.TryParse(job, out var id))
                {
                    foreach (var attempt in new JobFolder(Path.Combine(Folder, "work"), id).Attempts())
                    {
                        (new JobFolder(Path.Combine(Folder, "work"), id).ReadStart(attempt) as StartRecord.Begun)?.Supervisor.Signal(Native.SigKill);
                    }

                    new ProcessTree().Kill(id);
                }
            }

            UnixFiles.DeleteFolder(Folder);
        }
    }

    private sealed class ErrorCount : ILoggerProvider, ILogger
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                Interlocked.Increment(ref _count);
            }
        }

        public void Dispose()
        {
        }
    }
}
