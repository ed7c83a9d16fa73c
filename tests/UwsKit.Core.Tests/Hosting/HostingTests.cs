using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace UwsKit;

public sealed class HostingTests
{
    private static readonly JobDescription Echo = new() { Name = "echo" };

    [Fact]
    public void A_second_AddUws_is_refused_because_it_would_double_the_engine()
        => FluentActions.Invoking(() => { ServiceCollection s = []; s.AddUws(); s.AddUws(); }).Should().Throw<InvalidOperationException>().WithMessage("*twice*");

    [Fact]
    public void Settings_in_code_win_over_the_section()
    {
        var services = new ServiceCollection();
        services.AddUws(Section(("Node", "a"), ("LostGrace", "1m")), o => o.Node = "b");
        var options = services.BuildServiceProvider().GetRequiredService<IOptions<UwsOptions>>().Value;
        (options.Node, options.LostGrace).Should().Be(("b", TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Faults_in_code_stop_the_start_all_at_once()
    {
        var faults = await FaultsAsync(null, o =>
        {
            o.Limits.MaxWait = TimeSpan.Zero;
            o.Defaults.Lifetime = TimeSpan.FromDays(-1);
            o.PublicUrl = new("uws", UriKind.Relative);
        }, new() { MaxBody = 0 });
        faults.Should().HaveCount(5, "the list has the wrong default as well")
            .And.Contain(f => f.Contains("MaxWait")).And.Contain(f => f.Contains("Lifetime")).And.Contain(f => f.Contains("PublicUrl")).And.Contain(f => f.Contains("MaxBody"));
    }

    [Theory]
    [InlineData("Limits:MaxWait", "0s", "1s to 10m")]
    [InlineData("ProbeInterval", "0s", "1s to 1d")]
    [InlineData("OrphanAge", "1s", "1h to 365d")]
    [InlineData("Defaults:Lifetime", "0s", "1s to 36500d")]
    public async Task A_duration_that_would_break_the_service_is_refused_as_it_is_written(string key, string value, string allowed)
        => (await FaultsAsync(Section((key, value)))).Should().Equal($"Uws:{key}: '{value}' is not allowed; allowed: {allowed}");

    [Fact]
    public async Task An_event_key_that_can_be_guessed_is_refused_and_not_repeated()
        => (await FaultsAsync(Section(("EventKeys:0", "0123456789abcdef"), ("EventKeys:1", "secret")))).Should().ContainSingle()
            .Which.Should().StartWith("Uws:EventKeys:1: 6 characters").And.NotContain("'secret'");

    [Fact]
    public async Task Two_job_lists_of_one_name_are_a_fault_of_the_configuration()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddUws().AddJobList(Echo, (_, _) => Task.CompletedTask).AddJobList(Echo, (_, _) => Task.CompletedTask);
        (await FaultsAsync(services)).Should().ContainSingle().Which.Should().Contain("'echo'").And.Contain("2 times");
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] settings)
        => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Uws:{s.Key}", (string?)s.Value))).Build().GetSection("Uws");

    private static Task<IReadOnlyList<string>> FaultsAsync(IConfigurationSection? section, Action<UwsOptions>? configure = null, JobListOptions? list = null)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddUws(section, configure).AddJobList(Echo, (_, _) => Task.CompletedTask, list);
        return FaultsAsync(services);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(IServiceCollection services)
    {
        await using var provider = services.BuildServiceProvider();
        var check = () => provider.GetRequiredService<UwsChecks>().RunAsync(CancellationToken.None);
        return (await check.Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;
    }
}
