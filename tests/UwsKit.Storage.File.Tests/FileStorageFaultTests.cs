using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using UwsKit.Storage.File;

namespace UwsKit.Tests.Files;

public sealed class FileStorageFaultTests : IAsyncDisposable
{
    private readonly Records _records = new();

    public ValueTask DisposeAsync() => _records.DisposeAsync();

    [Fact]
    public async Task A_record_damaged_while_open_is_named_and_does_not_hide_other_jobs()
    {
        await using var storage = await _records.OpenAsync();
        var (bad, gone, good) = (Records.Job(), Records.Job(), Records.Job());
        foreach (var job in (Job[])[bad, gone, good])
        {
            await storage.TryCreateAsync(job, default);
        }

        await File.WriteAllTextAsync(_records.PathOf(bad), "{}");
        File.Delete(_records.PathOf(gone));

        (await storage.Invoking(s => s.GetAsync(bad.Id, default).AsTask()).Should().ThrowAsync<UwsException>()).Which
            .Message.Should().Be($"The record of job {bad.Id} is damaged: a record has a job");
        (await storage.Invoking(s => s.GetAsync(gone.Id, default).AsTask()).Should().ThrowAsync<UwsException>()).Which
            .Message.Should().Be($"The record of job {gone.Id} is damaged: its file is gone");
        (await storage.GetAsync(good.Id, default)).Should().BeEquivalentTo(good);
        (await storage.ListAsync(Records.Everything, default)).Should().HaveCount(3);
    }

    [Fact]
    public async Task A_write_that_fails_changes_nothing_and_says_so()
    {
        await using var storage = await _records.OpenAsync();
        var (job, other) = (Records.Job(), Records.Job());
        await storage.TryCreateAsync(job, default);

        // Directories stand where the drafts would be written.
        Directory.CreateDirectory(Path.ChangeExtension(_records.PathOf(job), ".json.new"));
        Directory.CreateDirectory(Path.ChangeExtension(_records.PathOf(other), ".json.new"));

        foreach (var write in (Func<Task<bool>>[])[() => storage.TryUpdateAsync(job with { RunId = "x" }, default).AsTask(), () => storage.TryCreateAsync(other, default).AsTask()])
        {
            (await write.Should().ThrowAsync<UwsException>()).Which.Should().Match<UwsException>(e => e.Kind == UwsErrorKind.Unavailable && !e.Message.Contains(_records.Root));
        }

        (await storage.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
        (await storage.GetAsync(other.Id, default)).Should().BeNull();
        (await storage.ListAsync(Records.Everything, default)).Should().Equal(job.Summarize());
        _records.Log.Lines.Count(l => l.StartsWith("Error 4213")).Should().Be(2);
        Directory.Delete(Path.ChangeExtension(_records.PathOf(job), ".json.new"));
        (await storage.TryUpdateAsync(job with { RunId = "x" }, default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_closed_storage_says_so()
    {
        var storage = await _records.OpenAsync();
        await storage.DisposeAsync();
        await storage.DisposeAsync();

        await storage.Invoking(s => s.TryCreateAsync(Records.Job(), default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        await storage.Invoking(s => s.GetAsync(Records.Job().Id, default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_host_that_names_the_plugin_gets_the_storage()
    {
        var services = new ServiceCollection();
        new FileRecordsPlugin().Configure(new("UwsKit.Storage.File", Section(("Root", _records.Root), ("SyncToDisk", "false"), ("ParallelWrites", "2"), ("Plugin", "x")), services));
        await using var provider = services.BuildServiceProvider();
        var storage = provider.GetRequiredService<IStorage>();
        await storage.InitializeAsync(default);
        (await storage.TryCreateAsync(Records.Job(), default)).Should().BeTrue();
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
        => new Action(() => new FileRecordsPlugin().Configure(new("x", Section(("ParallelWrites", "0"), ("Rot", "a")), new ServiceCollection())))
            .Should().Throw<UwsConfigurationException>().Which.Faults.Should().HaveCount(3)
            .And.Contain(f => f.StartsWith("Storage:Root")).And.Contain(f => f.StartsWith("Storage:Rot:")).And.Contain(f => f.StartsWith("Storage:ParallelWrites"));

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Storage:" + s.Key, (string?)s.Value))).Build().GetSection("Storage");
}
