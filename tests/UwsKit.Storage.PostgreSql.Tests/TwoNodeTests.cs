using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UwsKit.Testing;

namespace UwsKit.Storage.PostgreSql;

public sealed class TwoNodeTests : IAsyncLifetime
{
    private readonly TempSchema _schema = new();
    private UwsTestHost _first = null!, _second = null!;

    public async ValueTask InitializeAsync() => (_first, _second) = (await NodeAsync("first"), await NodeAsync("second"));

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _schema.DisposeAsync();
    }

    [Fact]
    public async Task A_wait_on_one_node_wakes_on_the_change_made_by_the_other()
    {
        for (var round = 0; round < 10; round++)
        {
            var job = await _first.CreateAsync("list");
            var wait = _second.Jobs.WaitAsync(job, TimeSpan.FromSeconds(50), null, default);
            wait.IsCompleted.Should().BeFalse();

            // The clock stands still, so nothing but the feed can end the wait.
            await _first.Jobs.RunAsync(job.Id, default);

            var woken = await wait.WaitAsync(TimeSpan.FromSeconds(10));
            woken!.Phase.Should().NotBe(ExecutionPhase.Pending);
        }
    }

    [Fact]
    public async Task Each_job_is_submitted_exactly_once_by_the_two()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => (n % 2 == 0 ? _first : _second).CreateAsync("list", run: true, owner: $"owner{n % 7}")));
        foreach (var job in jobs)
        {
            await _first.UntilAsync(job.Id, j => j.Placement?.State == PlacementState.Placed, TimeSpan.FromSeconds(1));
        }

        var submitted = _first.Manager.Submissions.Concat(_second.Manager.Submissions).Select(s => s.Job.Id).ToList();
        submitted.Should().BeEquivalentTo(jobs.Select(j => j.Id));
        (await _schema.ScalarAsync("SELECT count(*) FROM {s}.jobs WHERE p_node IN ('first', 'second') AND p_attempt = 1")).Should().Be("60");
    }

    private Task<UwsTestHost> NodeAsync(string name) => UwsTestHost.StartAsync(uws =>
    {
        uws.UsePostgreSql(_schema.Options);
        ((IOptions<UwsOptions>)uws.Services.Single(s => s.ServiceType == typeof(IOptions<UwsOptions>)).ImplementationInstance!).Value.Node = name;
        uws.AddJobList(new() { Name = "list" }, UwsTestHost.ManagerName);
    });
}
