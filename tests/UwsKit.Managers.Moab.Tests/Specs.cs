using System.Reflection;
using UwsKit.Managers.Slurm.Tests;

[assembly: AssemblyFixture(typeof(SlurmCluster))]

namespace UwsKit.Managers.Moab.Tests;

public sealed class MoabManagerSpecs : ManagerSpecs
{
    private readonly List<MoabHost> _hosts = [];
    private readonly SlurmCluster _cluster;
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-moab-").FullName;

    public MoabManagerSpecs(SlurmCluster cluster) => (_cluster, Files) = (cluster, new DirectoryFiles(_folder));

    protected override IFileStorage Files { get; }

    protected override ValueTask<IManager> CreateAsync(IJobEventSink sink)
    {
        var host = new MoabHost(_cluster, folder: _folder, sink: sink);
        _hosts.Add(host);
        return new(host.Manager);
    }

    protected override async ValueTask CleanUpAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        UnixFiles.DeleteFolder(_folder);
    }
}

public sealed class AllSpecsOfTheMoabManagerAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(MoabManager).Assembly;
}
