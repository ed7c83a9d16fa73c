using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Managers.Moab.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Every_wrong_option_is_named_with_its_value()
    {
        var options = new MoabOptions
        {
            Root = "/shared/a:b", Class = "a b", AllowedOptions = ["class", "nice"], Arguments = ["-N", "-ox", "-lwalltime=5", "a\nb", "-l", "flags=suspendable"], Host = "-oProxyCommand=x",
            CommandTimeout = TimeSpan.Zero, Environment = { ["A-B"] = "" },
        };

        ((Action)(() => new UwsBuilder(new ServiceCollection()).AddMoab("cluster", options))).Should().Throw<UwsConfigurationException>()
            .Which.Faults.Should().HaveCount(12, "CommandTimeout, Root, Class, four Arguments, AllowedOptions, Environment, Host, KeyFile, KnownHosts are wrong").And.Contain(f => f.Contains("'/shared/a:b'"))
            .And.Contain(f => f.Contains("'a b'")).And.Contain(f => f.Contains("'nice'")).And.Contain(f => f.Contains("'-N'")).And.Contain(f => f.Contains("'-ox'")).And.Contain(f => f.Contains("'A-B'"));
    }

    [Fact]
    public void The_plugin_reads_its_section()
    {
        var folder = Directory.CreateTempSubdirectory("uws-moab-").FullName;
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["c:Plugin"] = "UwsKit.Managers.Moab", ["c:Root"] = folder, ["c:Class"] = "cta", ["c:Nodes"] = "1:ppn=4", ["c:AllowedOptions:0"] = "qos", ["c:Grace"] = "5s",
        }).Build().GetSection("c");
        var services = new ServiceCollection().AddLogging().AddSingleton<IJobEventSink>(new RecordingEventSink()).AddSingleton<IJobDirectories>(new DirectoryFiles(folder));

        new Plugin().Configure(new("c", section, services));

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredKeyedService<IManager>("c").Scope.Should().Be(ManagerScope.Shared);
        provider.GetRequiredKeyedService<IHoldingManager>("c").Should().BeSameAs(provider.GetRequiredKeyedService<IManager>("c"));
        provider.GetRequiredKeyedService<IDurationManager>("c").Should().NotBeNull();
    }

    [Fact]
    public void An_unknown_key_is_a_fault()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["c:Queue"] = "x" }).Build().GetSection("c");

        ((Action)(() => new Plugin().Configure(new("c", section, new ServiceCollection())))).Should().Throw<UwsConfigurationException>().WithMessage("*Queue*Class*");
    }
}
