using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>A SLURM manager with real directories, made as a host makes it; only the core behind the sink is missing.</summary>
public sealed class TestHost : IAsyncDisposable
{
    public const string Name = "cluster";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly BackendState[] Ends = [BackendState.Finished, BackendState.Failed, BackendState.TimedOut, BackendState.Cancelled];
    private readonly SlurmCluster _cluster;
    private readonly bool _owner;
    private readonly Action<SlurmOptions>? _configure;
    private ServiceProvider _services;

    public TestHost(SlurmCluster cluster, Action<SlurmOptions>? configure = null, string? folder = null)
    {
        cluster.Need();
        (_cluster, _configure, _owner) = (cluster, configure, folder is null);
        Folder = folder ?? Directory.CreateTempSubdirectory("uws-slurm-").FullName;
        _services = Build();
    }

    public string Folder { get; }
    public RecordingEventSink Sink { get; private set; } = new();
    public IManager Manager => _services.GetRequiredKeyedService<IManager>(Name);
    public IHoldingManager Holding => _services.GetRequiredKeyedService<IHoldingManager>(Name);
    public IDurationManager Durations => _services.GetRequiredKeyedService<IDurationManager>(Name);
    public EventCallback? Callback { get; set; }

    public static SlurmOptions Options(SlurmCluster cluster, string folder) => new()
    {
        Root = Path.Combine(folder, "work"), SlurmConf = cluster.Conf, SpoolInterval = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromSeconds(1), ImpossibleAfter = TimeSpan.Zero,
    };

    /// <summary>The server stops and starts again: nothing but the disk is left.</summary>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await _services.DisposeAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        Sink = new();
        _services = Build();
        _ = Manager;
    }

    public JobSubmission Shell(string script, TimeSpan? duration = null, Dictionary<string, string>? options = null, params JobParameter[] parameters)
    {
        var now = TimeProvider.System.Now();
        var job = new Job
        {
            Id = JobId.New(TimeProvider.System), JobList = "test", CreationTime = now, QueuedAt = now, Phase = ExecutionPhase.Queued, ExecutionDuration = duration, Parameters = parameters,
        };
        return new(job, new()
        {
            Name = "test", Backend = new() { Command = ["/bin/sh", "-c", script], Options = options ?? [] },
            Parameters = [.. parameters.Select(p => new ParameterDescription(p.Name, ParameterType.Text))],
        }, 1, Callback);
    }

    public async Task<PlacedJob> SubmitAsync(JobSubmission submission)
    {
        var accepted = (await Manager.SubmitAsync(submission, default)).Should().BeOfType<SubmitOutcome.Accepted>().Subject;
        return new(submission.Job.Id, submission.Attempt, "node", accepted.BackendId);
    }

    public Task<PlacedJob> StartAsync(string script, TimeSpan? duration = null) => SubmitAsync(Shell(script, duration));

    public async Task<PlacedJob> StartAndWaitAsync(string script, TimeSpan? duration = null)
    {
        var job = await StartAsync(script, duration);
        await WaitAsync(job, BackendState.Running);
        return job;
    }

    public Task<JobEvent> WaitAsync(PlacedJob job, params BackendState[] states) => Sink.WaitForAsync(job.Id, Patience, default, states);

    public Task<JobEvent> EndAsync(PlacedJob job) => WaitAsync(job, Ends);

    public async Task<JobEvent> ProbeAsync(PlacedJob job) => (await Manager.ProbeAsync([job], default)).Should().ContainSingle().Subject;

    public async Task<JobEvent> ProbeUntilAsync(PlacedJob job, params BackendState[] states)
    {
        JobEvent? last = null;
        var watch = Stopwatch.StartNew();
        while (Array.IndexOf(states, (last = await ProbeAsync(job)).State) < 0)
        {
            if (watch.Elapsed > Patience || Ends.Contains(last.State))
            {
                Assert.Fail($"waiting for {string.Join(" or ", states)}; the last was {last}, and the cluster says {_cluster.Run("scontrol", "--oneliner", "show", "job", job.BackendId ?? "").Output}");
            }

            await Task.Delay(50);
        }

        return last!;
    }

    /// <summary>Waits until the cluster has no job of that name any more, whatever attempt it was for.</summary>
    public Task NoneLeftAsync(PlacedJob job)
        => UntilAsync(() => Task.FromResult(_cluster.Operator("squeue", "-h", "-o", "%A", $"--name={BatchNames.Name(job.Id)}").Length == 0), "all copies to end");

    /// <summary>Kills a job's script and its work on their node, so that nothing is left to tell of it.</summary>
    public void Kill(PlacedJob job)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsAsciiDigit)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Contains($"slurm_script\0{Control(job).TrimEnd('/')}\0", StringComparison.Ordinal)
                    || File.ReadAllText(Path.Combine(process, "environ")).Contains($"UWS_JOB_ID={job.Id.Value}", StringComparison.Ordinal))
                {
                    Process.GetProcessById(int.Parse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture)).Kill();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It has ended meanwhile.
            }
        }
    }

    public string Output(PlacedJob job, string name = "out") => Path.Combine(new DirectoryFiles(Folder).GetDirectory(job.Id, JobFileArea.Output), name);

    public string Control(PlacedJob job, string name = "") => Path.Combine(Folder, "work", job.Id.Value, name);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.Should().BeLessThan(patience ?? Patience, "waiting for {0}", what);
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_owner)
        {
            var work = new DirectoryInfo(Path.Combine(Folder, "work"));
            foreach (var job in work.Exists ? work.GetDirectories("j*") : [])
            {
                if (JobId.TryParse(job.Name, out var id))
                {
                    _cluster.Run("scancel", "--quiet", $"--name={BatchNames.Name(id)}");
                }
            }

            UnixFiles.DeleteFolder(Folder);
        }
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IJobEventSink>(Sink).AddSingleton<IJobDirectories>(new DirectoryFiles(Folder));
        var options = Options(_cluster, Folder);
        _configure?.Invoke(options);
        new UwsBuilder(services).AddSlurm(Name, options);
        return services.BuildServiceProvider();
    }
}
