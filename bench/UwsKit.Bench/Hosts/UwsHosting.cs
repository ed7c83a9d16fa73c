using UwsKit.Storage.Sqlite;

namespace UwsKit.Bench;

/// <summary>A host with the parts of a real one: SQLite records, files, local manager; one job list <c>sim</c>.</summary>
internal static class UwsHosting
{
    public static async Task<BenchHost> StartAsync(string folder, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateBuilder();
        Quiet(builder);
        builder.Services.AddUws()
            .UseSqlite(new SqliteStorageOptions { Path = Path.Combine(folder, "jobs.db") }).UseFiles(Path.Combine(folder, "files"))
            .AddLocalManager("local", new() { Root = Path.Combine(folder, "work") })
            .AddJobList(Sim, manager: "local");
        var app = builder.Build();
        app.MapUws();
        map?.Invoke(app);
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
