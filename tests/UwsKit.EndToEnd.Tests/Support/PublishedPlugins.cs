namespace UwsKit.EndToEnd;

/// <summary>A folder of plugins, published into it as their READMEs say; once for all tests of a class.</summary>
public sealed class PublishedPlugins : IAsyncLifetime
{
    private static readonly string[] Projects =
        ["src/UwsKit.Storage.Sqlite", "src/UwsKit.Storage.File", "src/UwsKit.Managers.Local", "examples/PluginStorage", "examples/PluginManager"];

    private readonly TestFolder _folder = new();

    internal string Folder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        foreach (var project in Projects)
        {
            // They were built with this project.
            var run = await Tool.RunAsync(
                "dotnet", ["publish", Path.Combine(Places.Repository, project), "--no-build", "-c", Places.Configuration, "-o", _folder[Path.GetFileName(project)], "-v", "q", "--nologo"]);
            Assert.True(run.Status == 0, run.All);
        }
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
