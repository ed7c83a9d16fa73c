using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UwsKit.Testing;

namespace UwsKit.Catalogue;

public sealed class CatalogueManagerSpecs : IDisposable
{
    private readonly DescriptionFiles _files = new();

    public void Dispose() => _files.Dispose();

    private async Task<UwsTestHost> StartAsync(params string[] choices)
    {
        var host = new UwsTestHost(uws =>
        {
            var options = ((IOptions<UwsOptions>)uws.Services.Single(s => s.ServiceType == typeof(IOptions<UwsOptions>)).ImplementationInstance!).Value;
            options.Catalogue = new() { Folder = _files.Folder, Manager = UwsTestHost.ManagerName };
            options.Defaults.Managers = choices;
            foreach (var name in (string[])["cluster", "gpu"])
            {
                uws.Services.AddKeyedSingleton<IManager>(name, new ScriptedManager());
            }
        });
        await host.StartAsync();
        return host;
    }

    private static Task RefreshAsync(UwsTestHost host) => host.Services.GetRequiredService<DescriptionCatalogue>().RefreshAsync(default);

    private static JobList? Find(UwsTestHost host, string name) => host.Services.GetRequiredService<JobLists>().Find(name);

    [Fact]
    public async Task A_list_that_comes_while_the_host_runs_offers_managers_that_had_no_list_before()
    {
        await using var host = await StartAsync("cluster");
        _files.Write("a.json", "alpha", "1");
        await RefreshAsync(host);

        var job = await host.CreateAsync("alpha", run: true, values: ("MANAGER", "cluster"));

        (await host.UntilAsync(job.Id, j => j.Placement?.State is PlacementState.Placed)).Placement!.Manager.Should().Be("cluster");
        (await host.CreateAsync("alpha", run: true)).Placement!.Manager.Should().Be(UwsTestHost.ManagerName);
    }

    [Fact]
    public async Task A_file_whose_choice_of_managers_cannot_be_kept_is_refused_and_the_last_good_version_stays()
    {
        _files.Write("a.json", "alpha", "1");
        await using var host = await StartAsync("cluster");

        _files.Write("a.json", """{ "name": "alpha", "version": "2", "parameters": [ { "name": "manager", "type": "text", "options": [ "cluster", "moon" ] } ] }""");
        await RefreshAsync(host);

        Find(host, "alpha")!.Description.Version.Should().Be("1");
        host.Services.GetRequiredService<UwsChecks>().CatalogueFaults.Should().ContainSingle()
            .Which.Should().StartWith($"{_files["a.json"]}: parameter 'manager': option 'moon' is not allowed").And.Contain("the last good version of 'alpha' stays");
    }

    [Fact]
    public async Task An_older_job_chooses_among_the_managers_that_the_list_offers_now()
    {
        _files.Write("a.json", "alpha", "1");
        await using var host = await StartAsync("cluster");
        var job = await host.CreateAsync("alpha");
        host.Services.GetRequiredService<IOptions<UwsOptions>>().Value.Defaults.Managers = ["gpu"];
        _files.Write("a.json", "alpha", "2");
        await RefreshAsync(host);

        await host.Awaiting(h => h.Jobs.SetParametersAsync(job.Id, [new("MANAGER", "cluster")], default)).Should().ThrowAsync<UwsException>().WithMessage("*'cluster'*gpu*");
        await host.Jobs.SetParametersAsync(job.Id, [new("MANAGER", "gpu")], default);

        (await host.Jobs.RunAsync(job.Id, default)).Placement!.Manager.Should().Be("gpu");
    }

    [Fact]
    public async Task A_job_of_a_list_that_only_another_node_has_seen_yet_is_left_to_it_and_fails_when_the_list_does_not_come()
    {
        await using var host = await StartAsync();
        var (soon, never) = (Elsewhere("alpha"), Elsewhere("beta"));
        await host.Services.GetRequiredService<IStorage>().TryCreateAsync(soon, default);
        await host.Services.GetRequiredService<IStorage>().TryCreateAsync(never, default);
        host.Services.GetRequiredService<JobHints>().Submit(UwsTestHost.ManagerName).Set();
        await host.UntilAsync(soon.Id, Refused);
        await host.UntilAsync(never.Id, Refused);

        _files.Write("a.json", "alpha", "1");
        await RefreshAsync(host);

        await host.UntilAsync(soon.Id, j => j.Placement?.State is PlacementState.Placed, TimeSpan.FromSeconds(5));
        (await host.UntilAsync(never.Id, j => j.Phase is ExecutionPhase.Error, TimeSpan.FromSeconds(5))).Error!.Message.Should().Contain("'beta'").And.Contain("no longer offered");

        static bool Refused(Job job) => job is { Phase: ExecutionPhase.Queued, Placement: { State: PlacementState.Waiting, Attempt: > 0 } };
        Job Elsewhere(string list) => new()
        {
            Id = JobId.New(host.Time), JobList = list, CreationTime = host.Time.Now(), QueuedAt = host.Time.Now(), Phase = ExecutionPhase.Queued, Version = 1,
            Placement = new(UwsTestHost.ManagerName, PlacementState.Waiting, 0, null, null, host.Time.Now()),
        };
    }
}
