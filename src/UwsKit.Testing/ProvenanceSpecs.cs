using Xunit;

namespace UwsKit.Testing;

/// <summary>What every <see cref="IProvenanceArchive"/> owes: one entry a job, found by any of its keys, kept until its time is over.</summary>
public abstract class ProvenanceSpecs : IAsyncDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private readonly List<IStorage> _open = [];

    /// <summary>A new, empty storage that keeps provenance. The specs call <see cref="IStorage.InitializeAsync"/> and dispose it.</summary>
    protected abstract ValueTask<IStorage> CreateAsync();

    /// <summary>Another instance over the data of the last <see cref="CreateAsync"/>, opened when that one is closed; null where nothing outlives the instance.</summary>
    protected virtual ValueTask<IStorage?> ReopenAsync() => default;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_comes_back_as_it_was()
    {
        var archive = await OpenAsync();
        var entry = Entry(Id(1), ["sha256-00", "in-x"], [0, 1, 255, (byte)'{'], Day);
        await archive.KeepAsync(entry, Ct);
        Same(entry, await archive.FindAsync(entry.Job, Ct));
        Assert.Null(await archive.FindAsync(Id(2), Ct));
    }

    [Fact]
    public async Task A_later_entry_takes_the_place_of_an_earlier_one_with_all_its_keys()
    {
        var archive = await OpenAsync();
        await archive.KeepAsync(Entry(Id(1), ["a", "b"], [1]), Ct);
        var later = Entry(Id(1), ["b", "c", "c"], [2], Day);
        await archive.KeepAsync(later, Ct);
        await archive.KeepAsync(later, Ct);
        Same(later, await archive.FindAsync(Id(1), Ct));
        Assert.Empty(await archive.FindJobsAsync("a", 10, Ct));
        Assert.Equal([Id(1)], await archive.FindJobsAsync("b", 10, Ct));
        Assert.Equal([Id(1)], await archive.FindJobsAsync("c", 10, Ct));
    }

    [Fact]
    public async Task Jobs_of_a_key_come_newest_first_and_no_more_than_asked_for()
    {
        var archive = await OpenAsync();
        foreach (var n in new[] { 3, 1, 4, 2, 5 })
        {
            await archive.KeepAsync(Entry(Id(n), ["key", $"own{n}"], [1]), Ct);
        }

        Assert.Equal([Id(5), Id(4), Id(3)], await archive.FindJobsAsync("key", 3, Ct));
        Assert.Equal(5, (await archive.FindJobsAsync("key", 100, Ct)).Count);
        Assert.Empty(await archive.FindJobsAsync("key", 0, Ct));
    }

    [Fact]
    public async Task Keys_are_any_text_and_compared_as_they_are()
    {
        var archive = await OpenAsync();
        string[] keys = ["a", "A", "a ", "a'; --", "$a.b", "é", "e\u0301", "\U0001F52D", "a%", "a/../b", new string('x', 200), new string('x', 199)];
        foreach (var (n, key) in keys.Index())
        {
            await archive.KeepAsync(Entry(Id(n), [key], [1]), Ct);
        }

        foreach (var (n, key) in keys.Index())
        {
            Assert.Equal([Id(n)], await archive.FindJobsAsync(key, 10, Ct));
        }
    }

    [Fact]
    public async Task All_jobs_are_listed_newest_first_page_by_page()
    {
        var archive = await OpenAsync();
        Assert.Empty(await archive.ListJobsAsync(null, 10, Ct));
        foreach (var n in new[] { 3, 1, 4, 2, 5 })
        {
            await archive.KeepAsync(Entry(Id(n), n == 2 ? [] : ["key"], [1], n == 3 ? Day : null), Ct);
        }

        Assert.Equal([Id(5), Id(4)], await archive.ListJobsAsync(null, 2, Ct));
        Assert.Equal([Id(3), Id(2), Id(1)], await archive.ListJobsAsync(Id(4), 100, Ct));
        Assert.Equal([Id(3)], await archive.ListJobsAsync(Id(4), 1, Ct));
        Assert.Empty(await archive.ListJobsAsync(Id(1), 10, Ct));
        Assert.Empty(await archive.ListJobsAsync(null, 0, Ct));
    }

    [Fact]
    public async Task Many_that_are_due_are_removed_at_once()
    {
        var archive = await OpenAsync();
        var ids = Enumerable.Range(0, 600).Select(n => JobId.Parse($"j{n:D30}")).ToList();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, (id, ct) => archive.KeepAsync(Entry(id, ["all"], [1], Day), ct));
        await archive.KeepAsync(Entry(Id(1), ["all"], [1]), Ct);
        await Task.WhenAll(archive.RemoveAsync(Day, Ct).AsTask(), archive.RemoveAsync(Day, Ct).AsTask());
        Assert.Equal([Id(1)], await archive.FindJobsAsync("all", 10, Ct));
        Assert.Equal([Id(1)], await archive.ListJobsAsync(null, 10, Ct));
    }

    [Fact]
    public async Task What_was_to_be_kept_until_then_is_removed_and_nothing_else()
    {
        var archive = await OpenAsync();
        await archive.KeepAsync(Entry(Id(1), ["k"], [1], Day), Ct);
        await archive.KeepAsync(Entry(Id(2), ["k"], [1], Day.AddMilliseconds(1)), Ct);
        await archive.KeepAsync(Entry(Id(3), ["k"], [1]), Ct);
        await archive.RemoveAsync(Day.AddMilliseconds(-1), Ct);
        Assert.NotNull(await archive.FindAsync(Id(1), Ct));
        await archive.RemoveAsync(Day, Ct);
        Assert.Equal([Id(3), Id(2)], await archive.FindJobsAsync("k", 10, Ct));
        Assert.Null(await archive.FindAsync(Id(1), Ct));
    }

    [Fact]
    public async Task An_entry_outlives_its_job_and_a_restart()
    {
        var archive = await OpenAsync();
        var job = SampleJobs.Simple() with { Id = Id(1) };
        Assert.True(await ((IStorage)archive).TryCreateAsync(job, Ct));
        var entry = Entry(job.Id, ["k"], new byte[300_000]);
        await archive.KeepAsync(entry, Ct);
        Assert.True(await ((IStorage)archive).DeleteAsync(job.Id, Ct));
        Same(entry, await archive.FindAsync(job.Id, Ct));
        await CloseAsync();
        var again = await ReopenAsync();
        Assert.SkipWhen(again is null, "This storage keeps nothing outside its instance.");
        Same(entry, await (await ReadyAsync(again)).FindAsync(job.Id, Ct));
        Assert.Equal([job.Id], await ((IProvenanceArchive)again).FindJobsAsync("k", 10, Ct));
    }

    [Fact]
    public async Task Many_writers_of_one_entry_leave_one_whole_entry()
    {
        var archive = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => archive.KeepAsync(Entry(Id(1), [$"k{n}", "all"], [(byte)n, (byte)n]), Ct).AsTask()));
        var left = await archive.FindAsync(Id(1), Ct);
        var bytes = left!.Document.ToArray();
        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal([Id(1)], await archive.FindJobsAsync($"k{bytes[0]}", 10, Ct));
        Assert.Equal([Id(1)], await archive.FindJobsAsync("all", 10, Ct));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called once after each test, when all instances are disposed: removes what a test left.</summary>
    protected virtual ValueTask CleanUpAsync() => default;

    private async Task<IProvenanceArchive> OpenAsync() => await ReadyAsync(await CreateAsync());

    private async Task<IProvenanceArchive> ReadyAsync(IStorage storage)
    {
        _open.Add(storage);
        await storage.InitializeAsync(Ct);
        return Assert.IsType<IProvenanceArchive>(storage, exactMatch: false);
    }

    private async ValueTask CloseAsync()
    {
        foreach (var storage in _open)
        {
            await Disposal.DisposeAsync(storage);
        }

        _open.Clear();
    }

    private static JobId Id(int n) => JobId.Parse($"j0000000000000000000000000000{n:00}0"[..31]);

    private static ProvenanceEntry Entry(JobId job, string[] keys, byte[] document, DateTimeOffset? until = null) => new(job, keys, document, until);

    private static void Same(ProvenanceEntry expected, ProvenanceEntry? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected.Job, found.Job);
        Assert.Equal(expected.Keys.Distinct().Order(StringComparer.Ordinal), found.Keys.Distinct().Order(StringComparer.Ordinal));
        Assert.True(expected.Document.Span.SequenceEqual(found.Document.Span));
        Assert.Equal(expected.Until, found.Until);
    }
}
