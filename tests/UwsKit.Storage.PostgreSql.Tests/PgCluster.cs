using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace UwsKit.Storage.PostgreSql;

/// <summary>A PostgreSQL server of a test's own: a folder below /tmp, a free port, no password asked.</summary>
public sealed class PgCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-pg-").FullName;

    /// <summary>Why no server can be started here; null = one can.</summary>
    public static string? MissingBecause => !OperatingSystem.IsLinux() ? "needs Linux, or UWSKIT_TEST_POSTGRES with a connection string"
        : Programs is null ? "there is no /usr/lib/postgresql/*/bin/initdb, and UWSKIT_TEST_POSTGRES names no server"
        : null;

    public int Port { get; } = Ports.Free();

    /// <summary>Settings for each start, as <c>-c name=value</c>.</summary>
    public string Settings { get; set; } = "";

    /// <summary>A file of the server's own folder, which belongs to the server's account from the start on.</summary>
    public string this[string file] => Path.Combine(_folder, file);

    private string Data => Path.Combine(_folder, "data");

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) : null;

    /// <summary>Makes the cluster and starts it.</summary>
    /// <param name="password">The password that it asks for; null = none.</param>
    /// <returns>The connection string, without the password.</returns>
    public async Task<string> StartAsync(string? password = null)
    {
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, password ?? "x");
        // The server refuses to run as root: its files and it belong to the account that Debian's package made.
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "-R", "postgres", _folder);
        }

        await ServerAsync("initdb", "-D", Data, "-U", "postgres", "-A", password is null ? "trust" : "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await UpAsync();
        return $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";
    }

    /// <summary>Starts the server again.</summary>
    public Task UpAsync() => ServerAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-t", "30",
        "-o", $"-c listen_addresses=127.0.0.1 -p {Port} -k {_folder} -c max_connections=300 {Settings}", "start");

    /// <summary>Stops the server; clients are thrown out.</summary>
    public Task DownAsync(string mode = "fast") => ServerAsync("pg_ctl", "-D", Data, "-m", mode, "-w", "stop");

    /// <summary>The server's processes.</summary>
    public IReadOnlyList<int> Processes()
    {
        var first = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First().Trim();
        return [int.Parse(first, CultureInfo.InvariantCulture), .. File.ReadAllText($"/proc/{first}/task/{first}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await DownAsync("immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static Task ServerAsync(string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", Path.Combine(Programs!, program), .. arguments])
        : RunAsync(Path.Combine(Programs!, program), arguments);

    // The output is not read: the server inherits it and would keep the pipe open.
    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]) { WorkingDirectory = "/" })!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(timeout.Token);
        process.ExitCode.Should().Be(0, "{0} {1} should work", program, string.Join(' ', arguments));
    }
}
