using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace UwsKit.Bench;

/// <summary>A PostgreSQL server of this run's own: Debian's programs, default settings (every commit flushed), a folder below the data folder.</summary>
internal sealed class PrivateServer(string folder) : IAsyncDisposable
{
    private string Data => Path.Combine(folder, "data");

    private static string Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) ?? throw Missing : throw Missing;

    private static InvalidOperationException Missing => new("There is no /usr/lib/postgresql/*/bin/initdb: install PostgreSQL, or say --connection STRING.");

    public async Task<string> StartAsync()
    {
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root: its files and it belong to the account that Debian's package made.
            await RunAsync("chown", "postgres", folder);
        }

        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await ServerAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        await ServerAsync("pg_ctl", "-D", Data, "-l", Path.Combine(folder, "log"), "-w", "-t", "60",
            "-o", $"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c max_connections=200", "start");
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres";
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await ServerAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");
        }
    }

    private static Task ServerAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(Programs, program), .. arguments])
        : RunAsync(Path.Combine(Programs, program), arguments);

    // The output is not read: the server inherits it and would keep the pipe open.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit status {process.ExitCode}.");
        }
    }
}
