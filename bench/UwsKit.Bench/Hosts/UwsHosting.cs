using System.Security.Claims;

namespace UwsKit.Bench;

/// <summary>A host with the parts of a real one: records in a database, files, local manager; one job list <c>sim</c>.</summary>
internal static class UwsHosting
{
    /// <summary>Names the user, where a host believes it.</summary>
    public const string UserHeader = "X-User";

    private const string Operator = "operator";

    /// <param name="folder">For files and work.</param>
    /// <param name="engine">Keeps the records, and every caller is an operator; null = SQLite in the folder, and every caller is nobody.</param>
    /// <param name="database">The engine's database.</param>
    /// <param name="map">More endpoints.</param>
    /// <param name="node">The node's name.</param>
    public static async Task<BenchHost> StartAsync(string folder, Engine? engine = null, string database = "jobs", Action<WebApplication>? map = null, string? node = null)
    {
        var builder = WebApplication.CreateBuilder();
        Quiet(builder);
        builder.Services.Configure<UwsHttpOptions>(o => o.OperatorRole = Operator);
        var uws = builder.Services.AddUws(configure: o => o.Node = node ?? o.Node).UseFiles(Path.Combine(folder, "files"))
            .AddLocalManager("local", new() { Root = Path.Combine(folder, "work") })
            .AddJobList(Sim, manager: "local");
        (engine ?? new SqliteEngine(folder)).Use(uws, database);
        var app = builder.Build();
        if (engine is not null)
        {
            var user = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, Operator), new(ClaimTypes.Role, Operator)], "bench"));
            app.Use((http, next) =>
            {
                http.User = user;
                return next(http);
            });
        }

        app.MapUws();
        map?.Invoke(app);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>A host whose callers say in a header who they are.</summary>
    /// <param name="folder">For files, work and the database.</param>
    /// <param name="perMinute">Requests that each of them has; 0 = no limit.</param>
    public static async Task<BenchHost> StartForUsersAsync(string folder, int perMinute)
    {
        var builder = WebApplication.CreateBuilder();
        Quiet(builder);
        var uws = builder.Services.AddUws(configure: o => o.Limits.RequestsPerMinute = perMinute == 0 ? null : perMinute).UseFiles(Path.Combine(folder, "files"))
            .AddLocalManager("local", new() { Root = Path.Combine(folder, "work") })
            .AddJobList(Sim, manager: "local");
        new SqliteEngine(folder).Use(uws, "jobs");
        var app = builder.Build();
        app.Use((http, next) =>
        {
            http.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, http.Request.Headers[UserHeader].ToString())], "bench"));
            return next(http);
        });
        app.MapUws();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Bare Kestrel, with the same builder and settings.</summary>
    public static async Task<BenchHost> StartBareAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder();
        Quiet(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new(app);
    }

    private static void Quiet(WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // A line for each phase change would measure the console.
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
    }

    private static JobDescription Sim => new()
    {
        Name = "sim",
        Parameters =
        [
            new("target", ParameterType.Text) { Required = true }, new("seed", ParameterType.Integer) { Default = "1" },
            new("emin", ParameterType.Real) { Default = "0.1" }, new("emax", ParameterType.Real) { Default = "100" },
        ],
        Results = [new("events", "application/fits"), new("log", "text/plain")],
        Backend = new() { Command = ["/bin/true"] },
    };
}
