using Xunit;

namespace UwsKit.Testing;

/// <summary>
/// What every <see cref="IStorage"/> owes. Derive, say how to make one, and every spec runs against it. Each test has a storage of its own; tests of
/// different classes may run at the same time.
/// </summary>
public abstract partial class StorageSpecs : IAsyncDisposable
{
    private readonly List<object> _parts = [];

    /// <summary>Whether two instances may hold the same data at once, as two nodes do. False for a storage that belongs to one process.</summary>
    protected virtual bool SupportsSeveralInstances => true;

    /// <summary>
    /// Why the specs of many jobs and their speed are skipped, where a stand-in takes the place of the real server and would tell nothing; null = they run.
    /// </summary>
    protected virtual string? ScaleSkippedBecause => null;

    /// <summary>A new, empty storage. The specs call <see cref="IStorage.InitializeAsync"/> and dispose it.</summary>
    protected abstract ValueTask<IStorage> CreateAsync();

    /// <summary>Another instance over the data of the last <see cref="CreateAsync"/>; null where nothing outlives the instance.</summary>
    protected virtual ValueTask<IStorage?> ReopenAsync() => default;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once after each test, when all instances are disposed: removes what a test left.</summary>
    protected virtual ValueTask CleanUpAsync() => default;

    private protected async Task<IStorage> OpenAsync() => await ReadyAsync(await CreateAsync());

    /// <summary>The storage and a second instance beside it; skips where there cannot be one.</summary>
    private protected async Task<(IStorage First, IStorage Second)> OpenTwoAsync()
    {
        Assert.SkipUnless(SupportsSeveralInstances, "This storage belongs to one instance at a time.");
        var first = await OpenAsync();
        var second = await ReopenAsync();
        Assert.SkipWhen(second is null, "This storage keeps nothing outside its instance.");
        return (first, await ReadyAsync(second));
    }

    /// <summary>Closes every instance and opens the data anew, as after a restart; skips where nothing is kept.</summary>
    private protected async Task<IStorage> RestartAsync()
    {
        await CloseAsync();
        var again = await ReopenAsync();
        Assert.SkipWhen(again is null, "This storage keeps nothing outside its instance.");
        return await ReadyAsync(again);
    }

    private protected static async Task FillAsync(IStorage storage, IEnumerable<Job> jobs)
    {
        foreach (var some in jobs.Chunk(500))
        {
            var created = await Task.WhenAll(some.Select(j => storage.TryCreateAsync(j, Ct).AsTask()));
            Assert.DoesNotContain(false, created);
        }
    }

    private async Task<IStorage> ReadyAsync(IStorage storage)
    {
        _parts.Add(storage);
        await storage.InitializeAsync(Ct);
        return storage;
    }

    private async Task CloseAsync()
    {
        foreach (var part in _parts)
        {
            await Disposal.DisposeAsync(part);
        }

        _parts.Clear();
    }
}
