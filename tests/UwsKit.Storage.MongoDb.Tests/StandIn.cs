using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Storage.MongoDb;

/// <summary>The wire stand-in beside the repository: a Python program over mongomock.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly Process _process;

    private StandIn(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    private static string Program => Path.GetFullPath(Path.Combine(MongoServer.Metadata("Repository"), "..", "shared", "tools", "mongo-standin.py"));

    /// <summary>Why it cannot be started here; null = it can.</summary>
    public static async Task<string?> MissingBecauseAsync()
    {
        foreach (var needed in new[] { Program, Python }.Where(file => !File.Exists(file)))
        {
            return $"there is no {needed}";
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import bson, mongomock, pymongo"]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? null : $"Debian's python3-mongomock and python3-pymongo are not installed ({said.Trim().Split('\n')[^1]})";
    }

    public static async Task<StandIn> StartAsync()
    {
        // Port 0: the system picks a free one, and the program says which. What it says to the standard error stays with the tests' output.
        var process = Process.Start(new ProcessStartInfo(Python, ["-u", Program, "0"]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        line.Should().StartWith("ready ");
        return new(process, int.Parse(line!["ready ".Length..], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
