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
            var flood = flooded ? FloodAsync(host.Address, refusing, stop.Token) : Task.FromResult((0L, 0L));
            await MeasureAsync(victim, job, plan.Quick ? 20 : 200);
            if (limit > 0)
            {
                // What was saved up is spent first.
                await refusing.Task;
            }

            var clock = Stopwatch.StartNew();
            var (gets, creates) = await MeasureAsync(victim, job, plan.Quick ? 60 : 1_000);
            var seconds = clock.Elapsed.TotalSeconds;
            await stop.CancelAsync();
            var (served, refused) = await flood;
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

    private static async Task<(long Served, long Refused)> FloodAsync(Uri host, TaskCompletionSource refusing, CancellationToken ct)
    {
        using var load = await Load.OpenAsync(host, Plan.Clients);
        var (get, create) = (HttpConnection.Get("/uws/sim?LAST=100", "mallory"), HttpConnection.Post("/uws/sim", Form, "mallory"));
        var counts = await Task.WhenAll(load.Connections.Select((connection, i) => Task.Run(async () =>
        {
            var (served, refused) = (0L, 0L);
            for (var n = i; !ct.IsCancellationRequested; n++)
            {
                var refusal = (await connection.AskAsync(n % 2 == 0 ? get : create)).Status == 429;
                if (refusal)
                {
                    refusing.TrySetResult();
                }

                (served, refused) = (served + (refusal ? 0 : 1), refused + (refusal ? 1 : 0));
            }

            return (served, refused);
        }, CancellationToken.None)));
        return (counts.Sum(c => c.served), counts.Sum(c => c.refused));
    }

    private static IEnumerable<Line> Percentiles(string what, double[] times)
    {
        var sorted = times.Order().ToArray();
        yield return new("flood", $"{what}, p50", sorted[sorted.Length / 2], "ms");
        yield return new("flood", $"{what}, p99", sorted[Math.Min(sorted.Length - 1, sorted.Length * 99 / 100)], "ms");
    }
}
