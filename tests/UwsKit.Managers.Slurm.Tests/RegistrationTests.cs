using Microsoft.Extensions.DependencyInjection;
using UwsKit.Shared;

namespace UwsKit.Managers.Slurm.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Every_wrong_option_is_named_with_its_value()
    {
        var options = new SlurmOptions
        {
            Partition = "a b", AllowedOptions = ["partition", "nice"], Arguments = ["--requeue", "-p x", "--constraint=avx2"], Host = "-oProxyCommand=x", CommandTimeout = TimeSpan.Zero,
            Environment = { ["A-B"] = "" },
        };

        Invoking(() => new UwsBuilder(new ServiceCollection()).AddSlurm("cluster", options)).Should().Throw<UwsConfigurationException>()
            .Which.Faults.Should().HaveCount(9, "CommandTimeout, Partition, two Arguments, AllowedOptions, Environment, Host, KeyFile, KnownHosts are wrong").And.Contain(f => f.Contains("'a b'")).And.Contain(f => f.Contains("'nice'")).And.Contain(f => f.Contains("'--requeue'"))
            .And.Contain(f => f.Contains("'-p x'")).And.Contain(f => f.Contains("ProxyCommand")).And.Contain(f => f.Contains("'A-B'")).And.NotContain(f => f.Contains("'--constraint=avx2' is not"));
    }

    [Fact]
    public void The_plugin_reads_its_section() => ManagerPluginChecks.ReadsItsSection(new Plugin(), ("Plugin", "UwsKit.Managers.Slurm"), ("Partition", "cta"), ("Cpus", "4"), ("AllowedOptions:0", "gres"), ("Grace", "5s"));

    [Fact]
    public void An_unknown_key_is_a_fault() => ManagerPluginChecks.NamesAnUnknownKey(new Plugin(), "Queue", "Partition");

    [Fact]
    public void Two_managers_of_one_host_cannot_have_one_root()
    {
        var folder = Directory.CreateTempSubdirectory("uws-slurm-").FullName;
        var link = folder + "-link";
        Directory.CreateSymbolicLink(link, folder);
        var builder = new UwsBuilder(new ServiceCollection());
        builder.AddSlurm("one", new() { Root = folder });

        foreach (var root in new[] { folder + "/", link })
        {
            Invoking(() => builder.AddSlurm("two", new() { Root = root })).Should().Throw<UwsConfigurationException>()
                .Which.Faults.Should().ContainSingle().Which.Should().Be($"two:Root: '{root}' is the Root of the manager 'one' as well; allowed: a folder that no other manager of this host uses");
        }

        builder.AddSlurm("two", new() { Root = Path.Combine(folder, "two") });
    }

    private static Action Invoking(Action action) => action;
}
