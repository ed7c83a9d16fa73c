using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Testing;

namespace UwsKit.Core.Tests.Provenance;

/// <summary>Ten jobs of three kinds, from simulations to a summary, with what makes drawings hard: many arrows, long names, a job that failed, one that is gone and one that is hidden.</summary>
internal static class TenJobs
{
    private const string LongName = "gammapy_dl3_simulation_prod5b-south-20deg-ave_run-000017_zenith20_azimuth180.fits.gz";
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static async Task<ProvGraph> GraphAsync(bool agents = true)
    {
        var archive = new InMemoryStorage();
        for (var n = 1; n <= 3; n++)
        {
            await KeepAsync(archive, n, "simulate", n == 2 ? LongName : "events", []);
        }

        // 20 is somebody else's.
        await KeepAsync(archive, 20, "simulate", "events", []);
        int[][] from = [[1], [2], [3], [1, 2, 3], [20, 1]];
        foreach (var (i, inputs) in from.Index())
        {
            await KeepAsync(archive, 4 + i, "skymap", "map", inputs);
        }

        await KeepAsync(archive, 9, "compare", "difference", [4, 5, 6, 7, 8]);
        await KeepAsync(archive, 10, "report", "summary", [9, 7]);
        await using var host = new UwsTestHost(uws =>
        {
            uws.AddJobList(new() { Name = "probe", AllowUndescribedParameters = true }, UwsTestHost.ManagerName);
            uws.Services.AddSingleton<IStorage>(archive);
        });
        var views = new JobViews(host.Services.GetRequiredService<ProvenanceKeeper>(), host.Services.GetRequiredService<JobDescriptions>(), new Reader(), "http://h/uws", 1000);
        return (await new ProvenanceWalk(views, new() { Depth = null, Agents = agents }, 1000).RunAsync([Id(10).Value, ProvNames.Result(Id(10), "summary")], TestContext.Current.CancellationToken))!;
    }

    public static JobId Id(int n) => JobId.Parse(string.Create(CultureInfo.InvariantCulture, $"j{n:D30}"));

    private static async Task KeepAsync(InMemoryStorage archive, int n, string list, string result, int[] inputs)
    {
        var job = new Job
        {
            Id = Id(n), JobList = list, OwnerId = n == 20 ? "amina" : "bob", RunId = n is 4 or 5 ? $"crab-{n}" : null, CreationTime = Noon, StartTime = Noon.AddMinutes(n), EndTime = Noon.AddMinutes(n + 1), Version = 1,
            Phase = n == 6 ? ExecutionPhase.Error : ExecutionPhase.Completed, Error = n == 6 ? new(false, "the worker ended with status 1", null) : null,
            Ran = new("cluster", "node1", "4711", 1, n == 6 ? 1 : 0, "UwsKit 1.0.0"),
            Parameters =
            [
                .. inputs.Select((i, at) => new JobParameter($"input{at}", $"http://h/uws/{(i is <= 3 or 20 ? "simulate" : i < 9 ? "skymap" : "compare")}/{Id(i)}/results/{(i == 2 ? LongName : i is <= 3 or 20 ? "events" : i < 9 ? "map" : "difference")}")
                {
                    ByReference = true, File = new($"f{at}", 5) { Sha256 = Digest(i), MediaType = "application/fits" },
                }),
                new("emin", "0.1"), new("emax", "100"), new("comment", "α–ω <&> \"quoted\""),
            ],
            Results = [new(result, result) { Size = 5, Sha256 = Digest(n), MediaType = n == 10 ? "application/pdf" : "application/fits" }],
        };
        if (n != 1)
        {
            (await archive.TryCreateAsync(job, default)).Should().BeTrue();
        }

        await archive.KeepAsync(new(job.Id, ProvenanceKeys.Of(job), new ProvenanceRecord(job) { InvalidatedAt = n == 1 ? Noon.AddDays(9) : null }.Serialize()), default);
    }

    private static string Digest(int n) => n.ToString(CultureInfo.InvariantCulture).PadLeft(64, '0');

    private sealed class Reader : IProvenanceReader
    {
        public bool TellsOfHidden => true;
        public ValueTask<bool> MayReadAsync(Job job, CancellationToken ct) => new(job.OwnerId == "bob");
        public ValueTask<bool> MayListAsync(Job job, CancellationToken ct) => new(job.OwnerId == "bob");
    }
}
