using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>A thousand blocked requests (WAIT): what they cost while nothing happens, and how soon all are answered after a change.</summary>
internal static class WaitForChange
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var uws = await UwsHosting.StartAsync(plan.NewFolder("wait"));
        using var load = await Load.OpenAsync(uws.Address, plan.Waiters);
        var size = (int)(await load.Connections[0].AskAsync(HttpConnection.Get($"/uws/sim/{await NewJobAsync(load)}"))).BodyBytes;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bare = await UwsHosting.StartBareAsync(app => app.MapGet("/wait", async http =>
        {
            await gate.Task;
            http.Response.ContentLength = size;
            await http.Response.Body.WriteAsync(new byte[size], http.RequestAborted);
        }));
        using var bareLoad = await Load.OpenAsync(bare.Address, plan.Waiters);

        async Task<double> OneAsync()
        {
            var job = await NewJobAsync(load);
            return await ReleaseAsync(load, _ => Wait(job), () => uws.Get<JobService>().AbortAsync(job, CancellationToken.None));
        }

        async Task<double> EachAsync()
        {
            var jobs = await NewJobsAsync(load, plan.Waiters);
            return await ReleaseAsync(load, i => Wait(jobs[i]), () => Task.WhenAll(jobs.Select(j => Task.Run(() => uws.Get<JobService>().AbortAsync(j, CancellationToken.None)))));
        }

        async Task<double> BareAsync()
        {
            gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return await ReleaseAsync(bareLoad, _ => HttpConnection.Get("/wait"), () =>
            {
                gate.SetResult();
                return Task.CompletedTask;
            });
        }

        string[] names = [$"{plan.Waiters} waiters on one job", $"{plan.Waiters} waiters on {plan.Waiters} jobs, each changed durably", $"bare Kestrel, {plan.Waiters} waiters on one task"];
        var figures = await Rounds.RunAsync(
            plan.Quick ? 2 : 5, new Contestant(names[0], OneAsync), new Contestant(names[1], EachAsync), new Contestant(names[2], BareAsync));
        return [.. Line.Of("wait", "ms", figures, names, (0, 2), (1, 2)), .. await IdleAsync(plan, uws, load)];
    }

    private static async Task<IEnumerable<Line>> IdleAsync(Plan plan, BenchHost uws, Load load)
    {
        var before = await ProcessorTimeAsync();
        var jobs = await NewJobsAsync(load, plan.Waiters);
        await BlockAsync(load, i => Wait(jobs[i]));
        var idle = await ProcessorTimeAsync();
        using var self = Process.GetCurrentProcess();
        var (threads, pool) = (self.Threads.Count, ThreadPool.ThreadCount);
        var answers = load.Connections.Select(c => c.ReceiveAsync().AsTask()).ToList();
        await Task.WhenAll(jobs.Select(j => Task.Run(() => uws.Get<JobService>().AbortAsync(j, CancellationToken.None))));
        await Task.WhenAll(answers);
        return
        [
            new("wait", $"CPU of one core while {plan.Waiters} wait, 5 s", idle, "%"), new("wait", "the same with nobody waiting", before, "%"),
            new("wait", "threads of the process (hosts and client)", threads, ""), new("wait", "of these in the thread pool", pool, ""),
        ];
    }

    private static async Task<double> ProcessorTimeAsync()
    {
        using var self = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), self.TotalProcessorTime);
        await Task.Delay(TimeSpan.FromSeconds(5));
        self.Refresh();
        return (self.TotalProcessorTime - before) / clock.Elapsed * 100;
    }

    /// <summary>Milliseconds from the change to the last answer.</summary>
    private static async Task<double> ReleaseAsync(Load load, Func<int, byte[]> request, Func<Task> change)
    {
        await BlockAsync(load, request);
        var answers = load.Connections.Select(c => c.ReceiveAsync().AsTask()).ToList();
        var start = Stopwatch.GetTimestamp();
        var changed = change();
        foreach (var answer in await Task.WhenAll(answers))
        {
            Load.Expect(200, answer.Status);
        }

        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await changed;
        return elapsed;
    }

    private static async Task BlockAsync(Load load, Func<int, byte[]> request)
    {
        for (var i = 0; i < load.Connections.Count; i++)
        {
            await load.Connections[i].SendAsync(request(i));
        }

        // Nothing tells a client that its request is blocked.
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    private static byte[] Wait(JobId job) => HttpConnection.Get($"/uws/sim/{job}?WAIT=50");

    private static async Task<JobId[]> NewJobsAsync(Load load, int count)
        => await Task.WhenAll(load.Connections.Take(count).Select(c => NewJobAsync(c)));

    private static Task<JobId> NewJobAsync(Load load) => NewJobAsync(load.Connections[0]);

    private static async Task<JobId> NewJobAsync(HttpConnection connection)
        => JobId.Parse((await connection.AskAsync(HttpConnection.Post("/uws/sim", "target=Crab"))).Location!.Split('/')[^1]);
}
