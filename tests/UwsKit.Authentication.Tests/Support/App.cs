using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using UwsKit.Testing;

namespace UwsKit;

/// <summary>A service on Kestrel with one list, <c>probe</c>, in a folder of its own; keeps all that it logs, down to Trace.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly WebApplication _app;

    private App(WebApplication app, string folder, LogLines logs, FakeTimeProvider time, HttpClient client) => (_app, Folder, Logs, Time, Client) = (app, folder, logs, time, client);

    public string Folder { get; }
    public LogLines Logs { get; }
    public FakeTimeProvider Time { get; }
    public HttpClient Client { get; }
    public Uri Address => Client.BaseAddress!;
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a service; settings are below <c>Uws:</c>, {folder} in their values is its folder.</summary>
    public static async Task<App> StartAsync(
        Dictionary<string, string?> settings, Action<WebApplicationBuilder>? build = null, string url = "http://127.0.0.1:0", HttpMessageHandler? handler = null, string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("uws-auth-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var (logs, time) = (new LogLines(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Uws:{s.Key}", s.Value?.Replace("{folder}", folder, StringComparison.Ordinal))));
        builder.Configuration.AddUwsSecrets(Path.Combine(folder, "secrets"));
        builder.WebHost.UseKestrel().UseKestrelHttpsConfiguration().UseUrls(url);
        builder.Services.AddSingleton<TimeProvider>(time);
        var description = new JobDescription { Name = "probe", Parameters = [new("text", ParameterType.Text)], Results = [new("result", "text/plain")] };
        builder.Services.AddUws(builder.Configuration.GetSection("Uws")).AddJobList(description, "scripted").AddUwsAuthentication();
        var manager = new ScriptedManager();
        builder.Services.AddKeyedSingleton<IManager>("scripted", manager);
        builder.Services.AddKeyedSingleton<ISlotManager>("scripted", manager);
        build?.Invoke(builder);
        var app = builder.Build();
        app.MapUws();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var client = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address) };
        return new(app, folder, logs, time, client);
    }

    /// <summary>A folder with a users file; each user's password is his name and <c>-secret</c>.</summary>
    public static string FolderOf(params string[] users)
    {
        var folder = Directory.CreateTempSubdirectory("uws-auth-").FullName;
        foreach (var user in users)
        {
            // name[:groups[:roles]]
            var parts = user.Split(':');
            UsersFile.Put(Path.Combine(folder, "users"), parts[0], new(parts[0], Passwords.Hash(parts[0] + "-secret"), User.Words(parts.ElementAtOrDefault(1)), User.Words(parts.ElementAtOrDefault(2))));
        }

        return folder;
    }

    public static string Basic(string name, string? password = null) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password ?? name + "-secret"}"));

    public async Task<HttpResponseMessage> SendAsync(string verb, string path, string? authorization = null, string? form = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new(verb), path) { Content = form is null ? null : new StringContent(form, new UTF8Encoding(false), "application/x-www-form-urlencoded") };
        foreach (var (name, value) in headers.Concat(authorization is null ? [] : [("Authorization", authorization)]))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async Task<int> StatusAsync(string verb, string path, string? authorization = null, string? form = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(verb, path, authorization, form, headers);
        return (int)response.StatusCode;
    }

    public async Task<string> CreateAsync(string? authorization, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync("POST", "/uws/probe", authorization, "text=a", headers);
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.AbsolutePath;
    }

    public async Task<string> OwnerAsync(string path, string? authorization, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync("GET", path + "/owner", authorization, null, headers);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsStringAsync();
    }

    public async Task<IReadOnlyList<string>> AuditAsync(Func<IReadOnlyList<string>, bool> until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var lines = File.Exists(Path.Combine(Folder, "audit.jsonl")) ? await File.ReadAllLinesAsync(Path.Combine(Folder, "audit.jsonl")) : [];
            if (until(lines) || patience.IsCancellationRequested)
            {
                return lines;
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
