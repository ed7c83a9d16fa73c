using System.Diagnostics;
using UwsKit.Copying;
using UwsKit.Storage.Sqlite;

namespace UwsKit.Storage.MongoDb;

/// <summary>A service moves from SQLite to MongoDB and back, and no job is lost.</summary>
public sealed class MongoDbCopyTests : IAsyncLifetime
{
    private static readonly JobQuery Everything = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = int.MaxValue };

    private readonly TempDatabase _database = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("uwskit-mongo-").FullName;
    private readonly List<string> _reports = [];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_job_arrives_with_every_member_and_comes_back()
    {
        await using var first = new SqliteStorage(new() { Path = Path.Combine(_folder, "first.db") });
        await using var last = new SqliteStorage(new() { Path = Path.Combine(_folder, "last.db") });
        await first.InitializeAsync(default);
        await last.InitializeAsync(default);
        var middle = await _database.OpenAsync();
        var jobs = CopySamples.Jobs(1200);
        (await Task.WhenAll(jobs.Select(j => first.TryCreateAsync(j, default).AsTask()))).Should().NotContain(false);

        var there = await CopyAsync(first, middle, jobs.Count);
        (await middle.ListAsync(Everything, default)).Should().Equal(Everything.Select(jobs));
        var back = await CopyAsync(middle, last, jobs.Count);

        back.Should().Equal(there);
        foreach (var job in jobs)
        {
            var arrived = (await last.GetAsync(job.Id, default))!;
            arrived.Version.Should().Be(job.Version);
            JobJson.Serialize(arrived).Should().Equal(JobJson.Serialize(job));
        }
    }

    [Fact]
    public async Task A_host_that_knows_nothing_of_MongoDB_loads_the_plugin_by_name_and_copies()
    {
        string[] toMongo =
        [
            $"--Uws:PluginDirectory={Path.Combine(AppContext.BaseDirectory, "plugins")}", "--Uws:Storage:Plugin=UwsKit.Storage.MongoDb", "--Uws:Storage:Path=",
            $"--Uws:Storage:ConnectionString={_database.ConnectionString}", $"--Uws:Storage:Database={_database.Name}",
        ];
        Directory.CreateDirectory(Path.Combine(_folder, "data", "cta"));
        await using (var first = new SqliteStorage(new() { Path = Path.Combine(_folder, "first.db") }))
        {
            await first.InitializeAsync(default);
            await Task.WhenAll(CopySamples.Jobs(60).Select(j => first.TryCreateAsync(j, default).AsTask()));
        }

        await HostAsync("60 jobs exported to copy.jsonl", "--Uws:Storage:Path=first.db", "--export", "copy.jsonl");
        await HostAsync("60 jobs imported from copy.jsonl; 0 were there already; 0 are there but differ", [.. toMongo, "--import", "copy.jsonl"]);
        await HostAsync("60 jobs exported to back.jsonl", [.. toMongo, "--export", "back.jsonl"]);
        await HostAsync("60 jobs imported from back.jsonl", "--Uws:Storage:Path=last.db", "--import", "back.jsonl");

        (await File.ReadAllTextAsync(Path.Combine(_folder, "back.jsonl"))).Should().Be(await File.ReadAllTextAsync(Path.Combine(_folder, "copy.jsonl")));
    }

    private async Task<byte[]> CopyAsync(IStorage from, IStorage to, int count)
    {
        using var copy = new MemoryStream();
        (await JobCopy.ExportAsync(from, copy, _reports.Add, default)).Should().Be(new ExportCounts(count, 0, 0));
        (await JobCopy.ImportAsync(new MemoryStream(copy.ToArray()), to, _reports.Add, default)).Should().Be(new ImportCounts(count, 0, 0, 0));
        _reports.Should().BeEmpty();
        return copy.ToArray();
    }

    private async Task HostAsync(string says, params string[] arguments)
    {
        var program = Path.Combine(MongoServer.Metadata("Repository"), "examples", "CtaService", "bin", MongoServer.Metadata("Configuration"), "net10.0", "CtaService.dll");
        using var host = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync());
        await host.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        var all = await output + await errors;
        host.ExitCode.Should().Be(0, all);
        all.Should().Contain(says);
    }
}
