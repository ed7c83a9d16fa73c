using System.Diagnostics;

namespace UwsKit.Bench;

/// <summary>Whether what a service asks of its storage takes as long with a million jobs as with ten thousand, and whether the list of all streams.</summary>
internal static class Million
{
    private const string Large = "million", Small = "ten-thousand";

    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        World large = new(plan.Million / World.Written), small = new(1);
        List<Line> lines = [];
        var largeStorage = await FillAsync(plan, Large, large, lines);
        var smallStorage = await FillAsync(plan, Small, small, lines);
        foreach (var question in Question.All)
        {
            string[] names = [question.What, $"{small.Jobs} jobs"];
            var figures = await Rounds.RunAsync(
                plan.Quick ? 2 : 5,
                new Contestant(names[0], () => LatencyAsync(plan, question, large, largeStorage)),
                new Contestant(names[1], () => LatencyAsync(plan, question, small, smallStorage)));
            lines.Add(Line.Of("million", "ms", figures, names, (0, 1)).First());
        }

        await ((IAsyncDisposable)largeStorage).DisposeAsync();
        await ((IAsyncDisposable)smallStorage).DisposeAsync();
        lines.AddRange(await FullList.RunAsync(plan, Large, large.Jobs));
        await using var uws = await UwsHosting.StartAsync(plan.NewFolder("pages"), plan.Engine, Large);
        lines.AddRange(await ListPages.MeasureAsync(plan, uws, "million", "the newest 100 jobs", ""));
        lines.AddRange(await ListPages.MeasureAsync(plan, uws, "million", "100 running jobs", "PHASE=EXECUTING&"));
        return lines;
    }

    private static async Task<IStorage> FillAsync(Plan plan, string database, World world, List<Line> lines)
    {
        var clock = Stopwatch.StartNew();
        var storage = await plan.Engine.OpenAsync(database);
        await world.WriteAsync(storage);
        if (world.Times > 1)
        {
            await plan.Engine.MultiplyAsync(database, world.Times);
        }

        await plan.Engine.SettleAsync(database);
        lines.Add(new("million", $"time to fill {plan.Engine.Name} with {world.Jobs} jobs", clock.Elapsed.TotalSeconds, "s"));
        lines.Add(new("million", $"size of {world.Jobs} jobs, indexes included", await plan.Engine.SizeAsync(database) / 1e6, "MB"));
        await CheckAsync(plan, storage, database, world);
        return storage;
    }

    /// <summary>The rows that the engine multiplied must be what the storage would have written: writing a job again changes nothing but the version.</summary>
    private static async Task CheckAsync(Plan plan, IStorage storage, string database, World world)
    {
        var random = new Random(2);
        for (var i = 0; i < 20; i++)
        {
            var owner = Visibility.Of(World.Owner(random.Next(world.Owners)));
            var page = await storage.ListAsync(new() { JobList = "sim", Visibility = owner, Take = World.Written, Phases = PhaseSet.All }, default);
            var line = page[random.Next(page.Count)];
            var before = await plan.Engine.RowAsync(database, line.Id);
            var job = await storage.GetAsync(line.Id, default) ?? throw new InvalidOperationException($"Job {line.Id} has no record.");
            if (page.Count < World.Written / 11 || job.Summarize() != line || !await storage.TryUpdateAsync(job, default) || await plan.Engine.RowAsync(database, line.Id) != before)
            {
                throw new InvalidOperationException($"The row of job {line.Id} is not what the storage writes: {before}");
            }
        }
    }

    /// <summary>Median time of one call after the other, in milliseconds.</summary>
    private static async Task<double> LatencyAsync(Plan plan, Question question, World world, IStorage storage)
    {
        var random = new Random(1);
        var times = new double[plan.Quick ? 20 : 60];
        var clock = Stopwatch.StartNew();
        var count = 0;
        // What is slow shows after a second as well.
        for (; count < times.Length && (count < 5 || clock.Elapsed < TimeSpan.FromSeconds(1)); count++)
        {
            var query = question.Make(world, random);
            var start = Stopwatch.GetTimestamp();
            await storage.ListAsync(query, default);
            times[count] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Rounds.Median(times.Take(count));
    }
}
