using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
    public void The_plugin_reads_its_section()
    {
        var folder = Directory.CreateTempSubdirectory("uws-slurm-").FullName;
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["c:Plugin"] = "UwsKit.Managers.Slurm", ["c:Root"] = folder, ["c:Partition"] = "cta", ["c:Cpus"] = "4", ["c:AllowedOptions:0"] = "gres", ["c:Grace"] = "5s",
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

        Invoking(() => new Plugin().Configure(new("c", section, new ServiceCollection()))).Should().Throw<UwsConfigurationException>().WithMessage("*Queue*Partition*");
    }

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
