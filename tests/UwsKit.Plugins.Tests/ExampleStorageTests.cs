using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Plugins.Tests;

/// <summary>examples/PluginStorage, published and loaded by name.</summary>
public sealed class ExampleStorageTests : IDisposable
{
    private readonly ServiceProvider _services = Published.Use(PluginKind.Storage, "PluginStorage");

    private IStorage Storage => _services.GetRequiredService<IStorage>();

    [Fact]
    public async Task It_keeps_lists_and_deletes_jobs()
    {
        var (first, second) = (NewJob("a"), NewJob("b"));
        (await Storage.TryCreateAsync(first, default)).Should().BeTrue();
        (await Storage.TryCreateAsync(first, default)).Should().BeFalse();
        (await Storage.TryCreateAsync(second, default)).Should().BeTrue();

        (await Storage.GetAsync(first.Id, default)).Should().Be(first);
        (await Storage.ListAsync(new JobQuery { JobList = "a", Visibility = Visibility.Everybody }, default)).Select(j => j.Id).Should().Equal(first.Id);
        (await Storage.DeleteAsync(first.Id, default)).Should().BeTrue();
        (await Storage.GetAsync(first.Id, default)).Should().BeNull();
    }

    [Fact]
    public async Task Of_many_updates_from_one_version_exactly_one_wins()
    {
        var job = NewJob("a");
        await Storage.TryCreateAsync(job, default);

        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await Storage.TryUpdateAsync(job with { RunId = $"{i}" }, default))));

        won.Count(w => w).Should().Be(1);
        (await Storage.GetAsync(job.Id, default))!.Version.Should().Be(job.Version + 1);
    }

    public void Dispose() => _services.Dispose();

    private static Job NewJob(string list) => new() { Id = JobId.New(TimeProvider.System), JobList = list, CreationTime = TimeProvider.System.GetUtcNow() };
}
