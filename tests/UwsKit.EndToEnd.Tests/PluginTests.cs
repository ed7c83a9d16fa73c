namespace UwsKit.EndToEnd;

/// <summary>A host that references no storage and no manager loads all of them by name from a folder of published plugins.</summary>
public sealed class PluginTests(PublishedPlugins published) : IClassFixture<PublishedPlugins>, IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData("UwsKit.Storage.Sqlite", "UwsKit.Managers.Local")]
    [InlineData("PluginStorage", "PluginManager")]
    [InlineData("UwsKit.Storage.Sqlite", "PluginManager")]
    public async Task Published_plugins_run_a_job(string storage, string manager)
    {
        await using var host = await ServiceHost.StartAsync(Places.Bare, _folder, Settings(storage, manager));
        var list = host.List("echo");

        var job = await list.CreateAsync(("text", "$(id) `id` \"'; {text} ä"), ("PHASE", "RUN"));

        var document = await list.EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
        System.Text.Encoding.UTF8.GetString(await list.BytesAsync(job, "out")).Should().Be("$(id) `id` \"'; {text} ä");
    }

    [Fact]
    public async Task An_unknown_plugin_names_those_in_the_folder()
    {
        var (status, output) = await ServiceHost.RunAsync(Places.Bare, _folder, Settings("UwsKit.Storage.Sqlight", "UwsKit.Managers.Local"));

        status.Should().NotBe(0);
        output.Should().Contain("Uws:Storage:Plugin: Plugin 'UwsKit.Storage.Sqlight' is not known; known storages: PluginStorage, UwsKit.Storage.File, UwsKit.Storage.Sqlite");
    }

    private IEnumerable<string> Settings(string storage, string manager) =>
    [
        $"--Uws:PluginDirectory={published.Folder}",
        $"--Uws:Storage:Plugin={storage}", .. storage.StartsWith("UwsKit", StringComparison.Ordinal) ? [$"--Uws:Storage:Path={_folder["jobs.db"]}"] : Array.Empty<string>(),
        "--Uws:Files:Plugin=UwsKit.Storage.File", $"--Uws:Files:Root={_folder["files"]}",
        $"--Uws:Managers:local:Plugin={manager}", .. manager.StartsWith("UwsKit", StringComparison.Ordinal) ? [$"--Uws:Managers:local:Root={_folder["work"]}"] : Array.Empty<string>(),
        .. CtaHost.Lists("echo"),
    ];
}
