using UwsKit.EndToEnd;

[assembly: AssemblyFixture(typeof(CtaHost))]

namespace UwsKit.EndToEnd;

/// <summary>
/// examples/CtaService as its configuration makes it, with one more job list that looks like TAP to its clients. All tests that harm nobody share it.
/// </summary>
public sealed class CtaHost : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ServiceHost? _host;

    internal ServiceHost Host => _host!;

    /// <summary>Where the data of the host is.</summary>
    internal string Folder => _folder.Path;

    public async ValueTask InitializeAsync() => _host = await ServiceHost.StartAsync(
        Places.CtaService, _folder, [
            .. Lists("async", "compare"), "--Uws:JobLists:async:ErrorFormat=VOTable", "--Uws:Managers:local:MaxParallel=4",

            // The same description once more: the tests of nonsense count the jobs of their list, so no other test may create any there.
            $"--Uws:JobLists:nonsense:Description={Places.Beside("Lists/async.json")}", "--Uws:JobLists:nonsense:Manager=local", "--Uws:JobLists:nonsense:MaxBody=1048576",
        ]);

    /// <summary>Job lists of this project, as keys of the configuration.</summary>
    internal static IEnumerable<string> Lists(params string[] names) => names.SelectMany(name => new[]
    {
        $"--Uws:JobLists:{name}:Description={Places.Beside($"Lists/{name}.json")}", $"--Uws:JobLists:{name}:Manager=local",
    });

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }
}
