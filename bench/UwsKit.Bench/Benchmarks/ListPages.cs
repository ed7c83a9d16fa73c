using System.Text;

namespace UwsKit.Bench;

/// <summary>The first page of a long list for a browser, against the XML of the same jobs, and what it weighs.</summary>
internal static class ListPages
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var uws = await UwsHosting.StartAsync(plan.NewFolder("pages"));
        await Seed.FillAsync(uws.Get<IStorage>(), plan.ManyJobs);
        using var load = await Load.OpenAsync(uws.Address, 1);
        var xml = HttpConnection.Get("/uws/sim?LAST=100");
        var (plain, packed) = (Page(""), Page("Accept-Encoding: br\r\n"));
        var size = (await load.Connections[0].AskAsync(packed)).BodyBytes;

        var requests = plan.Quick ? 100 : 500;
        string[] names = ["page of 100 jobs", "page of 100 jobs, compressed", "XML of 100 jobs"];
        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => load.LatencyAsync(requests, plain)),
            new Contestant(names[1], () => load.LatencyAsync(requests, packed)),
            new Contestant(names[2], () => load.LatencyAsync(requests, xml)));
        return [.. Line.Of("pages", "ms", figures, names, (0, 2), (1, 2)), new("pages", "compressed page of 100 jobs", size / 1000.0, "kB")];
    }

    private static byte[] Page(string headers) => Encoding.ASCII.GetBytes($"GET /uws/sim HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n{headers}\r\n");
}
