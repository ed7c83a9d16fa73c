using UwsKit.Shared;

namespace UwsKit.Tests.Files;

public sealed class FileStorageCrashTests : IAsyncDisposable
{
    private readonly Records _records = new();

    public ValueTask DisposeAsync() => _records.DisposeAsync();

    [Fact]
    public async Task Every_answered_write_is_found_after_ten_kills_under_load()
    {
        var random = new Random(10);
        Dictionary<string, string> last = [];
        for (var round = 0; round < 10; round++)
        {
            var answered = await CrashRun.KillAsync(_records.Root, 50 + random.Next(800));
            answered.Should().NotBeEmpty();
            foreach (var (what, id) in answered)
            {
                last[id] = what;
            }

            await using var storage = await _records.OpenAsync();
            var stored = (await storage.ListAsync(Records.Everything, default)).ToDictionary(j => j.Id.Value);
            last.Where(j => !AsAnswered(j.Value, stored.GetValueOrDefault(j.Key))).Should().BeEmpty();
            foreach (var line in stored.Values)
            {
                (await storage.GetAsync(line.Id, default))!.Summarize().Should().Be(line);
            }
        }

        _records.Log.Lines.Should().OnlyContain(l => l.StartsWith("Information"), "no record was torn");
        Directory.EnumerateFiles(_records.Root, "*.new", SearchOption.AllDirectories).Should().BeEmpty("what was not finished is removed at the start");
    }

    // The next write of a job may be on disk although nobody was told of it.
    private static bool AsAnswered(string what, JobSummary? line) => what switch
    {
        "created" => line is { Version: 1 or 2 },
        "updated" => line is { Version: 2, Phase: ExecutionPhase.Executing },
        "deleting" => line is null or { Version: 1 },
        _ => line is null,
    };
}
