using System.Diagnostics;
using System.Diagnostics.Metrics;
using UwsKit.Storage.Sqlite;

namespace UwsKit.Bench;

/// <summary>
/// Short jobs through the local manager, four at once, from PHASE=RUN to COMPLETED, against the bare start of such processes. Measured warm, as a service is
/// after its first minute: the host runs three rounds before those that count.
/// </summary>
internal static class LocalJobs
{
    private const int Parallel = 4;
    private static readonly string[] Work = ["/bin/sh", "-c", "/bin/true"];

    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        const int jobs = 500;
        await using var uws = await StartAsync(plan.NewFolder("local"));
        using var load = PolledConnections.Open(uws.Address, 8);
        string[] names = ["UwsKit, PHASE=RUN to COMPLETED", "bare loop of setsid /bin/sh -c /bin/true", "the same loop in .NET"];
        for (var round = 0; round < (plan.Quick ? 0 : 3); round++)
        {
            await ThroughUwsAsync(load, jobs);
        }

        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => WithCostAsync(names[0], jobs, () => ThroughUwsAsync(load, jobs))),
            new Contestant(names[1], () => WithCostAsync(names[1], jobs, () => LoopAsync(jobs))),
            new Contestant(names[2], () => WithCostAsync(names[2], jobs, () => LoopInDotNetAsync(jobs))));
        return
        [
            .. Line.Of("local-jobs", "jobs/s", figures, names, (0, 1)),
            Line.Relation("local-jobs", "UwsKit against the loop in .NET", figures, 0, 2, names[2]),
        ];
    }

    private static async Task<double> ThroughUwsAsync(PolledConnections load, int jobs)
    {
        var ended = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == UwsMeter.Name && instrument.Name == "uws.jobs.ended")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "phase" && tag.Value as string != "COMPLETED")
                {
                    all.TrySetException(new InvalidOperationException($"A job ended {tag.Value}."));
                }
            }

            if (Interlocked.Add(ref ended, (int)count) == jobs)
            {
                all.TrySetResult();
            }
        });
        listener.Start();

        var clock = Stopwatch.StartNew();
        // A thread of its own: the pool is the host's.
        await Task.Factory.StartNew(
            () => load.Ask(jobs, 303, HttpConnection.Post("/uws/work", "PHASE=RUN")), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        return jobs / clock.Elapsed.TotalSeconds;
    }

    /// <summary>
    /// Processor time of this process and of all its children, those that live (the manager's supervisors) and those that it has waited for, which another load
    /// of the machine changes less than the time on the clock.
    /// </summary>
    private static async Task<double> WithCostAsync(string name, int jobs, Func<Task<double>> run)
    {
        var before = Cost();
        var rate = await run();
        var cost = Cost().Zip(before, (b, a) => (b - a) * 10.0 / jobs).ToList();
        Console.Error.WriteLine($"{name}: {rate:F0}/s; ms of processor a job: user {cost[0]:F2} system {cost[1]:F2}, children user {cost[2]:F2} system {cost[3]:F2}, all {cost.Sum():F2}");
        return rate;
    }

    private static List<long> Cost()
    {
        var own = Stat("self");
        var living = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => char.IsAsciiDigit(n![0])).Select(n => Stat(n!))
            .Where(c => c.Parent == Environment.ProcessId).ToList();
        return [own.User, own.System, own.ChildrenUser + living.Sum(c => c.User + c.ChildrenUser), own.ChildrenSystem + living.Sum(c => c.System + c.ChildrenSystem)];
    }

    // Times in 1/100 s.
    private static (int Parent, long User, long System, long ChildrenUser, long ChildrenSystem) Stat(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1]), long.Parse(fields[11]), long.Parse(fields[12]), long.Parse(fields[13]), long.Parse(fields[14]));
        }
        catch (IOException)
        {
            // It ended just now.
            return default;
        }
    }

    private static async Task<double> LoopAsync(int jobs)
    {
        var clock = Stopwatch.StartNew();
        using var loop = Process.Start("/bin/sh", ["-c", $"seq {jobs} | xargs -P {Parallel} -I + setsid {string.Join(' ', Work)}"]);
        await loop.WaitForExitAsync();
        return loop.ExitCode == 0 ? jobs / clock.Elapsed.TotalSeconds : throw new InvalidOperationException("The bare loop failed.");
    }

    private static async Task<double> LoopInDotNetAsync(int jobs)
    {
        var clock = Stopwatch.StartNew();
        await System.Threading.Tasks.Parallel.ForAsync(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (_, ct) =>
        {
            using var process = Process.Start("setsid", Work);
            await process.WaitForExitAsync(ct);
        });
        return jobs / clock.Elapsed.TotalSeconds;
    }

    private static async Task<BenchHost> StartAsync(string folder)
    {
        // Not the folder of the data: the host watches its content root for changed settings.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.Services.AddUws()
            .UseSqlite(new SqliteStorageOptions { Path = Path.Combine(folder, "jobs.db") }).UseFiles(Path.Combine(folder, "files"))
            .AddLocalManager("local", new() { MaxParallel = Parallel, Root = Path.Combine(folder, "work") })
            .AddJobList(new() { Name = "work", ExecutionDuration = TimeSpan.FromHours(1), Backend = new() { Command = Work } }, manager: "local");
        var app = builder.Build();
        app.MapUws();
        await app.StartAsync();
        return new(app);
    }
}
