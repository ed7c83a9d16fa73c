using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>One request of the matrix: the route as it is mapped, and the verb.</summary>
internal readonly record struct MatrixCall(string Route, string Verb);

/// <summary>A service with real users, tokens and links; for each request a job of amina's that nobody has touched yet.</summary>
internal sealed class MatrixService : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Authentication:Basic:UsersFile"] = "{folder}/users", ["Authentication:Basic:FailuresPerMinute"] = "10000", ["Authentication:Tokens:Folder"] = "{folder}/tokens",
        ["Authentication:Tokens:MaxPerOwner"] = "1000", ["Http:AdminRole"] = "admin", ["Http:OperatorRole"] = "operator", ["EventKeys:0"] = "first-key-of-the-events",
    };

    // What a request has to carry to do what its owner may do. Names of routes that are not here need no body.
    private static readonly Dictionary<MatrixCall, string> Forms = new()
    {
        [new("/{list}", "POST")] = "text=a", [new("/{list}-sync", "POST")] = "text=a", [new("/links", "POST")] = "", [new("/{list}/{job}", "POST")] = "text=b",
        [new("/{list}/{job}/phase", "POST")] = "PHASE=RUN", [new("/{list}/{job}/executionduration", "POST")] = "EXECUTIONDURATION=60",
        [new("/{list}/{job}/destruction", "POST")] = "DESTRUCTION=2100-01-01T00:00:00Z", [new("/{list}/{job}/parameters", "POST")] = "text=b", [new("/{list}/{job}/sharing", "POST")] = "USER=dora",
        [new("/tokens", "POST")] = "NAME=a", [new("/login", "POST")] = "username=amina&password=amina-secret",
        [new("/{list}/{job}/events", "POST")] = "state=Running&attempt=1",
    };

    private readonly Dictionary<Caller, string> _credentials;
    private readonly MatrixPolicy _policy;

    private MatrixService(App app, MatrixPolicy policy, Dictionary<Caller, string> credentials) => (App, _policy, _credentials) = (app, policy, credentials);

    public App App { get; }

    public static async Task<MatrixService> StartAsync(MatrixPolicy? policy = null)
    {
        var quick = new JobDescription { Name = "quick", Parameters = [new("text", ParameterType.Text)], Results = [new("result", "text/plain")] };
        policy ??= MatrixPolicy.Default;
        var app = await App.StartAsync(
            Settings.Concat(policy.Settings).ToDictionary(), b => new UwsBuilder(b.Services).AddJobList(quick, (_, _) => Task.CompletedTask), folder: App.FolderOf("amina", "eve", "bob:cta", "carol", "desk::operator", "root::admin"));
        var expired = await TokenAsync(app, "LIFETIME=1h");
        app.Time.Advance(TimeSpan.FromHours(2));
        return new(app, policy, new()
        {
            [Caller.Owner] = App.Basic("amina"), [Caller.Other] = App.Basic("eve"), [Caller.Member] = App.Basic("bob"), [Caller.Reader] = App.Basic("carol"),
            [Caller.ReadToken] = await TokenAsync(app, "SCOPE=read"), [Caller.Operator] = App.Basic("desk"), [Caller.Admin] = App.Basic("root"),
            [Caller.Wrong] = App.Basic("amina", "wrong"), [Caller.Expired] = expired,
        });
    }

    public async Task<HttpResponseMessage> SendAsync(MatrixCall call, Caller caller, string? accept = null)
    {
        var list = call.Route.StartsWith("/{list}-sync", StringComparison.Ordinal) ? "quick" : "probe";
        var (job, link) = await JobAsync(call, list);
        var token = call.Route.Contains("{token}", StringComparison.Ordinal) ? await NewTokenIdAsync() : "";
        var path = "/uws" + Regex.Replace(call.Route, @"\{\**(\w+)\}", m => m.Groups[1].Value switch
        {
            "list" => list, "job" => job.Value, "result" => "result", "name" => "text", "place" => "1", "entry" => "group:cta", "token" => token, "hash" => "any", "file" => "uws.css",
            var other => $"no-{other}",
        }).TrimEnd('/');
        var query = caller == Caller.Link ? $"?SHARE={link}" : "";
        var form = Forms.GetValueOrDefault(call) ?? (call.Verb == "POST" ? "" : null);
        List<(string, string)> headers = [("Origin", App.Address.GetLeftPart(UriPartial.Authority))];
        if (accept is not null)
        {
            headers.Add(("Accept", accept));
        }

        return call.Verb == "PUT"
            ? await PutAsync(path + query, _credentials.GetValueOrDefault(caller))
            : await App.SendAsync(call.Verb, path + query, _credentials.GetValueOrDefault(caller), form, [.. headers]);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task<HttpResponseMessage> PutAsync(string url, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent("b") };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await App.Client.SendAsync(request);
    }

    // What is changed has to be PENDING; what is read has ended.
    private async Task<(JobId Id, string Link)> JobAsync(MatrixCall call, string list)
    {
        var id = JobId.New(TimeProvider.System);
        var (entry, token) = new ShareLinks(["first-key-of-the-events"], App.Time).Make(id, App.Time.GetUtcNow().AddDays(1));
        var phase = call.Verb is "GET" or "HEAD" ? call.Route.EndsWith("/error", StringComparison.Ordinal) ? ExecutionPhase.Error : call.Route.EndsWith("/edit", StringComparison.Ordinal) ? ExecutionPhase.Pending : ExecutionPhase.Completed
            : call.Route.EndsWith("/reproduce", StringComparison.Ordinal) ? ExecutionPhase.Completed : ExecutionPhase.Pending;
        var files = App.Services.GetRequiredService<IFileStorage>();
        foreach (var (area, name) in new[] { (JobFileArea.Output, "result"), (JobFileArea.Log, "stdout"), (JobFileArea.Log, "stderr") })
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes("text"));
            await files.WriteAsync(id, area, name, "text/plain", content, default);
        }

        (await App.Services.GetRequiredService<IStorage>().TryCreateAsync(new()
        {
            Id = id, JobList = list, OwnerId = "amina", Phase = phase, CreationTime = App.Time.Now(), Parameters = [new("text", "a")],
            Results = phase == ExecutionPhase.Completed ? [new("result", "result") { MediaType = "text/plain" }] : [],
            Error = phase == ExecutionPhase.Error ? new(false, "failed") : null, SharedWith = [.. _policy.SharedWith, entry],
        }, default)).Should().BeTrue();
        return (id, token);
    }

    private async Task<string> NewTokenIdAsync()
    {
        using var made = await App.SendAsync("POST", "/uws/tokens", App.Basic("amina"), "NAME=a");
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<string> TokenAsync(App app, string form)
    {
        using var made = await app.SendAsync("POST", "/uws/tokens", App.Basic("amina"), form);
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        return "Bearer " + json.RootElement.GetProperty("token").GetString();
    }
}
