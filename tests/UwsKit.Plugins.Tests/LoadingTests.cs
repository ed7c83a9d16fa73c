using System.Collections.Concurrent;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace UwsKit.Plugins.Tests;

public sealed class LoadingTests
{
    [Fact]
    public void Inside_a_loaded_plugin_the_logger_and_the_options_are_those_of_the_host()
    {
        var log = new Messages();
        using var services = Published.Use(PluginKind.Storage, "Sample", new() { ["Word"] = "hello" }, s => s.AddLogging(l => l.AddProvider(log)));

        services.GetRequiredKeyedService<Func<string>>("shared")().Should().Be("hello");

        log.Lines.Should().Equal("Sample.Plugin: said hello");
        services.GetServices<IHostedService>().Should().ContainSingle().Which.GetType().Assembly.GetName().Name.Should().Be("Sample");
    }

    [Fact]
    public void The_libraries_of_a_plugin_are_its_own()
    {
        using var folder = new PluginFolder().With("Sample");
        using var services = Published.Use(PluginKind.Storage, "Sample", catalog: folder.Catalog);

        services.GetRequiredKeyedService<Func<string>>("library")().Should().Be("from the plugin's own library");

        var context = AssemblyLoadContext.GetLoadContext(folder.Catalog.Find(PluginKind.Storage, "Sample").GetType().Assembly)!;
        context.Should().NotBeSameAs(AssemblyLoadContext.Default);
        context.Assemblies.Select(a => a.GetName().Name).Should().BeEquivalentTo("Sample", "Sample.Library");
    }

    [Fact]
    public void However_often_and_for_whatever_kind_a_plugin_is_named_it_has_one_load_context()
    {
        var catalog = new PluginCatalog(Published.Root);
        var found = new ConcurrentBag<IUwsPlugin>();

        Parallel.For(0, 16, i => found.Add(catalog.Find(i % 2 == 0 ? PluginKind.Storage : PluginKind.Files, "Sample")));

        found.Select(p => p.GetType().Assembly).Distinct().Should().ContainSingle();
        found.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_plugin_that_the_host_references_needs_no_folder_and_loads_as_any_of_its_assemblies()
    {
        var plugin = new PluginCatalog(null).Find(PluginKind.Manager, "Referenced");

        AssemblyLoadContext.GetLoadContext(plugin.GetType().Assembly).Should().BeSameAs(AssemblyLoadContext.Default);
    }

    [Fact]
    public void What_the_host_references_goes_before_a_folder_of_that_name()
    {
        using var folder = new PluginFolder().With(new EmittedAssembly("Referenced"));

        folder.Catalog.Find(PluginKind.Manager, "Referenced").GetType().FullName.Should().Be("Referenced.Plugin");
    }

    [Fact]
    public void A_relative_plugin_directory_is_made_absolute()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Published.Root);
        Path.IsPathRooted(relative).Should().BeFalse();

        new PluginCatalog(relative).Find(PluginKind.Storage, "Sample").Should().NotBeNull();
    }

    [Fact]
    public void A_copy_of_the_contract_in_the_plugins_folder_does_no_harm()
    {
        using var folder = new PluginFolder().With("Sample");
        File.Copy(typeof(IUwsPlugin).Assembly.Location, folder["Sample", "UwsKit.Abstractions.dll"]);

        folder.Catalog.Find(PluginKind.Storage, "Sample").Should().NotBeNull();
    }

    [Fact]
    public void Loading_is_told_once_with_version_and_file()
    {
        var log = new Messages();
        var catalog = new PluginCatalog(Published.Root, log.CreateLogger("Plugins"));

        catalog.Find(PluginKind.Storage, "Sample");
        catalog.Find(PluginKind.Files, "Sample");

        log.Lines.Should().Equal($"Plugins: Plugin Sample 1.0.0.0 loaded from {Path.Combine(Published.Root, "Sample", "Sample.dll")}");
    }

    private sealed class Messages : ILoggerProvider, ILogger
    {
        private string _category = "";

        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            _category = categoryName;
            return this;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Add($"{_category}: {formatter(state, exception)}");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Dispose() { }
    }
}
