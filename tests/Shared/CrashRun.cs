using System.Diagnostics;

namespace UwsKit.Shared;

/// <summary>A process of this very program that writes until it is killed, and says line by line what was answered.</summary>
internal static class CrashRun
{
    private const int Tasks = 32;

    /// <summary>The process: many tasks that each write one job after the other, for ever.</summary>
    /// <param name="write">Writes the job of a task and a number, and says with the last argument what was answered.</param>
    public static async Task<int> WriteAsync(Func<int, int, Action<string>, Task> write)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            for (var n = 0; ; n++)
            {
                await write(task, n, Print);
            }
        })));
        return 1;

        void Print(string line)
        {
            lock (gate)
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>Starts the process and kills it in the midst of the writes, after a number of answers.</summary>
    /// <returns>What was answered, each with the job's id.</returns>
    public static async Task<IReadOnlyList<(string What, string Id)>> KillAsync(string place, int linesUntilKill)
    {
        List<(string, string)> answered = [];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var writer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Arguments(), "crash-writer", place])
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

    /// <summary>Also where it runs as "dotnet Tests.dll".</summary>
    private static string[] Arguments()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CrashRun).Assembly.Location] : [];
}
