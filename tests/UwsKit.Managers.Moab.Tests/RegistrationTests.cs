using Microsoft.Extensions.DependencyInjection;
using UwsKit.Shared;

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
    public void The_plugin_reads_its_section() => ManagerPluginChecks.ReadsItsSection(new Plugin(), ("Plugin", "UwsKit.Managers.Moab"), ("Class", "cta"), ("Nodes", "1:ppn=4"), ("AllowedOptions:0", "qos"), ("Grace", "5s"));

    [Fact]
    public void An_unknown_key_is_a_fault() => ManagerPluginChecks.NamesAnUnknownKey(new Plugin(), "Queue", "Class");
}
