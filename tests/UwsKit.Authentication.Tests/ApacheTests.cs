using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace UwsKit;

/// <summary>A real Apache with mod_auth_basic before the service, its configuration as <c>docs/authentication.md</c> shows it.</summary>
public sealed class ApacheTests
{
    private const string Program = "/usr/sbin/apache2", Passwords = "/usr/bin/htpasswd", Modules = "/usr/lib/apache2/modules";

    [Fact, Rule(204, 205, 214)]
    public async Task The_user_whom_Apache_knows_owns_his_jobs_and_no_client_names_himself()
    {
        Assert.SkipUnless(File.Exists(Program) && File.Exists(Passwords), "Apache is not installed (Debian packages apache2-bin and apache2-utils)");
        await using var app = await App.StartAsync(new()
        {
            ["Authentication:Proxy:From:0"] = "127.0.0.1", ["TrustedProxies:0"] = "127.0.0.1", ["Defaults:Anonymous"] = "Off",
        });
        var port = Ports.Free();
        await RunAsync(Passwords, ["-icB", Path.Combine(app.Folder, "htpasswd"), "amina"], "amina-secret\n");
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "httpd.conf"), ConfigurationOf(app, port));
        if (!OperatingSystem.IsWindows())
        {
            // Started by root, its workers are another's.
            File.SetUnixFileMode(app.Folder, (UnixFileMode)0b111_101_101);
        }

        using var apache = Process.Start(new ProcessStartInfo(Program, ["-d", app.Folder, "-f", Path.Combine(app.Folder, "httpd.conf"), "-DFOREGROUND"]) { RedirectStandardError = true })!;
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await ListensAsync(apache, port, Path.Combine(app.Folder, "error.log"));
            client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(App.Basic("amina"));
            client.DefaultRequestHeaders.Add("X-Remote-User", "root");
            using var made = await client.PostAsync("/uws/probe", new StringContent("text=a", Encoding.UTF8, "application/x-www-form-urlencoded"));
            made.StatusCode.Should().Be(HttpStatusCode.SeeOther, await made.Content.ReadAsStringAsync());
            made.Headers.Location!.Port.Should().Be(port);
            (await client.GetStringAsync(made.Headers.Location + "/owner")).Should().Be("amina", "Apache puts its own user over what the client sent");
            client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(App.Basic("amina", "guess"));
            (await client.GetAsync(made.Headers.Location)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }
        finally
        {
            // SIGTERM, so that its children go with it.
            if (!apache.HasExited)
            {
                await RunAsync("/bin/kill", [apache.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)], "");
            }

            await apache.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private static string ConfigurationOf(App app, int port)
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs/authentication.md"));
        var shown = page.Split("```apache\n")[1].Split("```")[0]
            .Replace("http://127.0.0.1:8080", app.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal).Replace("/etc/cta/htpasswd", Path.Combine(app.Folder, "htpasswd"), StringComparison.Ordinal);
        string[] modules = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "headers", "proxy", "proxy_http"];
        return $"""
            ServerName localhost
            Listen 127.0.0.1:{port}
            PidFile {app.Folder}/httpd.pid
            ErrorLog {app.Folder}/error.log
            DefaultRuntimeDir {app.Folder}
            {(Environment.IsPrivilegedProcess ? "User nobody\nGroup nogroup" : "")}
            {string.Join('\n', modules.Select(m => $"LoadModule {m}_module {Modules}/mod_{m}.so"))}
            {shown}
            """;
    }

    private static async Task ListensAsync(Process apache, int port, string log)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                return;
            }
            catch (SocketException) when (!apache.HasExited)
            {
                await Task.Delay(50, patience.Token);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException(await apache.StandardError.ReadToEndAsync() + (File.Exists(log) ? File.ReadAllText(log) : ""));
            }
        }
    }

    private static async Task RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await process.StandardError.ReadToEndAsync());
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "UwsKit.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
