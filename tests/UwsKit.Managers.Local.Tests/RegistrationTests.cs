using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Managers.Local.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task One_instance_serves_all_three_contracts_under_its_name()
    {
        await using var host = new TestHost();

        host.Manager.Should().BeSameAs(host.Slots).And.BeSameAs(host.Durations);
        host.Manager.Scope.Should().Be(ManagerScope.Node);
        Path.IsPathRooted(host.Control(JobId.New(TimeProvider.System))).Should().BeTrue();
    }

    [Fact]
    public void The_plugin_registers_what_its_settings_say()
    {
        var attribute = typeof(Plugin).Assembly.GetCustomAttributes<UwsPluginAttribute>().Single();
        var services = new ServiceCollection();

        attribute.Kind.Should().Be(PluginKind.Manager);
        ((IUwsPlugin)Activator.CreateInstance(attribute.Type)!).Configure(new("gpu", Section(
            ("Plugin", "UwsKit.Managers.Local"), ("MaxParallel", "3"), ("Grace", "5s"), ("Environment:SITE", "cta"), ("Nice", "10")), services));

        services.Should().Contain(s => s.ServiceType == typeof(IManager) && Equals(s.ServiceKey, "gpu"))
            .And.Contain(s => s.ServiceType == typeof(ISlotManager)).And.Contain(s => s.ServiceType == typeof(IDurationManager));
    }

    [Fact]
    public void All_wrong_settings_are_named_at_once()
        => new Action(() => new Plugin().Configure(new("local", Section(("MaxParallel", "0"), ("Grace", "soon"), ("Nice", "-5"), ("Colour", "red")), new ServiceCollection())))
            .Should().Throw<UwsConfigurationException>().Which.Faults.Should().HaveCount(4);

    [Fact]
    public void A_wrong_variable_name_is_named()
        => new Action(() => new UwsBuilder(new ServiceCollection()).AddLocalManager("local", new() { Environment = { ["A=B"] = "" } }))
            .Should().Throw<UwsConfigurationException>().WithMessage("*A=B*");

    [Fact]
    public void Without_directories_of_jobs_the_manager_says_what_it_needs()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IJobEventSink>(new RecordingSink());
        new UwsBuilder(services).AddLocalManager("local");
        using var provider = services.BuildServiceProvider();

        new Action(() => provider.GetRequiredKeyedService<IManager>("local")).Should().Throw<UwsConfigurationException>().WithMessage("*'local'*IJobDirectories*");
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>("M:" + s.Key, s.Value))).Build().GetSection("M");
}
