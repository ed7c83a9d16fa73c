using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Bench;

/// <summary>Memory of a host in a process of its own: idle, after work, and while it streams the whole list of a full storage.</summary>
internal static class Memory
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        List<Line> lines = [];
        using (var bare = await HostProcess.StartAsync("--bare", plan.Folder))
        {
            lines.Add(new("memory", "idle bare Kestrel, RSS", await SettledAsync(bare), "MB"));
        }

        var folder = plan.NewFolder("memory");
        JobId first;
        await using (var app = await UwsHosting.StartAsync(folder))
        {
            first = (await Seed.FillAsync(app.Get<IStorage>(), plan.ManyJobs))[0];
        }

        using var host = await HostProcess.StartAsync("--host", folder);
        var idle = await SettledAsync(host);
        lines.Add(new("memory", $"idle UwsKit host over {plan.ManyJobs} jobs, RSS (target: under 120)", idle, "MB") { Over = lines[0].What, Ratio = idle / lines[0].Value });
        lines.AddRange(await StreamAsync(plan, host));

        using (var load = await Load.OpenAsync(host.Address, Plan.Clients))
        {
            await load.RateAsync(plan.Round * 2, 200, (_, _) => HttpConnection.Get($"/uws/sim/{first}"));
        }

        lines.Add(new("memory", "UwsKit host after 64 clients, RSS", await SettledAsync(host), "MB"));
        return lines;
    }

    private static async Task<IEnumerable<Line>> StreamAsync(Plan plan, HostProcess host)
    {
        using var connection = await HttpConnection.OpenAsync(host.Address);
        await connection.AskAsync(HttpConnection.Get("/uws/sim?LAST=5000"));
        var (before, allocatedBefore) = (host.ResidentMegabytes, await AllocatedAsync(connection));
        var paused = 0.0;
        await connection.SendAsync(HttpConnection.Get("/uws/sim"));
        var answer = await host.WatchAsync(() => connection.ReceiveAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            paused = host.ResidentMegabytes;
        }).AsTask());
        Load.Expect(200, answer.Result.Status);
        var allocated = await AllocatedAsync(connection) - allocatedBefore;
        var clock = Stopwatch.StartNew();
        await connection.AskAsync(HttpConnection.Get("/uws/sim"));
        var seconds = clock.Elapsed.TotalSeconds;
        return
        [
            new("memory", $"RSS before the full list of {plan.ManyJobs} jobs", before, "MB"),
            new("memory", "RSS while its reader stops for 2 s", paused, "MB") { Over = "before", Ratio = paused / before },
            new("memory", "highest RSS while it streams", answer.Resident.Max(), "MB") { Over = "before", Ratio = answer.Resident.Max() / before },
            new("memory", "bytes of the full list", answer.Result.BodyBytes / 1e6, "MB"),
            new("memory", "time for the full list", seconds, "s"),
            new("memory", "allocated for each entry of it", (double)allocated / plan.ManyJobs, "bytes"),
        ];
    }

    private static async Task<long> AllocatedAsync(HttpConnection connection)
        => long.Parse((await connection.AskAsync(HttpConnection.Get("/allocated"))).Location!, CultureInfo.InvariantCulture);

    private static async Task<double> SettledAsync(HostProcess host)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        return host.ResidentMegabytes;
    }
}
