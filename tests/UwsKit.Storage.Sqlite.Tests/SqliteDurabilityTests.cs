using System.Diagnostics;

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
            var answered = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => RunAndKillAsync(20 + random.Next(1000))));
            answered.Should().OnlyContain(lines => lines.Count > 0);
            created.UnionWith(answered.SelectMany(lines => lines).Where(l => l.What == "created").Select(l => l.Id));
            updated.UnionWith(answered.SelectMany(lines => lines).Where(l => l.What == "updated").Select(l => l.Id));
            await using var storage = new SqliteStorage(new() { Path = _db.Path });
            await storage.InitializeAsync(default);
            await AllAreThereAsync(storage, created, updated);
        }

        _db.Scalar("PRAGMA integrity_check").Should().Be("ok");
    }

    /// <summary>Kills in the midst of the writes, after a random number of answers.</summary>
    private async Task<IReadOnlyList<(string What, string Id)>> RunAndKillAsync(int linesUntilKill)
    {
        List<(string, string)> answered = [];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var writer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Arguments(), "crash-writer", _db.Path])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            for (var n = 0; await writer.StandardOutput.ReadLineAsync(timeout.Token) is { } line; n++)
            {
                if (n == linesUntilKill)
                {
                    writer.Kill();
                }

                // The last line may have been cut by the kill.
                if (line.Split(' ') is [var what, { Length: JobId.Length } id])
                {
                    answered.Add((what, id));
                }
            }

            await writer.WaitForExitAsync(timeout.Token);
            writer.ExitCode.Should().Be(137, "it was killed, and did nothing before that ended it");
            return answered;
        }
        finally
        {
            writer.Kill();
        }
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

    /// <summary>This very program, also where it runs as "dotnet Tests.dll".</summary>
    private static string[] Arguments()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SqliteDurabilityTests).Assembly.Location] : [];
}
