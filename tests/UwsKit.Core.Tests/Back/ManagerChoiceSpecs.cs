using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Testing;

namespace UwsKit.Back;

public sealed class ManagerChoiceSpecs
{
    private const string Own = UwsTestHost.ManagerName;
    private static readonly JobListOptions Choice = new() { Managers = ["cluster", "gpu"] };

    [Fact]
    public async Task A_client_chooses_the_manager_by_a_parameter_which_the_job_shows()
    {
        await using var host = await StartAsync(Choice);
        var job = await host.CreateAsync("probe", run: true, values: ("manager", "cluster"));
        job.Placement!.Manager.Should().Be("cluster");
        job.Parameters.Should().ContainSingle().Which.Should().Be(new JobParameter("MANAGER", "cluster"));
    }

    [Fact]
    public async Task Who_does_not_choose_gets_the_manager_of_the_list_and_sees_it()
    {
        await using var host = await StartAsync(Choice);
        var job = await host.CreateAsync("probe", run: true);
        job.Placement!.Manager.Should().Be(Own);
        job.Parameters.Should().ContainSingle().Which.Value.Should().Be(Own);
    }

    [Fact]
    public async Task A_wrong_name_is_refused_in_one_line_that_names_the_allowed_ones()
    {
        await using var host = await StartAsync(Choice);
        var refused = await FluentActions.Awaiting(() => host.CreateAsync("probe", run: true, values: ("MANAGER", "moon"))).Should().ThrowAsync<UwsException>();
        refused.Which.Kind.Should().Be(UwsErrorKind.Invalid);
        refused.Which.Message.Should().Contain("'moon'").And.Contain($"{Own}, cluster, gpu").And.NotContain("\n");
    }

    [Fact]
    public async Task The_choice_of_a_pending_job_counts_when_it_is_run()
    {
        await using var host = await StartAsync(Choice);
        var job = await host.CreateAsync("probe");
        await host.Jobs.SetParametersAsync(job.Id, [new("MANAGER", "gpu")], default);
        (await host.Jobs.RunAsync(job.Id, default)).Placement!.Manager.Should().Be("gpu");
    }

    [Fact]
    public async Task Each_manager_has_a_queue_of_its_own()
    {
        await using var host = await StartAsync(Choice);
        host.Manager.FreeSlots = 0;
        var stuck = await host.CreateAsync("probe", run: true);
        var quick = await host.CreateAsync("probe", run: true, values: ("MANAGER", "cluster"));
        await host.UntilAsync(quick.Id, j => j.Placement?.State is PlacementState.Placed);
        (await host.UntilAsync(stuck.Id, _ => true)).Placement!.State.Should().Be(PlacementState.Waiting);
    }

    [Fact]
    public async Task A_list_without_a_choice_has_no_such_parameter()
    {
        await using var host = await StartAsync(new());
        var job = await host.CreateAsync("probe", run: true, values: ("MANAGER", "cluster"));
        job.Placement!.Manager.Should().Be(Own);
        job.Parameters.Should().BeEmpty("it is not described");
    }

    [Fact]
    public async Task A_description_may_have_the_parameter_itself_with_fewer_options_and_its_own_words()
    {
        ParameterDescription site = new("site", ParameterType.Text) { Options = ["cluster", "gpu"], Text = "where?" };
        await using var host = await StartAsync(new() { Managers = Choice.Managers, ManagerParameter = "SITE" }, site);
        var described = host.Services.GetRequiredService<JobLists>().Find("probe")!.Description.Parameters.Should().ContainSingle().Subject;
        described.Should().BeEquivalentTo(site with { Default = "cluster" });
        (await host.CreateAsync("probe", run: true, values: ("site", "gpu"))).Placement!.Manager.Should().Be("gpu");
        (await host.CreateAsync("probe", run: true)).Placement!.Manager.Should().Be("cluster");
    }

    [Fact]
    public async Task Choices_that_cannot_be_kept_stop_the_start()
    {
        (await FaultsAsync(new() { Managers = ["moon"] })).Should().ContainSingle().Which.Should().Contain("there is no manager 'moon'").And.Contain(Own);
        (await FaultsAsync(Choice, new ParameterDescription("MANAGER", ParameterType.Text) { Options = ["cluster", "moon"] })).Should().ContainSingle().Which.Should().Contain("'moon'").And.Contain("gpu");
        (await FaultsAsync(Choice, new ParameterDescription("MANAGER", ParameterType.Integer))).Should().Contain(f => f.Contains("must be a text"));
    }

    [Fact]
    public void The_choice_can_be_configured()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["L:Managers:0"] = "a", ["L:Managers:1"] = "b", ["L:ManagerParameter"] = "site" }).Build().GetSection("L");
        var options = UwsSettings.Read<JobListOptions>(section).Over(new());
        options.Managers.Should().Equal("a", "b");
        options.ManagerParameter.Should().Be("site");
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(JobListOptions options, params ParameterDescription[] parameters)
        => (await FluentActions.Awaiting(() => StartAsync(options, parameters)).Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;

    private static Task<UwsTestHost> StartAsync(JobListOptions options, params ParameterDescription[] parameters) => UwsTestHost.StartAsync(uws =>
    {
        uws.AddJobList(new JobDescription { Name = "probe", Parameters = parameters }, Own, options);
        foreach (var name in (string[])["cluster", "gpu"])
        {
            uws.Services.AddKeyedSingleton<IManager>(name, new ScriptedManager());
        }
    });
}
