namespace UwsKit.Plugins.Tests;

public sealed class NameTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../Sample")]
    [InlineData("Sample/Sample")]
    [InlineData("Sample\\Sample")]
    [InlineData("/etc/passwd")]
    [InlineData("a..b")]
    [InlineData("Sample.")]
    [InlineData("-x")]
    [InlineData("Ns.Type, Assembly")]
    [InlineData("Sample\n")]
    [InlineData("Störung")]
    public void Only_a_plain_name_names_a_plugin(string name)
        => new PluginCatalog(Published.Root).Invoking(c => c.Find(PluginKind.Storage, name)).Should().Throw<UwsConfigurationException>().Which.Faults
            .Should().Equal($"Plugin '{name.Replace('\n', '?')}' is not a plugin name; allowed: letters, digits, '.', '_' and '-', beginning with a letter or digit (a name, never a path).");

    [Fact]
    public void An_unknown_name_lists_those_that_are_known_of_that_kind()
    {
        using var folder = new PluginFolder().With("Sample").With("PluginStorage").With("PluginManager");

        folder.Fault("Sampel").Should().Be($"Plugin 'Sampel' is not known; known storages: PluginStorage, Sample (in {folder.Root} or referenced by the host).");
        folder.Fault("sample", PluginKind.Manager).Should().Be($"Plugin 'sample' is not known; known managers: PluginManager, Referenced (in {folder.Root} or referenced by the host).");
        folder.Fault("x", PluginKind.Files).Should().Be($"Plugin 'x' is not known; known file storages: Sample (in {folder.Root} or referenced by the host).");
    }

    [Fact]
    public void Without_a_plugin_directory_the_message_says_so()
    {
        PluginFolder.Fault(new PluginCatalog(null), "X", PluginKind.Manager)
            .Should().Be("Plugin 'X' is not known; known managers: Referenced (no PluginDirectory is set).");
        PluginFolder.Fault(new PluginCatalog("/no/such"), "X", PluginKind.Storage)
            .Should().Be("Plugin 'X' is not known; no storages are known here (the plugin directory /no/such does not exist).");
    }

    [Fact]
    public void A_plugin_of_another_kind_is_refused_before_it_is_loaded()
    {
        using var folder = new PluginFolder().With("Sample").With("PluginManager");

        folder.Fault("PluginManager").Should().Be($"Plugin 'PluginManager' is a manager, not a storage; known storages: Sample (in {folder.Root} or referenced by the host).");
        folder.Fault("Sample", PluginKind.Manager).Should().Be(
            $"Plugin 'Sample' is a storage and a file storage, not a manager; known managers: PluginManager, Referenced (in {folder.Root} or referenced by the host).");
        folder.Fault("Referenced").Should().StartWith("Plugin 'Referenced' is a manager, not a storage; ");
    }

    [Fact]
    public void The_key_that_named_the_plugin_stands_before_the_message()
        => new PluginCatalog(null).Invoking(c => c.Find(PluginKind.Storage, "X", "Uws:Storage:Plugin")).Should().Throw<UwsConfigurationException>().Which.Faults
            .Should().Equal("Uws:Storage:Plugin: Plugin 'X' is not known; no storages are known here (no PluginDirectory is set).");

    [Fact]
    public void Broken_plugins_are_left_out_of_the_known_ones()
    {
        using var folder = new PluginFolder().With("Sample");
        File.WriteAllText(folder["Sample", "Sample.dll"], "text");
        Directory.CreateDirectory(Path.Combine(folder.Root, "Empty"));

        folder.Catalog.Known(PluginKind.Storage).Should().BeEmpty();
    }
}
