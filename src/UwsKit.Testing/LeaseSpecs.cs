using Xunit;

namespace UwsKit.Testing;

/// <summary>What every <see cref="ILeases"/> owes: a name has one holder at a time, for as long as it was taken.</summary>
public abstract class LeaseSpecs : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), Short = TimeSpan.FromMilliseconds(1), None = TimeSpan.Zero;
    private readonly List<IStorage> _open = [];

    /// <summary>A storage with leases. Each one that a test asks for sees the same data, as nodes do. The specs call <see cref="IStorage.InitializeAsync"/> and dispose it.</summary>
    protected abstract ValueTask<IStorage> CreateAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_held_by_one_until_its_time_is_over()
    {
        var (one, two) = (await OpenAsync(), await OpenAsync());
        Assert.True(await one.TryHoldAsync("node/a", "a", Long, Ct));
        Assert.False(await two.TryHoldAsync("node/a", "b", Long, Ct));
        Assert.True(await two.TryHoldAsync("node/b", "b", Long, Ct));
        Assert.True(await one.TryHoldAsync("node/a", "a", Long, Ct), "The holder renews.");
        Assert.True(await one.TryHoldAsync("node/a", "a", Short, Ct), "The holder renews for a shorter time too.");

        await UntilHeldAsync(two, "node/a", "b");

        Assert.False(await one.TryHoldAsync("node/a", "a", Long, Ct));
    }

    [Fact]
    public async Task A_question_leaves_a_free_name_free_and_a_held_one_held()
    {
        var leases = await OpenAsync();
        Assert.True(await leases.TryHoldAsync("node/a", "asker", None, Ct));
        await UntilHeldAsync(leases, "node/a", "owner");
        Assert.False(await leases.TryHoldAsync("node/a", "asker", None, Ct));
        Assert.True(await leases.TryHoldAsync("node/a", "owner", Long, Ct));
    }

    [Fact]
    public async Task A_holder_that_asks_gives_its_name_up()
    {
        var (one, two) = (await OpenAsync(), await OpenAsync());
        Assert.True(await one.TryHoldAsync("probe/a", "a", Long, Ct));
        Assert.True(await one.TryHoldAsync("probe/a", "a", None, Ct));
        Assert.True(await two.TryHoldAsync("probe/a", "b", Long, Ct));
        Assert.False(await one.TryHoldAsync("probe/a", "a", None, Ct));
    }

    [Fact]
    public async Task Names_and_holders_are_any_text()
    {
        var leases = await OpenAsync();
        string[] names = ["a", "A", "a ", "a\0", "a'; --", "$a.b", "é", "e\u0301", "\U0001F52D", new string('x', 200)];
        foreach (var name in names)
        {
            Assert.True(await leases.TryHoldAsync(name, name, Long, Ct), name);
        }

        foreach (var name in names)
        {
            Assert.True(await leases.TryHoldAsync(name, name, Long, Ct), name);
            Assert.False(await leases.TryHoldAsync(name, name + "2", Long, Ct), name);
        }
    }

    [Fact]
    public async Task Of_twenty_who_want_a_name_exactly_one_has_it_whether_it_is_new_or_its_time_is_over()
    {
        ILeases[] nodes = [await OpenAsync(), await OpenAsync()];
        foreach (var name in new[] { "new", "old" })
        {
            if (name == "old")
            {
                Assert.True(await nodes[0].TryHoldAsync(name, "before", Short, Ct));
                await UntilHeldAsync(nodes[0], name, "asker", Short);
            }

            // The former holder's millisecond may not be over at the first try.
            int holders;
            do
            {
                holders = (await Task.WhenAll(Enumerable.Range(0, 20).Select(n => nodes[n % 2].TryHoldAsync(name, $"node{n}", Long, Ct).AsTask()))).Count(held => held);
            }
            while (holders == 0);

            Assert.Equal(1, holders);
        }
    }

    [Fact]
    public async Task Of_many_renewals_by_one_holder_at_once_none_is_refused()
    {
        var leases = await OpenAsync();
        for (var round = 0; round < 10; round++)
        {
            var name = $"node/{round}";
            Assert.DoesNotContain(false, await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => leases.TryHoldAsync(name, "a", Long, Ct).AsTask())));
        }
    }

    [Fact]
    public async Task What_is_cancelled_before_it_starts_takes_nothing()
    {
        var leases = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await leases.TryHoldAsync("node/a", "a", Long, new CancellationToken(canceled: true)));
        Assert.True(await leases.TryHoldAsync("node/a", "b", Long, Ct));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _open)
        {
            await Disposal.DisposeAsync(storage);
        }

        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once after each test, when all instances are disposed: removes what a test left.</summary>
    protected virtual ValueTask CleanUpAsync() => default;

    private async Task<ILeases> OpenAsync()
    {
        var storage = await CreateAsync();
        _open.Add(storage);
        await storage.InitializeAsync(Ct);
        return Assert.IsType<ILeases>(storage, exactMatch: false);
    }

    /// <summary>Waits for the storage's own clock, which nobody else moves.</summary>
    private static async Task UntilHeldAsync(ILeases leases, string name, string holder, TimeSpan? time = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await leases.TryHoldAsync(name, holder, time ?? Long, timeout.Token))
        {
        }
    }
}
