using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using UwsKit.Testing;

namespace UwsKit;

public sealed class DrainTests
{
    [Fact]
    public async Task A_host_that_listens_on_a_unix_socket_alone_takes_no_newcomers_and_serves_the_open_connections()
    {
        var folder = Directory.CreateTempSubdirectory("uws-drain-");
        var path = Path.Combine(folder.FullName, "uws.sock");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Uws:Http:DrainTime"] = "5s" });
        builder.WebHost.UseKestrel(o => o.ListenUnixSocket(path));
        builder.Services.AddUws(builder.Configuration.GetSection("Uws")).AddJobList(UwsApp.Probe, "scripted");
        builder.Services.AddKeyedSingleton<IManager>("scripted", new ScriptedManager());
        await using var app = builder.Build();
        app.MapUws("/uws");
        await app.StartAsync();
        using var open = await ConnectAsync(path);
        (await GetAsync(open)).Should().StartWith("HTTP/1.1 200 ").And.NotContain("Connection: close");

        // As SIGTERM does.
        var stopped = app.WaitForShutdownAsync();
        app.Lifetime.StopApplication();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (File.Exists(path))
        {
            await Task.Delay(10, patience.Token);
        }

        await FluentActions.Awaiting(() => ConnectAsync(path)).Should().ThrowAsync<SocketException>("a proxy is refused, and goes to the next node");
        stopped.IsCompleted.Should().BeFalse();
        (await GetAsync(open)).Should().StartWith("HTTP/1.1 200 ").And.Contain("Connection: close");
        await stopped;
        folder.Delete(recursive: true);
    }

    private static async Task<Socket> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<string> GetAsync(Socket socket)
    {
        await socket.SendAsync("GET /uws/probe HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        var text = new StringBuilder();
        var buffer = new byte[4096];
        int read;
        // A list without jobs: its last line is that of its root.
        while (!text.ToString().Contains("jobs", StringComparison.Ordinal) && (read = await socket.ReceiveAsync(buffer)) > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
