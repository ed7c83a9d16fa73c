using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UwsKit.Testing;

namespace UwsKit.Storage.MongoDb;

public sealed class TwoNodeTests : IAsyncLifetime
{
    private readonly TempDatabase _database = new();
    private UwsTestHost _first = null!, _second = null!;

    public async ValueTask InitializeAsync() => (_first, _second) = (await NodeAsync("first"), await NodeAsync("second"));

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Each_job_is_submitted_exactly_once_by_the_two()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => (n % 2 == 0 ? _first : _second).CreateAsync("list", run: true, owner: $"owner{n % 7}")));
        foreach (var job in jobs)
        {
            await _first.UntilAsync(job.Id, j => j.Placement?.State == PlacementState.Placed, TimeSpan.FromSeconds(1));
        }

        _first.Manager.Submissions.Concat(_second.Manager.Submissions).Select(s => s.Job.Id).Should().BeEquivalentTo(jobs.Select(j => j.Id));
    }

    private Task<UwsTestHost> NodeAsync(string name) => UwsTestHost.StartAsync(uws =>
    {
        uws.UseMongoDb(_database.Options);
        ((IOptions<UwsOptions>)uws.Services.Single(s => s.ServiceType == typeof(IOptions<UwsOptions>)).ImplementationInstance!).Value.Node = name;
        uws.AddJobList(new() { Name = "list" }, UwsTestHost.ManagerName);
    });
}
