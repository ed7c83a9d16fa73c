using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UwsKit.Managers.Slurm.Tests;

/// <summary>A whole service over HTTP whose jobs run on SLURM: each runs the shell text of its parameter <c>script</c>.</summary>
public sealed class SlurmService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SlurmService(WebApplication app, string root) => (_app, Client) = (app, new() { BaseAddress = new(root + "/sh/") });

    public HttpClient Client { get; }

    /// <summary>How long <see cref="UntilAsync"/> waits for one job.</summary>
    public TimeSpan Patience { get; set; } = TestHost.Patience;

    /// <summary>What the jobs' scripts posted, with their token.</summary>
    public ConcurrentQueue<(string Path, string? Token, string Body)> Posts { get; } = new();

    /// <summary>Says of a posted event whether the network loses it, although the script is told otherwise.</summary>
    public Func<string, bool> Loses { get; set; } = _ => false;

    /// <param name="cluster">Where the jobs run.</param>
    /// <param name="folder">Records, files and control folders; two services of one folder are two nodes.</param>
    /// <param name="configure">The manager.</param>
    /// <param name="settings">Keys below <c>Uws</c>.</param>
    public static async Task<SlurmService> StartAsync(SlurmCluster cluster, string folder, Action<SlurmOptions>? configure = null, params (string Key, string Value)[] settings)
    {
        cluster.Need();
        var root = $"http://127.0.0.1:{Ports.Free()}";
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(root);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Uws:PublicUrl"] = root, ["Uws:EventKeys:0"] = "the key of all nodes" });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Uws:{s.Key}", (string?)s.Value)));
        var options = TestHost.Options(cluster, folder);
        configure?.Invoke(options);
        builder.Services.AddUws(builder.Configuration.GetSection("Uws")).UseSqlite(Path.Combine(folder, "jobs.db")).UseFiles(Path.Combine(folder, "files")).AddSlurm("cluster", options)
            .AddJobList(new JobDescription { Name = "sh", Parameters = [new("script", ParameterType.Text)], Backend = new() { Command = ["/bin/sh", "-c", "eval \"$UWS_PARAM_script\""] } }, manager: "cluster");
        var app = builder.Build();
        var service = new SlurmService(app, root + "/uws");
        app.Use(service.WatchAsync);
        app.MapUws("/uws");
        await app.StartAsync();
        return service;
    }

    /// <summary>Creates a job that runs at once.</summary>
    /// <returns>Its path below the job list.</returns>
    public async Task<string> RunAsync(string script, TimeSpan? duration = null)
    {
        Dictionary<string, string> form = new() { ["script"] = script, ["PHASE"] = "RUN" };
        if (duration is { } d)
        {
            form["EXECUTIONDURATION"] = d.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        using var content = new FormUrlEncodedContent(form);
        using var response = await Client.PostAsync("../sh", content);
        response.IsSuccessStatusCode.Should().BeTrue("{0}", await response.Content.ReadAsStringAsync());
        return response.RequestMessage!.RequestUri!.Segments[^1].Trim('/');
    }

    public Task<string> PhaseAsync(string job) => Client.GetStringAsync($"{job}/phase");

    /// <summary>Waits as a client does, with WAIT, for one of the phases.</summary>
    public async Task<string> UntilAsync(string job, params string[] phases)
    {
        string phase = "";
        await TestHost.UntilAsync(async () =>
        {
            phase = await PhaseAsync(job);
            if (phases.Contains(phase))
            {
                return true;
            }

            if (phase is "COMPLETED" or "ERROR" or "ABORTED")
            {
                Assert.Fail($"waiting for {string.Join(" or ", phases)}, but it is {phase}: {await Client.GetStringAsync($"{job}/error")}");
            }

            await Client.GetStringAsync($"{job}?WAIT=5&PHASE={phase}");
            return false;
        }, $"{string.Join(" or ", phases)}, last {phase}", Patience);
        return phase;
    }

    /// <summary>Waits for a post of a job's script with that text in it.</summary>
    public async Task<(string Path, string? Token, string Body)> PostOfAsync(string job, string text)
    {
        await TestHost.UntilAsync(() => Task.FromResult(Posts.Any(Is)), $"a post of '{text}'");
        return Posts.First(Is);

        bool Is((string Path, string? Token, string Body) p) => p.Path.Contains(job, StringComparison.Ordinal) && p.Body.Contains(text, StringComparison.Ordinal);
    }

    /// <summary>Posts an event as a script, or somebody else, does.</summary>
    public async Task<int> PostAsync(string job, string? token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{job}/events") { Content = new StringContent(body, null, "application/x-www-form-urlencoded") };
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
        {
            context.Request.EnableBuffering();
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Request.Body.Position = 0;
            Posts.Enqueue((context.Request.Path.Value, context.Request.Headers.Authorization.ToString(), body));
            if (Loses(body))
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }

        await next(context);
    }
}
