using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Managers.Moab.Tests;

/// <summary>A Moab manager with real directories, made as a host makes it, over the fake Moab and a real SLURM; only the core behind the sink is missing.</summary>
public sealed class MoabHost : IAsyncDisposable
{
    public const string Name = "cluster";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Work that leaves no record: it kills what would write it.</summary>
    public const string KillsItsWrapper = "sleep 1; p=$PPID; g=$(sed -n 's/^PPid:[[:space:]]*//p' /proc/$p/status); kill -9 $g $p; exec sleep 600";

    private static readonly string[] Commands = ["msub", "showq", "checkjob", "mjobctl", "canceljob"];
    private static readonly BackendState[] Ends = [BackendState.Finished, BackendState.Failed, BackendState.TimedOut, BackendState.Cancelled];
    private readonly SlurmCluster _cluster;
    private readonly bool _owner;
    private readonly ServiceProvider _services;

    public MoabHost(SlurmCluster cluster, Action<MoabOptions>? configure = null, string? folder = null, IJobEventSink? sink = null, object? switches = null)
    {
        cluster.Need();
        Assert.SkipUnless(ProgramFile.FindInPath("python3", "/usr/bin:/bin") is not null, "'python3' is not installed, and the fake Moab is written in it");
        (_cluster, _owner) = (cluster, folder is null);
        Folder = folder ?? Directory.CreateTempSubdirectory("uws-moab-").FullName;
        Switch(switches ?? new { });
        var options = Options();
        configure?.Invoke(options);
        var services = new ServiceCollection().AddLogging().AddSingleton(sink ?? Sink).AddSingleton<IJobDirectories>(new DirectoryFiles(Folder));
        new UwsBuilder(services).AddMoab(Name, options);
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }
    public RecordingEventSink Sink { get; } = new();
    public IManager Manager => _services.GetRequiredKeyedService<IManager>(Name);
    public IHoldingManager Holding => _services.GetRequiredKeyedService<IHoldingManager>(Name);
    public IDurationManager Durations => _services.GetRequiredKeyedService<IDurationManager>(Name);
    public EventCallback? Callback { get; set; }

    private string Home => Path.Combine(Folder, "moab");

    /// <summary>Sets the switches of the fake, see its head; they count from the next command on.</summary>
    public void Switch(object switches)
    {
        var all = JsonSerializer.SerializeToNode(switches)!.AsObject();
        all["slurmConf"] = _cluster.Conf;
        if (!all.ContainsKey("prefix"))
        {
            all["prefix"] = "Moab.";
        }

        Directory.CreateDirectory(Home);
        UnixFiles.Write(Path.Combine(Home, "switches.json"), JsonSerializer.SerializeToUtf8Bytes(all));
    }

    /// <summary>Runs a command of the fake as the cluster's operator.</summary>
    public string Operator(string program, params string[] arguments) => _cluster.Operator("/usr/bin/env", [$"MOABHOMEDIR={Home}", Path.Combine(Home, "bin", program), .. arguments]);

    public JobSubmission Shell(string script, TimeSpan? duration = null, params JobParameter[] parameters)
    {
        var now = TimeProvider.System.Now();
        var job = new Job
        {
            Id = JobId.New(TimeProvider.System), JobList = "test", CreationTime = now, QueuedAt = now, Phase = ExecutionPhase.Queued, ExecutionDuration = duration, Parameters = parameters,
        };
        return new(job, new()
        {
            Name = "test", Backend = new() { Command = ["/bin/sh", "-c", script] }, Parameters = [.. parameters.Select(p => new ParameterDescription(p.Name, ParameterType.Text))],
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
        try
        {
            await Sink.WaitForAsync(job.Id, Patience, default, BackendState.Running);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{_cluster.Run("squeue", "--states=all").Output}\n{_cluster.Run("sinfo", "-Nl").Output}", e);
        }

        return job;
    }

    public Task<JobEvent> EndAsync(PlacedJob job) => Sink.WaitForAsync(job.Id, Patience, default, Ends);

    public async Task<JobEvent> ProbeAsync(PlacedJob job) => (await Manager.ProbeAsync([job], default)).Should().ContainSingle().Subject;

    public async Task<JobEvent> ProbeUntilAsync(PlacedJob job, params BackendState[] states)
    {
        JobEvent? last = null;
        var watch = Stopwatch.StartNew();
        while (Array.IndexOf(states, (last = await ProbeAsync(job)).State) < 0)
        {
            watch.Elapsed.Should().BeLessThan(Patience, "waiting for {0}; the last was {1}, and the cluster says {2}", string.Join(" or ", states), last, _cluster.Run("squeue", "--states=all").Output);
            await Task.Delay(50);
        }

        return last!;
    }

    public string Output(PlacedJob job, string name = "out") => Path.Combine(new DirectoryFiles(Folder).GetDirectory(job.Id, JobFileArea.Output), name);

    public string Control(PlacedJob job, string name) => Path.Combine(Folder, "work", job.Id.Value, name);

    /// <summary>Lets work go on that waits for the file <c>go</c>.</summary>
    public void Go(PlacedJob job) => File.WriteAllText(Path.Combine(new DirectoryFiles(Folder).GetDirectory(job.Id, JobFileArea.Input), "go"), "x");

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            watch.Elapsed.Should().BeLessThan(Patience, "waiting for {0}", what);
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_owner)
        {
            foreach (var line in _cluster.Run("squeue", "-h", "-o", "%A|%Z").Output.Split('\n').Where(l => l.Contains(Folder, StringComparison.Ordinal)))
            {
                _cluster.Run("scancel", "--quiet", line.Split('|')[0]);
            }

            UnixFiles.DeleteFolder(Folder);
        }
    }

    private MoabOptions Options()
    {
        var bin = Path.Combine(Home, "bin");
        if (!Directory.Exists(bin))
        {
            Directory.CreateDirectory(bin);
            foreach (var command in Commands)
            {
                File.CreateSymbolicLink(Path.Combine(bin, command), Path.Combine(SlurmCluster.FindRoot(), "tests", "UwsKit.Managers.Moab.Tests", "FakeMoab", "fake_moab.py"));
            }
        }

        return new()
        {
            Root = Path.Combine(Folder, "work"), MoabHome = Home, CommandPath = $"{bin}:/usr/bin:/bin", SpoolInterval = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromSeconds(1),
            ListDelay = TimeSpan.FromSeconds(2),
        };
    }
}
