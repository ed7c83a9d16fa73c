using System.Globalization;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace UwsKit.ManyNodes;

/// <summary>Three equal server nodes on one PostgreSQL database, with shared files, as processes of their own; nothing but their names and ports differs.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    public const string EventKey = "a secret of all nodes of the test";

    private readonly List<string> _settings;

    private Cluster(params IEnumerable<string> settings) => _settings = [.. settings];

    public TestFolder Folder { get; } = new();

    public PgCluster Database { get; } = new();

    public List<Node> Nodes { get; } = [];

    /// <summary>Starts the database and the nodes; skips the test where there is no PostgreSQL.</summary>
    public static async Task<Cluster> StartAsync(params IEnumerable<string> settings)
    {
        Assert.SkipWhen(PgCluster.MissingBecause is not null, PgCluster.MissingBecause ?? "");
        var cluster = new Cluster(settings);
        try
        {
            var connection = await cluster.Database.StartAsync();
            cluster._settings.Insert(0, $"--Uws:Storage:ConnectionString={connection}");
            cluster.Nodes.AddRange(((string[])["a", "b", "c"]).Select(name => new Node(cluster, name)));
            await Task.WhenAll(cluster.Nodes.Select(node => node.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The jobs whose work has begun, one line for each time.</summary>
    public List<string> Journal() => File.Exists(Folder["journal"]) ? [.. File.ReadAllLines(Folder["journal"])] : [];

    /// <summary>How many job records there are, tombstones included.</summary>
    public async Task<int> RecordsAsync() => int.Parse(await SqlAsync("SELECT count(*) FROM uws.jobs", "postgres"), CultureInfo.InvariantCulture);

    /// <summary>Waits until every node has renewed its lease.</summary>
    public Task UntilLeasedAsync() => Patience.UntilAsync(
        async () => await SqlAsync("SELECT count(*) FROM uws.leases WHERE until > now()", "postgres") == "3", "every node holds its lease");

    /// <summary>Runs SQL as the database's administrator.</summary>
    public async Task<string> SqlAsync(string sql, string database = "template1")
    {
        var run = await Tool.RunAsync("psql", ["-h", "127.0.0.1", "-p", Database.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-d", database, "-Atc", sql]);
        run.Status.Should().Be(0, run.All);
        return run.Output.Trim();
    }

    internal IEnumerable<string> SettingsOf(string node) =>
    [
        "--Logging:LogLevel:Microsoft=Warning", $"--Uws:Node={node}", $"--Uws:EventKeys:0={EventKey}", "--Uws:ProbeInterval=10s",
        "--Uws:Storage:Plugin=UwsKit.Storage.PostgreSql", "--Uws:Files:Plugin=UwsKit.Storage.File", $"--Uws:Files:Root={Folder["files"]}",
        "--Uws:Managers:local:Plugin=UwsKit.Managers.Local", $"--Uws:Managers:local:Root={Folder["work-" + node]}", "--Uws:Managers:local:MaxParallel=2",
        "--Uws:Managers:local:Grace=1s", $"--Uws:Managers:local:Environment:JOURNAL={Folder["journal"]}",
        $"--Uws:JobLists:count:Description={Places.Beside("Lists/count.json")}", "--Uws:JobLists:count:Manager=local", .. _settings,
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Folder.DisposeAsync();
        await Database.DisposeAsync();
    }
}
