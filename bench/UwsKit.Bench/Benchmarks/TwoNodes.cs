using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>Two hosts in processes of their own on one database: how soon a blocked request at one ends after a change made at the other.</summary>
internal static class TwoNodes
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await ((IAsyncDisposable)await plan.Engine.OpenAsync("nodes")).DisposeAsync();
        using var first = await StartAsync(plan, "first");
        using var second = await StartAsync(plan, "second");
        using var waiting = await HttpConnection.OpenAsync(first.Address);
        using var changing = await HttpConnection.OpenAsync(second.Address);
        using var many = await Load.OpenAsync(first.Address, plan.Waiters);
        var one = await RepeatAsync(plan.Quick ? 20 : 200, [waiting], changing);
        var all = await RepeatAsync(plan.Quick ? 2 : 10, many.Connections, changing);
        return [.. Figures("one waits", one), .. Figures($"{plan.Waiters} wait for one job", all)];
    }

    private static async Task<double[]> RepeatAsync(int rounds, IReadOnlyList<HttpConnection> waiters, HttpConnection changing)
    {
        List<double> times = [];
        for (var round = -2; round < rounds; round++)
        {
            var measured = await ReleaseAsync(waiters, changing);
            times.AddRange(round < 0 ? [] : measured);
        }

        return [.. times];
    }

    private static Task<HostProcess> StartAsync(Plan plan, string node)
        => HostProcess.StartAsync("--host", plan.NewFolder("nodes"), plan.Engine.Name, plan.Engine.Address, "nodes", node);

    private static IEnumerable<Line> Figures(string what, double[] times)
    {
        var sorted = times.Order().ToArray();
        foreach (var part in (double[])[0.5, 0.99])
        {
            yield return new("nodes", $"{what} at one node, changed at the other: p{part * 100:0}", sorted[(int)Math.Ceiling(part * sorted.Length) - 1], "ms");
        }
    }

    /// <summary>Milliseconds from sending the change to each answer.</summary>
    private static async Task<double[]> ReleaseAsync(IReadOnlyList<HttpConnection> waiters, HttpConnection changing)
    {
        var job = (await changing.AskAsync(HttpConnection.Post("/uws/sim", "target=Crab"))).Location!.Split('/')[^1];
        foreach (var waiter in waiters)
        {
            await waiter.SendAsync(HttpConnection.Get($"/uws/sim/{job}?WAIT=50"));
        }

        // Nothing tells a client that its request is blocked.
        await Task.Delay(waiters.Count > 1 ? 1000 : 50);
        var start = Stopwatch.GetTimestamp();
        var times = Task.WhenAll(waiters.Select(async waiter =>
        {
            Load.Expect(200, (await waiter.ReceiveAsync()).Status);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }));
        Load.Expect(303, (await changing.AskAsync(HttpConnection.Post($"/uws/sim/{job}/phase", "PHASE=ABORT"))).Status);
        return await times;
    }
}
