using System.Text;

namespace UwsKit.Bench;

/// <summary>The first page of a long list for a browser, against the XML of the same jobs, and what it weighs.</summary>
internal static class ListPages
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var uws = await UwsHosting.StartAsync(plan.NewFolder("pages"));
        await Seed.FillAsync(uws.Get<IStorage>(), plan.ManyJobs);
        return await MeasureAsync(plan, uws, "pages", "100 jobs", "");
    }

    /// <summary>The first page of a host's list.</summary>
    /// <param name="plan">How much is measured.</param>
    /// <param name="uws">The host.</param>
    /// <param name="benchmark">Whose lines these are.</param>
    /// <param name="what">Words for the jobs.</param>
    /// <param name="filter">Which of them, as a query that ends with an ampersand.</param>
    public static async Task<IEnumerable<Line>> MeasureAsync(Plan plan, BenchHost uws, string benchmark, string what, string filter)
    {
        using var load = await Load.OpenAsync(uws.Address, 1);
        var xml = HttpConnection.Get($"/uws/sim?{filter}LAST=100");
        var (plain, packed) = (Page(filter, ""), Page(filter, "Accept-Encoding: br\r\n"));
        var size = (await load.Connections[0].AskAsync(packed)).BodyBytes;

        var requests = plan.Quick ? 100 : 500;
        string[] names = [$"page of {what}", $"page of {what}, compressed", $"XML of {what}"];
        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => load.LatencyAsync(requests, plain)),
            new Contestant(names[1], () => load.LatencyAsync(requests, packed)),
            new Contestant(names[2], () => load.LatencyAsync(requests, xml)));
        return [.. Line.Of(benchmark, "ms", figures, names, (0, 2), (1, 2)), new(benchmark, $"compressed page of {what}", size / 1000.0, "kB")];
    }

    private static byte[] Page(string filter, string headers) => Encoding.ASCII.GetBytes($"GET /uws/sim?{filter} HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n{headers}\r\n");
}
