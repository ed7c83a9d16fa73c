using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Testing;

namespace UwsKit.Managers.Local.Tests;

public sealed class LocalManagerSpecs : ManagerSpecs
{
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-local-").FullName;
    private readonly List<ServiceProvider> _providers = [];

    public LocalManagerSpecs() => Files = new DirectoryFiles(_folder);

    protected override IFileStorage Files { get; }

    protected override ValueTask<IManager> CreateAsync(IJobEventSink sink)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(sink).AddSingleton((IJobDirectories)Files);
        new UwsBuilder(services).AddLocalManager(
            "local", new() { Root = Path.Combine(_folder, "work"), MaxParallel = 16, Grace = TimeSpan.FromMilliseconds(200), PollInterval = TimeSpan.FromMilliseconds(50) });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return new(provider.GetRequiredKeyedService<IManager>("local"));
    }

    protected override async ValueTask CleanUpAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class AllSpecsOfTheLocalManagerAreUsed : AllSpecsAreUsed
{
    protected override Assembly Provider => typeof(LocalManager).Assembly;
}
