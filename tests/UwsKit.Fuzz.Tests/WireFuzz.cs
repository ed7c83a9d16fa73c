using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UwsKit.Testing;

namespace UwsKit.Fuzz;

/// <summary>Whole requests to a whole service: Kestrel, our resources and forms, passwords and tokens, files on a disk. By a socket of the file system: ports do not run out.</summary>
public sealed class WireFuzz : IAsyncLifetime
{
    // Jobs that were made are taken away so often: what is left would be no leak, but look like one.
    private const int CleanEvery = 500;

    // Longer than an answer takes.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("uws-fuzz-").FullName;
    private readonly LogLines _errors = new();
    private WebApplication _app = null!;
    private int _asked, _answered;

    private string Socket => Path.Combine(_folder, "socket");

    private string Root => Path.Combine(_folder, "files");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "users"), $"amina:{Passwords.Hash("amina-secret")}:cta:\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_errors).SetMinimumLevel(LogLevel.Error);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Uws:Authentication:Basic:UsersFile"] = Path.Combine(_folder, "users"), ["Uws:Authentication:Tokens:Folder"] = Path.Combine(_folder, "tokens"),
            ["Uws:Defaults:MaxBody"] = "100000", ["Uws:Limits:MaxWait"] = "1s", ["Uws:EventKeys:0"] = "a secret of some length, thirty-two bytes",
        });
        builder.WebHost.UseKestrel().ConfigureKestrel(k => k.ListenUnixSocket(Socket));
        var description = new JobDescription { Name = "probe", Parameters = [new("text", ParameterType.Text) { Repeatable = true }, new("file", ParameterType.File)], Results = [new("result", "text/plain")] };
        builder.Services.AddUws(builder.Configuration.GetSection("Uws")).UseFiles(new Storage.File.JobFilesOptions { Root = Root, SyncToDisk = false }).AddJobList(description, (_, _) => Task.CompletedTask).AddUwsAuthentication();
        _app = builder.Build();
        _app.MapUws();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Requests_make_no_error_of_the_server_and_write_only_where_jobs_are()
    {
        var outside = Outside();
        Fuzz.Bytes(Samples(), bytes =>
        {
            // A version of HTTP that there is not is 505 by the standard: Kestrel's own answer.
            var status = Status(bytes);
            _answered += status == 0 ? 0 : 1;
            status.Should().Match(s => s < 500 || s == 505, string.Join('\n', _errors.Lines.TakeLast(1)));
            if (++_asked % CleanEvery == 0)
            {
                CleanAsync().GetAwaiter().GetResult();
                Outside().Should().Equal(outside);
            }
        });
        _answered.Should().BeGreaterThan(_asked / 2, "otherwise this tests little");
    }

    private static string[] Samples()
    {
        const string host = "Host: localhost\r\n", basic = "Authorization: Basic YW1pbmE6YW1pbmEtc2VjcmV0\r\n";
        const string part = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"events.fits\"\r\nContent-Type: application/fits\r\n\r\nSIMPLE  = T\r\n--B--\r\n";
        return
        [
            Request("GET /uws/probe?LAST=3&PHASE=COMPLETED&AFTER=2026-01-01T00:00:00Z", host + basic), Request("GET /uws/probe", host + "Accept: text/html\r\n" + basic),
            Request("GET /uws", host + "Cookie: uws-login=uwsl_1893456000.YW1pbmE.c2lnbmF0dXJl; uws-form=CfDJ8A; a=b\r\nAccept: text/html;q=0.9, */*\r\n"),
            Request("GET /uws/probe", host + "Authorization: Bearer uwst_0123456789abcdef_0123456789abcdef0123456789abcdef\r\n"), Request("GET /uws/probe", host + "Authorization: Bearer uwsl_1893456000.YW1pbmE.c2lnbmF0dXJl\r\n"),
            Request("POST /uws/probe", host, "text=a&PHASE=RUN&RUNID=b&DESTRUCTION=2030-01-01T00:00:00Z"), Request("POST /uws/probe", host + basic, "text=a&text=%F0%9F%94%AD"),
            Request("POST /uws/probe", host, part, "multipart/form-data; boundary=B"), Request("POST /uws/login", host, "username=amina&password=no"),
            Request("POST /uws/probe/j0123456789abcdef0123456789abcde/phase", host, "PHASE=ABORT"), Request("PUT /uws/probe/j0123456789abcdef0123456789abcde/parameters/text/1", host + basic, "b"),
            Request("GET /uws/probe/j0123456789abcdef0123456789abcde/results/..%2F..%2Fetc%2Fpasswd?SHARE=0123456789ab-c2lnbmF0dXJl", host),
            Request("GET /uws/links?ID=j0123456789abcdef0123456789abcde&RESPONSEFORMAT=votable", host), Request("GET /uws/provsap?ID=a&DEPTH=ALL&MODEL=W3C&RESPONSEFORMAT=PROV-JSON", host),
            Request("POST /uws/links", host, "ID=a&ID=b"), Request("GET /uws/probe", "Host: a&b.example:8080\r\nX-Forwarded-Host: c\r\n"), Request("GET /uws/probe-sync?text=a", host), Request("POST /uws/tokens", host + basic, "NAME=a&LIFETIME=1h&SCOPE=read"),
            Request("POST /uws/probe/new", host + "Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n", "text=a&_token=b"), Request("GET /uws/login?RETURN=/uws/probe", host + "Accept: text/html\r\n"),
            "POST /uws/probe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ntext=a\r\n0\r\n\r\n",
        ];
    }

    private static string Request(string line, string headers, string body = "", string type = "application/x-www-form-urlencoded")
        => $"{line} HTTP/1.1\r\n{headers}Connection: close\r\n{(body.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\nContent-Length: {body.Length}\r\n"))}\r\n{body}";

    // 0 = the server closed without a word, as it may when nothing came that is a request.
    private int Status(byte[] request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 4000 };
        socket.Connect(new UnixDomainSocketEndPoint(Socket));
        var (answer, buffer) = (new StringBuilder(), new byte[4096]);
        try
        {
            socket.Send(request);
            // What is half of a request is not waited for, nor what might follow on a connection that is kept. Not sooner: a server need not answer a client that has hung up.
            socket.Poll(Patience, SelectMode.SelectRead);
            socket.Shutdown(SocketShutdown.Send);
            for (int n; (n = socket.Receive(buffer)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, n));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // Closed in the midst of what it does not want to read.
        }

        return answer.ToString().Split(' ') is [_, var status, ..] && int.TryParse(status, CultureInfo.InvariantCulture, out var code) ? code : 0;
    }

    private async Task CleanAsync()
    {
        var (storage, files) = (_app.Services.GetRequiredService<IStorage>(), _app.Services.GetRequiredService<IFileStorage>());
        foreach (var job in await storage.ListAsync(new() { Visibility = Visibility.Everybody, Phases = [.. ExecutionPhaseWords.All], IncludeDeleted = true, Take = 10_000 }, default))
        {
            await storage.DeleteAsync(job.Id, default);
            await files.DeleteAsync(job.Id, null, default);
        }

        foreach (var token in Directory.Exists(Path.Combine(_folder, "tokens")) ? Directory.GetFiles(Path.Combine(_folder, "tokens")) : [])
        {
            // A request whose client has gone may still be at work.
            Path.GetFileName(token).Should().MatchRegex("^[0-9a-f]{16}\\.json(\\.new)?$");
            if (token.EndsWith(".json", StringComparison.Ordinal))
            {
                File.Delete(token);
            }
        }
    }

    private List<string> Outside() => [.. Directory.EnumerateFileSystemEntries(_folder).Where(f => !f.EndsWith("tokens", StringComparison.Ordinal) && f != Root).Order(StringComparer.Ordinal)];
}
