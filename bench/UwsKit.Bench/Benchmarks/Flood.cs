using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Bench;

/// <summary>How long one user waits for a job's document, and for a new job, while another floods the service by 64 connections; with limits of each owner and without.</summary>
internal static class Flood
{
    // A hundred a second: far more than a person or a script needs, far less than 64 connections ask for.
    private const int PerMinute = 6_000;
    private const string Form = "target=Crab+Nebula&RUNID=bench";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        List<Line> lines = [];
        foreach (var (name, limit, flooded) in new[] { ("quiet", 0, false), ("flooded, no limits", 0, true), ($"flooded, {PerMinute} requests a minute", PerMinute, true) })
        {
            using var host = await HostProcess.StartAsync("--flood", plan.NewFolder($"flood-{lines.Count}"), limit.ToString(CultureInfo.InvariantCulture));
            using var victim = await HttpConnection.OpenAsync(host.Address);
            var job = new Uri((await victim.AskAsync(HttpConnection.Post("/uws/sim", Form, "amina"))).Location!).AbsolutePath;
            using var stop = new CancellationTokenSource();
            var refusing = new TaskCompletionSource();
            // Of the other's requests: how many were served, how many refused.
            var counts = new long[2];
            var flood = flooded ? FloodAsync(host.Address, counts, refusing, stop.Token) : Task.CompletedTask;
            await MeasureAsync(victim, job, plan.Quick ? 20 : 200);
            if (limit > 0)
            {
                // What was saved up is spent first.
                await refusing.Task;
            }

            var (clock, served, refused) = (Stopwatch.StartNew(), Volatile.Read(ref counts[0]), Volatile.Read(ref counts[1]));
            var (gets, creates) = await MeasureAsync(victim, job, plan.Quick ? 60 : 1_000);
            (var seconds, served, refused) = (clock.Elapsed.TotalSeconds, Volatile.Read(ref counts[0]) - served, Volatile.Read(ref counts[1]) - refused);
            await stop.CancelAsync();
            await flood;
            lines.AddRange([.. Percentiles($"GET, {name}", gets), .. Percentiles($"create, {name}", creates)]);
            if (flooded)
            {
                lines.Add(new("flood", $"the other's requests that were served, {name}", served / seconds, "req/s"));
                lines.Add(new("flood", $"the other's requests that were refused, {name}", refused / seconds, "req/s"));
            }
        }

        return lines;
    }

    private static async Task<(double[] Gets, double[] Creates)> MeasureAsync(HttpConnection victim, string job, int count)
    {
        var (get, create) = (HttpConnection.Get(job, "amina"), HttpConnection.Post("/uws/sim", Form, "amina"));
        var times = (Gets: new double[count], Creates: new double[count]);
        for (var i = 0; i < count; i++)
        {
            times.Gets[i] = await TimeAsync(victim, get, 200);
            times.Creates[i] = await TimeAsync(victim, create, 303);
            await Task.Delay(Pause);
        }

        return times;
    }

    private static async Task<double> TimeAsync(HttpConnection connection, byte[] request, int status)
    {
        var start = Stopwatch.GetTimestamp();
        Load.Expect(status, (await connection.AskAsync(request)).Status);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task FloodAsync(Uri host, long[] counts, TaskCompletionSource refusing, CancellationToken ct)
    {
        using var load = await Load.OpenAsync(host, Plan.Clients);
        var (get, create) = (HttpConnection.Get("/uws/sim?LAST=100", "mallory"), HttpConnection.Post("/uws/sim", Form, "mallory"));
        await Task.WhenAll(load.Connections.Select((connection, i) => Task.Run(async () =>
        {
            for (var n = i; !ct.IsCancellationRequested; n++)
            {
                var refused = (await connection.AskAsync(n % 2 == 0 ? get : create)).Status == 429;
                Interlocked.Increment(ref counts[refused ? 1 : 0]);
                if (refused)
                {
                    refusing.TrySetResult();
                }
            }
        }, CancellationToken.None)));
    }

    private static IEnumerable<Line> Percentiles(string what, double[] times)
    {
        var sorted = times.Order().ToArray();
        yield return new("flood", $"{what}, p50", sorted[sorted.Length / 2], "ms");
        yield return new("flood", $"{what}, p99", sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)], "ms");
    }
}
