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

    public static async Task<HostProcess> StartAsync(string kind, string folder)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, AppDomain.CurrentDomain.FriendlyName)) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in (string[])[kind, folder])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The host did not start.");
        return new(process, new(line));
    }

    /// <summary>Runs the host: prints its address, ends when its standard input does.</summary>
    public static async Task RunAsync(string kind, string folder)
    {
        await using var app = kind == "--bare"
            ? await UwsHosting.StartBareAsync(a => a.MapGet("/", () => "bare"))
            : await UwsHosting.StartAsync(folder, map: a => a.MapGet("/allocated", http =>
            {
                // In a header that the client reads anyway.
                http.Response.Headers.Location = GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture);
                http.Response.ContentLength = 0;
                return Task.CompletedTask;
            }));
        Console.WriteLine(app.Address);
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Runs a piece of work and looks at the resident memory all the while.</summary>
    public async Task<(T Result, double Peak)> WatchAsync<T>(Func<Task<T>> work)
    {
        var running = work();
        var peak = ResidentMegabytes;
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20)));
            peak = Math.Max(peak, ResidentMegabytes);
        }

        return (await running, peak);
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
