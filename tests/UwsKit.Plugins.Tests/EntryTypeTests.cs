namespace UwsKit.Plugins.Tests;

public sealed class EntryTypeTests
{
    private readonly PluginCatalog _catalog = new(Published.Root);

    [Fact]
    public void A_constructor_that_throws_is_told_on_one_line()
        => PluginFolder.Fault(_catalog, "Faulty", PluginKind.Storage)
            .Should().Be("Plugin 'Faulty' failed in the constructor of Faulty.Throwing (TimeoutException: the licence server does not answer); ask its makers.");

    [Fact]
    public void A_type_that_is_no_plugin_is_named()
        => PluginFolder.Fault(_catalog, "Faulty", PluginKind.Files)
            .Should().Be("Plugin 'Faulty': its entry type Faulty.NoPlugin does not implement IUwsPlugin; [assembly: UwsPlugin(…)] must name the class that does.");

    [Fact]
    public void A_type_without_a_constructor_to_call_is_named()
        => PluginFolder.Fault(_catalog, "Faulty", PluginKind.Manager)
            .Should().Be("Plugin 'Faulty': its entry type Faulty.Picky must be a class that can be made with a public constructor without parameters.");

    [Fact]
    public void A_type_that_is_not_there_is_named()
    {
        using var folder = new PluginFolder().With(new EmittedAssembly("X") { Plugins = [(PluginKind.Storage, "No.Where", PluginContract.Version)] });

        folder.Fault("X").Should().Be("Plugin 'X': its entry type No.Where is not in X.dll; name a class of that assembly in [assembly: UwsPlugin(…)].");
    }
}
