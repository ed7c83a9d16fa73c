using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(UwsKit.Managers.Slurm.Tests.SlurmCluster))]

namespace UwsKit.Managers.Slurm.Tests;

public sealed class SlurmManagerSpecs : ManagerSpecs
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-slurm-").FullName;
    private readonly List<ServiceProvider> _providers = [];
    private readonly SlurmCluster _cluster;

    public SlurmManagerSpecs(SlurmCluster cluster) => (_cluster, Files) = (cluster, new DirectoryFiles(_folder));

    protected override IFileStorage Files { get; }

    protected override ValueTask<IManager> CreateAsync(IJobEventSink sink)
    {
        _cluster.Need();
        var services = new ServiceCollection().AddLogging().AddSingleton(sink).AddSingleton((IJobDirectories)Files);
        new UwsBuilder(services).AddSlurm("cluster", TestHost.Options(_cluster, _folder));
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return new(provider.GetRequiredKeyedService<IManager>("cluster"));
    }

    protected override async ValueTask CleanUpAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        UnixFiles.DeleteFolder(_folder);
    }
}

public sealed class AllSpecsOfTheSlurmManagerAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(SlurmManager).Assembly;
}
