using System.Globalization;

namespace UwsKit.ManyNodes;

/// <summary>One server node: the same name, port and folders however often it is started.</summary>
internal sealed class Node(Cluster cluster, string name) : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = Patience.Limit };
    private readonly List<ServiceHost> _hosts = [];

    public string Name => name;

    public int Port { get; } = Ports.Free();

    public string Root => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    /// <summary>A client of the node itself, past any proxy.</summary>
    public UwsClient List => new($"{Root}/uws/count");

    public ServiceHost Host => _hosts[^1];

    /// <summary>All that the node has logged, since its first start.</summary>
    public string Log => string.Concat(_hosts.Select(h => h.Log));

    /// <summary>How often the node's log has a text.</summary>
    public int Count(string text) => Log.Split(text).Length - 1;

    /// <summary>Starts the node and waits until it is ready.</summary>
    public async Task StartAsync(params IEnumerable<string> more)
    {
        var program = Path.Combine(Places.Repository, "tests/UwsKit.ManyNodes.Tests/Hosts/Node/bin", Places.Configuration, "net10.0/Node.dll");
        _hosts.Add(await ServiceHost.StartAsync(program, cluster.Folder, [.. cluster.SettingsOf(name), $"--urls={Root}", .. more]));
        await Patience.UntilAsync(async () => (await HealthAsync()).Status == 200, $"node {name} is ready");
    }

    public Task KillAsync() => Host.KillAsync();

    /// <summary>SIGTERM, and the end of the process.</summary>
    public async Task StopAsync() => (await Host.StopAsync()).Should().Be(0, "node {0} stops in order (its log is in the output)", name);

    /// <summary>What a load balancer asks.</summary>
    public async Task<(int Status, string Text)> HealthAsync()
    {
        using var answer = await Http.GetAsync(new Uri($"{Root}/health"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }
}
