using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>The list of all jobs from a host in a process of its own: whether its memory grows with what it has sent.</summary>
internal static class FullList
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan, string database, int jobs)
    {
        var reads = await ReadAsync(plan, database, stop: false);
        var stops = await ReadAsync(plan, database, stop: true);
        var (before, first, last) = (reads.Before, Highest(reads.Resident, 0, 0.2), Highest(reads.Resident, 0.8, 1));
        return
        [
            new("million", $"RSS before the list of {jobs} jobs", before, "MB"),
            new("million", "highest RSS in the first fifth of its time", first, "MB") { Over = "before", Ratio = first / before },
            new("million", "highest RSS in the last fifth", last, "MB") { Over = "the first fifth", Ratio = last / first },
            new("million", "bytes of the list", reads.Bytes / 1e6, "MB"),
            new("million", "time for it", reads.Seconds, "s"),
            new("million", "highest RSS when its reader stops for 5 s, all the while", stops.Resident.Max(), "MB") { Over = "before", Ratio = stops.Resident.Max() / stops.Before },
        ];
    }

    private static async Task<(double Before, IReadOnlyList<double> Resident, long Bytes, double Seconds)> ReadAsync(Plan plan, string database, bool stop)
    {
        // A new process: what the other run left behind does not hide what this one needs.
        using var host = await HostProcess.StartAsync("--host", plan.NewFolder("full-list"), plan.Engine.Name, plan.Engine.Address, database, "node1");
        using var connection = await HttpConnection.OpenAsync(host.Address);
        Load.Expect(200, (await connection.AskAsync(HttpConnection.Get("/uws/sim?LAST=5000"))).Status);
        var before = host.ResidentMegabytes;
        var clock = Stopwatch.StartNew();
        await connection.SendAsync(HttpConnection.Get("/uws/sim"));
        var (answer, resident) = await host.WatchAsync(() => connection.ReceiveAsync(stop ? () => Task.Delay(TimeSpan.FromSeconds(5)) : null).AsTask());
        Load.Expect(200, answer.Status);
        return (before, resident, answer.BodyBytes, clock.Elapsed.TotalSeconds);
    }

    private static double Highest(IReadOnlyList<double> resident, double from, double to)
        => resident.Skip((int)(resident.Count * from)).Take((int)(resident.Count * (to - from)) + 1).Max();
}
