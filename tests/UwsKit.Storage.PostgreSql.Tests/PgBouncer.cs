using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

/// <summary>A transaction pooler in front of the tests' server.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private string? _folder;
    private readonly int _port = Ports.Free();
    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask StartAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/pgbouncer"), "there is no /usr/sbin/pgbouncer");
        var server = new NpgsqlConnectionStringBuilder(PgServer.ConnectionString);
        _folder = Directory.CreateTempSubdirectory("uws-bouncer-").FullName;
        await File.WriteAllTextAsync(Path.Combine(_folder, "users"), $"\"{server.Username}\" \"{server.Password}\"\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "ini"), $"""
            [databases]
            * = host={server.Host} port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {_port}
            unix_socket_dir =
            auth_type = any
            auth_file = {_folder}/users
            pool_mode = transaction
            default_pool_size = 5
            """.Replace("* =", $"{server.Database} = user={server.Username}"));
        string[] command = ["-q", Path.Combine(_folder, "ini")];
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            File.SetUnixFileMode(_folder, (UnixFileMode)Convert.ToInt32("755", 8));
            _process = Process.Start("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", "/usr/sbin/pgbouncer", .. command]);
        }
        else
        {
            _process = Process.Start("/usr/sbin/pgbouncer", command);
        }

        ConnectionString = new NpgsqlConnectionStringBuilder(PgServer.ConnectionString) { Host = "127.0.0.1", Port = _port }.ConnectionString;
        await ListensAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Nothing but its port tells when it is ready.
    private async Task ListensAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", _port, timeout.Token);
                return;
            }
            catch (SocketException) when (!_process!.HasExited)
            {
                await Task.Delay(20, timeout.Token);
            }
        }
    }
}
