using UwsKit.Shared;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteDurabilityTests : IAsyncDisposable
{
    private readonly TempDatabase _db = new();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task Every_answered_write_is_found_after_twenty_kills_under_load()
    {
        var random = new Random(20);
        HashSet<string> created = [], updated = [];
        for (var round = 0; round < 20; round++)
        {
            // In some rounds two processes write to the file at once, from its very creation on; each is killed at its own moment.
            var writers = round % 5 == 0 ? 2 : 1;
            var answered = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => CrashRun.KillAsync(_db.Path, 20 + random.Next(1000))));
            answered.Should().OnlyContain(lines => lines.Count > 0);
            created.UnionWith(answered.SelectMany(lines => lines).Where(l => l.What == "created").Select(l => l.Id));
            updated.UnionWith(answered.SelectMany(lines => lines).Where(l => l.What == "updated").Select(l => l.Id));
            await using var storage = new SqliteStorage(new() { Path = _db.Path });
            await storage.InitializeAsync(default);
            await AllAreThereAsync(storage, created, updated);
        }

        _db.Scalar("PRAGMA integrity_check").Should().Be("ok");
    }

    private static async Task AllAreThereAsync(SqliteStorage storage, HashSet<string> created, HashSet<string> updated)
    {
        Dictionary<string, JobSummary> stored = [];
        var query = new JobQuery { JobList = "skymap", Visibility = Visibility.Everybody };
        for (var page = await storage.ListAsync(query, default); page.Count > 0; page = await storage.ListAsync(query, default))
        {
            foreach (var job in page)
            {
                stored.Add(job.Id.Value, job);
            }

            query = query with { Before = new(page[^1].CreationTime, page[^1].Id) };
        }

        created.Where(id => !stored.ContainsKey(id)).Should().BeEmpty();
        updated.Where(id => stored[id] is not { Phase: ExecutionPhase.Executing, Version: 2 }).Should().BeEmpty();
    }
}
