namespace UwsKit.Bench;

/// <summary>GET {job}, the hot path of every client.</summary>
internal static class GetJob
{
    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var uws = await UwsHosting.StartAsync(plan.NewFolder("get-job"));
        var jobs = await Seed.FillAsync(uws.Get<IStorage>(), 1_000, ExecutionPhase.Completed);
        using var reads = new BareReads(Path.Combine(plan.Folder, "get-job", "jobs.db"));

        using var load = await Load.OpenAsync(uws.Address, Plan.Clients);
        var size = (await load.Connections[0].AskAsync(HttpConnection.Get($"/uws/sim/{jobs[0]}"))).BodyBytes;
        var body = Enumerable.Repeat((byte)'x', (int)size).ToArray();
        await using var bare = await UwsHosting.StartBareAsync(app =>
        {
            app.MapGet("/uws/sim/{job}", http => AnswerAsync(http, body));
            app.MapGet("/row/sim/{job}", http =>
            {
                reads.Read((string)http.Request.RouteValues["job"]!);
                return AnswerAsync(http, body);
            });
        });
        using var bareLoad = await Load.OpenAsync(bare.Address, Plan.Clients);

        var job = jobs.Select(id => HttpConnection.Get($"/uws/sim/{id}")).ToArray();
        var row = jobs.Select(id => HttpConnection.Get($"/row/sim/{id}")).ToArray();
        byte[] Pick(byte[][] requests, int client, int n) => requests[(client * 131 + n) % requests.Length];
        string[] names = [$"UwsKit, {size} bytes", "bare Kestrel, same bytes", "bare Kestrel + SQLite point read"];
        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => load.RateAsync(plan.Round, 200, (c, n) => Pick(job, c, n))),
            new Contestant(names[1], () => bareLoad.RateAsync(plan.Round, 200, (c, n) => Pick(job, c, n))),
            new Contestant(names[2], () => bareLoad.RateAsync(plan.Round, 200, (c, n) => Pick(row, c, n))));
        return
        [
            .. Line.Of("get-job", "req/s", figures, names, (0, 1), (2, 1)),
            Line.Relation("get-job", "UwsKit against the point read", figures, 0, 2, names[2]),
        ];
    }

    private static async Task AnswerAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentType = "text/xml; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
