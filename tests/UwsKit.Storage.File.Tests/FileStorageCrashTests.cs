using System.Diagnostics;
using UwsKit.Storage.File;

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
            var answered = await RunAndKillAsync(50 + random.Next(800));
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

    /// <summary>Kills in the midst of the writes, after a number of answers.</summary>
    private async Task<IReadOnlyList<(string What, string Id)>> RunAndKillAsync(int linesUntilKill)
    {
        List<(string, string)> answered = [];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var writer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Arguments(), "crash-writer", _records.Root])
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

    /// <summary>This very program, also where it runs as "dotnet Tests.dll".</summary>
    private static string[] Arguments()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(FileStorageCrashTests).Assembly.Location] : [];
}
