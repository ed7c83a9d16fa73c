using System.Globalization;

namespace UwsKit.Clusters;

/// <summary>
/// examples/CtaService under its settings for SLURM, on a port that stays the same over restarts. Only what is this machine's own is said on the
/// command line: folders, address, SLURM_CONF.
/// </summary>
internal sealed class ClusterHost : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly int _port = Ports.Free();
    private readonly SlurmDev _cluster;
    private readonly string[] _more;
    private ServiceHost? _host;

    private ClusterHost(SlurmDev cluster, string[] more)
    {
        cluster.Need();
        (_cluster, _more) = (cluster, more);
        Directory.CreateDirectory(_folder["gate"]);
    }

    public ServiceHost Service => _host!;

    public string this[string name] => _folder[name];

    /// <summary>Where jobs of the lists of this project run: the cluster, or with MANAGER=local this machine.</summary>
    public static async Task<ClusterHost> StartAsync(SlurmDev cluster, params string[] more)
    {
        var host = new ClusterHost(cluster, more);
        await host.StartAsync();
        return host;
    }

    public async Task StartAsync() => _host = await ServiceHost.StartAsync(Places.CtaService, _folder, [
        "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"), string.Create(CultureInfo.InvariantCulture, $"--Uws:CallbackUrl=http://127.0.0.1:{_port}/"),
        .. List("count"), .. List("talk"), .. List("stamp"), .. Settings(_cluster, _folder, _more),
    ]);

    /// <summary>Over appsettings.Slurm.json, which is used as it is shipped.</summary>
    public static string[] Settings(SlurmDev cluster, TestFolder folder, params string[] more) =>
    [
        "--environment", "Slurm", "--Uws:EventKeys:0=0123456789abcdef-for-these-tests",
        $"--Uws:Storage:Path={folder["jobs.db"]}", $"--Uws:Files:Root={folder["files"]}", $"--Uws:Managers:local:Root={folder["local"]}",
        $"--Uws:Managers:cluster:Root={folder["work"]}", $"--Uws:Managers:cluster:SlurmConf={cluster.Conf}", "--Uws:Managers:cluster:Grace=1s",
        $"--Uws:Managers:cluster:Environment:JOURNAL={folder["journal"]}", $"--Uws:Managers:cluster:Environment:GATE={folder["gate"]}",
        $"--Uws:Managers:local:Environment:GATE={folder["gate"]}", "--Uws:ProbeInterval=1h", .. more,
    ];

    public UwsClient Jobs(string list) => _host!.List(list);

    public Task KillAsync() => _host!.KillAsync();

    public void Open(string job) => File.WriteAllText(_folder["gate/" + job], "");

    /// <summary>The jobs whose work has begun, one line for each time.</summary>
    public List<string> Journal() => File.Exists(_folder["journal"]) ? [.. File.ReadAllLines(_folder["journal"])] : [];

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    private static string[] List(string name)
        => [$"--Uws:JobLists:{name}:Description={Places.Beside($"Lists/{name}.json")}", $"--Uws:JobLists:{name}:Manager=cluster", $"--Uws:JobLists:{name}:Managers:0=local"];
}
