using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using UwsKit.Testing;

namespace UwsKit;

/// <summary>A running service with one list, <c>probe</c>, whose jobs the test drives by hand.</summary>
internal sealed class UwsApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UwsApp(WebApplication app, ScriptedManager manager, HttpClient client) => (_app, Manager, Client) = (app, manager, client);

    public ScriptedManager Manager { get; }
    public HttpClient Client { get; }
    public IServiceProvider Services => _app.Services;
    public IStorage Storage => Services.GetRequiredService<IStorage>();
    public IFileStorage Files => Services.GetRequiredService<IFileStorage>();

    /// <summary>The port of a service on Kestrel.</summary>
    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static JobDescription Probe { get; } = new()
    {
        Name = "probe",
        Parameters =
        [
            new("text", ParameterType.Text), new("count", ParameterType.Integer) { Min = "0", Max = "10" },
            new("band", ParameterType.Text) { Repeatable = true }, new("image", ParameterType.File),
            new("REQUEST", ParameterType.Text), new("LANG", ParameterType.Text), new("QUERY", ParameterType.Text), new("MAXREC", ParameterType.Text),
            new("UPLOAD", ParameterType.Text) { Repeatable = true },
        ],
        Results = [new("result", "text/plain"), new("page", "text/html"), new("image", "image/fits")],
    };

    /// <summary>Starts a service; on Kestrel at a free port, or in memory.</summary>
    public static async Task<UwsApp> StartAsync(
        Action<Dictionary<string, string?>>? settings = null, JobListOptions? list = null, Action<WebApplicationBuilder>? build = null,
        Action<RouteGroupBuilder>? map = null, bool kestrel = false, JobDescription? description = null, string prefix = "/uws",
        Action<UwsBuilder>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Dictionary<string, string?> values = new() { ["Uws:Limits:MaxWait"] = "20s", ["Uws:Limits:MaxValueBytes"] = "100000", ["Uws:Limits:MaxValues"] = "50" };
        settings?.Invoke(values);
        builder.Configuration.AddInMemoryCollection(values);
        if (kestrel)
        {
            builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        var manager = new ScriptedManager();
        var uws = builder.Services.AddUws(builder.Configuration.GetSection("Uws")).AddJobList(description ?? Probe, "scripted", list);
        more?.Invoke(uws);
        builder.Services.AddKeyedSingleton<IManager>("scripted", manager);
        builder.Services.AddKeyedSingleton<ISlotManager>("scripted", manager);
        build?.Invoke(builder);
        var app = builder.Build();
        var group = app.MapUws(prefix);
        map?.Invoke(group);
        await app.StartAsync();
        manager.Sink = app.Services.GetRequiredService<IJobEventSink>();
        HttpClient client;
        if (kestrel)
        {
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        }
        else
        {
            client = app.GetTestServer().CreateClient();
        }

        return new(app, manager, client);
    }

    /// <summary>Creates a job and gives back its path, such as <c>/uws/probe/j…</c>.</summary>
    public async Task<string> CreateAsync(string form = "")
    {
        using var response = await PostAsync("/uws/probe", form);
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.AbsolutePath;
    }

    public static JobId IdOf(string path) => JobId.Parse(path[(path.LastIndexOf('/') + 1)..]);

    public Task<HttpResponseMessage> PostAsync(string path, string form)
        => Client.PostAsync(path, new StringContent(form, new UTF8Encoding(false), "application/x-www-form-urlencoded"));

    public Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<string> TextAsync(string path) => Client.GetStringAsync(path);

    public async Task<UwsJobDocument> JobAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await UwsXmlReader.ReadJobAsync(await response.Content.ReadAsStreamAsync());
    }

    public async Task<IReadOnlyList<string>> ListAsync(string query = "")
    {
        await using var body = await Client.GetStreamAsync($"/uws/probe{query}");
        return [.. (await UwsXmlReader.ReadJobListAsync(body)).Jobs.Select(j => j.JobId)];
    }

    /// <summary>Commits a job and brings it to EXECUTING.</summary>
    public async Task ExecuteAsync(string path)
    {
        (await PostAsync($"{path}/phase", "PHASE=RUN")).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await Manager.WaitForSubmissionAsync(IdOf(path), TestContext.Current.CancellationToken);
        await Manager.RunAsync(IdOf(path));
    }

    /// <summary>Creates a job that has ended well, with these results.</summary>
    public async Task<string> CompleteAsync(params (string Name, string? MediaType, string Text)[] results)
    {
        var path = await CreateAsync();
        await ExecuteAsync(path);
        foreach (var (name, mediaType, text) in results)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await Files.WriteAsync(IdOf(path), JobFileArea.Output, name, mediaType, content, default);
        }

        await Manager.FinishAsync(IdOf(path));
        return path;
    }

    /// <summary>Changes a record by hand, past all rules.</summary>
    public async Task EditAsync(string path, Func<Job, Job> edit)
    {
        while (!await Storage.TryUpdateAsync(edit((await Storage.GetAsync(IdOf(path), default))!), default))
        {
            // The engine was faster; once more.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
