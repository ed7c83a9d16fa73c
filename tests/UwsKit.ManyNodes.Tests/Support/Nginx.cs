using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace UwsKit.ManyNodes;

/// <summary>A real nginx before the nodes, with the configuration that <c>docs/many-nodes.md</c> shows: only addresses are replaced, and the outermost part is added.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private Nginx(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    public UwsClient List => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/uws/count"));

    /// <summary>One line a request: status, the nodes that were asked and what each said, the request.</summary>
    public IEnumerable<string> Access => File.Exists(Path.Combine(_folder, "access.log")) ? File.ReadLines(Path.Combine(_folder, "access.log")) : [];

    public string Errors => File.ReadAllText(Path.Combine(_folder, "error.log"));

    /// <summary>Starts nginx; skips the test where it is not installed.</summary>
    public static async Task<Nginx> StartAsync(Cluster cluster)
    {
        var program = ((string[])["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"]).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "nginx is not installed (Debian package nginx-light)");
        var (folder, port) = (Directory.CreateDirectory(cluster.Folder["nginx"]).FullName, Ports.Free());
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), Whole(cluster, port));
        var start = new ProcessStartInfo(program!, ["-p", folder, "-e", "error.log", "-c", "nginx.conf"]) { RedirectStandardError = true };
        start.Environment["UWSKIT_TEST_FOLDER"] = cluster.Folder.Path;
        var nginx = new Nginx(Process.Start(start)!, folder, port);
        await Patience.UntilAsync(() => nginx.ListensAsync(), "nginx listens");
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM: with kill -9 its workers would live on.
        Signals.Send(_process.Id, Signals.Term);
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        _process.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
        }

        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Whole(Cluster cluster, int port)
    {
        var page = File.ReadAllText(Path.Combine(Places.Repository, "docs/many-nodes.md"));
        var shown = page.Split("```nginx\n")[1].Split("```")[0];
        foreach (var node in cluster.Nodes)
        {
            shown.Should().Contain($"node-{node.Name}:8080");
            shown = shown.Replace($"node-{node.Name}:8080", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{node.Port}"), StringComparison.Ordinal);
        }

        shown.Should().Contain("listen 80;");
        shown = shown.Replace("listen 80;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port};"), StringComparison.Ordinal);
        return $$"""
            daemon off;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes 2;
            pid nginx.pid;
            error_log error.log info;
            events { worker_connections 1024; }
            http {
              log_format nodes '$status [$upstream_addr] [$upstream_status] $request';
              access_log access.log nodes;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              {{shown}}
            }
            """;
    }
}
