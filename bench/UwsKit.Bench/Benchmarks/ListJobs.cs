namespace UwsKit.Bench;

/// <summary>The list with LAST=100 must not grow with the number of jobs in the storage.</summary>
internal static class ListJobs
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var few = await UwsHosting.StartAsync(plan.NewFolder("list-few"));
        await using var many = await UwsHosting.StartAsync(plan.NewFolder("list-many"));
        await Seed.FillAsync(few.Get<IStorage>(), 100);
        await Seed.FillAsync(many.Get<IStorage>(), plan.ManyJobs);
        using var fewLoad = await Load.OpenAsync(few.Address, 1);
        using var manyLoad = await Load.OpenAsync(many.Address, 1);
        var request = HttpConnection.Get("/uws/sim?LAST=100");
        var size = (await fewLoad.Connections[0].AskAsync(request)).BodyBytes;
        var body = Enumerable.Repeat((byte)'x', (int)size).ToArray();
        await using var bare = await UwsHosting.StartBareAsync(app => app.MapGet("/uws/sim", http =>
        {
            http.Response.ContentLength = body.Length;
            return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
        }));
        using var bareLoad = await Load.OpenAsync(bare.Address, 1);

        var requests = plan.Quick ? 100 : 500;
        string[] names = [$"LAST=100 of {plan.ManyJobs} jobs", "LAST=100 of 100 jobs", $"bare Kestrel, {size} bytes"];
        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => manyLoad.LatencyAsync(requests, request)),
            new Contestant(names[1], () => fewLoad.LatencyAsync(requests, request)),
            new Contestant(names[2], () => bareLoad.LatencyAsync(requests, request)));
        return Line.Of("list", "ms", figures, names, (0, 1), (1, 2));
    }
}
