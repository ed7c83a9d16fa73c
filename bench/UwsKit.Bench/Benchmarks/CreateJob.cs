using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>POST to the job list, durable: answered once the record is on the disk.</summary>
internal static class CreateJob
{
    private const string Form = "target=Crab+Nebula&seed=4711&emin=0.1&emax=100&RUNID=bench";

    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var uws = await UwsHosting.StartAsync(plan.NewFolder("create"), plan.Engine, "create");
        using var load = await Load.OpenAsync(uws.Address, Plan.Clients);
        var post = HttpConnection.Post("/uws/sim", Form);
        Load.Expect(303, (await load.Connections[0].AskAsync(post)).Status);

        // The bare engine starts from a copy of the database with that one row.
        await using var writes = await plan.Engine.BareAsync("create");
        await using var bare = await UwsHosting.StartBareAsync(app => app.MapPost("/uws/sim", async http =>
        {
            await http.Request.ReadFormAsync(http.RequestAborted);
            var id = JobId.New(TimeProvider.System).Value;
            await writes.InsertAsync(id);
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = $"http://bench/uws/sim/{id}";
        }));
        using var bareLoad = await Load.OpenAsync(bare.Address, Plan.Clients);

        string[] names = ["UwsKit over HTTP", $"bare {plan.Engine.Name}, {writes.How}, 64 producers, no HTTP", $"bare Kestrel + bare {plan.Engine.Name}"];
        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => load.RateAsync(plan.Round, 303, (_, _) => post)),
            new Contestant(names[1], () => ProduceAsync(writes, plan.Round)),
            new Contestant(names[2], () => bareLoad.RateAsync(plan.Round, 303, (_, _) => post)));
        return
        [
            .. Line.Of("create", "jobs/s", figures, names, (0, 1), (2, 1)),
            Line.Relation("create", $"UwsKit against {names[2]}", figures, 0, 2, names[2]),
        ];
    }

    private static async Task<double> ProduceAsync(IBareWrites writes, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Plan.Clients).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed < time; count++)
            {
                await writes.InsertAsync(JobId.New(TimeProvider.System).Value);
            }

            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }
}
