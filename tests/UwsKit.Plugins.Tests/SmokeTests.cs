namespace UwsKit.Plugins.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Loads() => new PluginCatalog(Path.Combine(AppContext.BaseDirectory, "plugins")).Find(PluginKind.Storage, "Sample").Should().NotBeNull();
}
