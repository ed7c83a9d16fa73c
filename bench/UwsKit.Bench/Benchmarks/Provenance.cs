using System.Diagnostics;
using System.Security.Cryptography;

namespace UwsKit.Bench;

/// <summary>
/// What provenance adds to a job's end: two hosts that differ in nothing but whether their storage can keep it, one job after the other. The clock runs from the return
/// of the job's work, first to the durable record of COMPLETED, then to the service's letting go of the job, which is when provenance is kept. The digests of results are
/// part of the record with and without provenance; what they cost is shown by themselves.
/// </summary>
internal static class Provenance
{
    private const int BigFiles = 3, BigBytes = 4 << 20;

    public static async Task<IEnumerable<Line>> RunAsync(Plan plan)
    {
        await using var with = await Side.StartAsync(plan, "kept", s => new WatchedArchive(s));
        await using var without = await Side.StartAsync(plan, "not-kept", s => new WatchedStorage(s));
        return
        [
            .. await CompareAsync(plan, with, without, "small", "a result of 20 bytes", plan.Quick ? 5 : 50),
            .. await CompareAsync(plan, with, without, "big", $"{BigFiles} results of 4 MB", plan.Quick ? 3 : 15),
        ];
    }

    private static async Task<IEnumerable<Line>> CompareAsync(Plan plan, Side with, Side without, string size, string what, int jobs)
    {
        string[] names = [$"work's end to COMPLETED, {what}, provenance kept", "the same, no provenance"];
        // Times of one pass belong to the round that the contestant's own figure is of.
        List<(double Free, double Kept)> more = [], less = [];
        var figures = await Rounds.RunAsync(
            plan.Rounds,
            new Contestant(names[0], () => PassAsync(with, size, jobs, more)), new Contestant(names[1], () => PassAsync(without, size, jobs, less)));
        var (free, bare) = (more.TakeLast(plan.Rounds).Select(m => m.Free).ToArray(), less.TakeLast(plan.Rounds).Select(m => m.Free).ToArray());
        return
        [
            .. Line.Of("provenance", "ms", figures, names, (0, 1)),
            .. Line.Of("provenance", "ms", [free, bare], [$"work's end to letting go, {what}, provenance kept", "the same without keeping"], (0, 1)),
            new Line("provenance", $"keeping alone, {what}", Rounds.Median(more.TakeLast(plan.Rounds).Select(m => m.Kept)), "ms"),
            .. size == "big" ? [new Line("provenance", "SHA-256 of these results alone, from memory", Rounds.Median(Enumerable.Range(0, 20).Select(_ => Hash())), "ms")] : Array.Empty<Line>(),
        ];
    }

    private static async Task<double> PassAsync(Side side, string size, int jobs, List<(double Free, double Kept)> notes)
    {
        List<double> over = [], free = [], kept = [];
        for (var n = 0; n < jobs; n++)
        {
            var (done, gone) = side.Storage.Watch();
            await side.PostAsync(size);
            var at = await done.WaitAsync(TimeSpan.FromMinutes(1));
            var start = side.WorkEnded;
            over.Add(Stopwatch.GetElapsedTime(start, at).TotalMilliseconds);
            free.Add(Stopwatch.GetElapsedTime(start, await gone.WaitAsync(TimeSpan.FromMinutes(1))).TotalMilliseconds);
            kept.Add((side.Storage as WatchedArchive)?.KeptMilliseconds ?? 0);
        }

        notes.Add((Rounds.Median(free), Rounds.Median(kept)));
        return Rounds.Median(over);
    }

    private static double Hash()
    {
        var bytes = new byte[BigBytes];
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < BigFiles; n++)
        {
            SHA256.HashData(bytes);
        }

        return clock.Elapsed.TotalMilliseconds;
    }

    private sealed class Side(WatchedStorage storage) : IAsyncDisposable
    {
        private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        private BenchHost? _host;
        private long _workEnded;

        public WatchedStorage Storage => storage;

        public long WorkEnded => Volatile.Read(ref _workEnded);

        public static async Task<Side> StartAsync(Plan plan, string name, Func<IStorage, WatchedStorage> watch)
        {
            var side = new Side(watch(await plan.Engine.OpenAsync("provenance-" + name)));
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
            builder.Services.AddSingleton<IStorage>(side.Storage);
            builder.Services.AddUws().UseFiles(Path.Combine(plan.NewFolder(name), "files"))
                .AddJobList(Description, side.WorkAsync);
            var app = builder.Build();
            app.MapUws();
            await app.StartAsync();
            side._host = new(app);
            return side;
        }

        public async Task PostAsync(string size)
        {
            using var form = new FormUrlEncodedContent([new("size", size), new("PHASE", "RUN")]);
            using var made = await _client.PostAsync(new Uri(_host!.Address, "/uws/work"), form);
            Load.Expect(303, (int)made.StatusCode);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await (_host?.DisposeAsync() ?? default);
            await storage.DisposeAsync();
        }

        private static JobDescription Description => new()
        {
            Name = "work", Parameters = [new("size", ParameterType.Text), new("emin", ParameterType.Real) { Default = "0.1" }, new("emax", ParameterType.Real) { Default = "100" }],
        };

        private async Task WorkAsync(InProcessJob job, CancellationToken ct)
        {
            if (job["size"] == "big")
            {
                for (var n = 0; n < BigFiles; n++)
                {
                    await job.WriteResultAsync($"map{n}", new MemoryStream(new byte[BigBytes]), ct);
                }
            }
            else
            {
                await job.WriteResultAsync("events", $"{job.Job.Id.Value[..20]}", ct);
            }

            Volatile.Write(ref _workEnded, Stopwatch.GetTimestamp());
        }
    }
}
