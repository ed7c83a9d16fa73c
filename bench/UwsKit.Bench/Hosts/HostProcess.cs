using System.Diagnostics;
using System.Globalization;

namespace UwsKit.Bench;

/// <summary>This program as a host in a process of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Resident memory, shared pages of libraries included.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <param name="kind"><c>--host</c>, <c>--flood</c> for one with users, or <c>--bare</c> for Kestrel alone.</param>
    /// <param name="folder">For files and work.</param>
    /// <param name="database">The engine's name, its address, the database and the node's name; empty = SQLite in the folder. Of <c>--flood</c>, the requests a minute.</param>
    public static async Task<HostProcess> StartAsync(string kind, string folder, params string[] database)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, AppDomain.CurrentDomain.FriendlyName)) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in (string[])[kind, folder, .. database])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The host did not start.");
        return new(process, new(line));
    }

    /// <summary>Runs the host: prints its address, ends when its standard input does.</summary>
    public static async Task RunAsync(string kind, string folder, string[] database)
    {
        await using var app = kind == "--bare"
            ? await UwsHosting.StartBareAsync(a => a.MapGet("/", () => "bare"))
            : kind == "--flood" ? await UwsHosting.StartForUsersAsync(folder, int.Parse(database[0], CultureInfo.InvariantCulture))
            : database is [var engine, var address, var name, var node]
                ? await UwsHosting.StartAsync(folder, Engine.Open(engine, address), name, MapAllocated, node)
                : await UwsHosting.StartAsync(folder, map: MapAllocated);
        Console.WriteLine(app.Address);
        await Console.In.ReadToEndAsync();
    }

    private static void MapAllocated(WebApplication app) => app.MapGet("/allocated", http =>
    {
        // In a header that the client reads anyway.
        http.Response.Headers.Location = GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture);
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    });

    /// <summary>Runs a piece of work and looks at the resident memory all the while.</summary>
    /// <returns>Its result, and what was resident every 20 ms.</returns>
    public async Task<(T Result, IReadOnlyList<double> Resident)> WatchAsync<T>(Func<Task<T>> work)
    {
        var running = work();
        List<double> resident = [ResidentMegabytes];
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20)));
            resident.Add(ResidentMegabytes);
        }

        return (await running, resident);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
