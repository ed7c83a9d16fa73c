using Xunit;

namespace UwsKit.Testing;

/// <summary>What every <see cref="IQuotaStorage"/> owes: of requests at many nodes together no more pass than the limits allow.</summary>
public abstract class QuotaSpecs : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<IStorage> _open = [];

    /// <summary>A storage with limits. Each one that a test asks for sees the same data, as nodes do. The specs call <see cref="IStorage.InitializeAsync"/> and dispose it.</summary>
    protected abstract ValueTask<IStorage> CreateAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_creations_at_once_exactly_as_many_pass_as_are_allowed()
    {
        var nodes = new[] { await OpenAsync(), await OpenAsync() };
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Quota(nodes[n % 2]).TryCreateAsync(New("alice"), new(StoredJobs: 7), Ct).AsTask()));
        Assert.Equal(7, verdicts.Count(v => v is QuotaVerdict.Written));
        Assert.Equal(33, verdicts.Count(v => v is QuotaVerdict.TooManyStored));
        Assert.Equal(7, (await nodes[0].ListAsync(new() { Visibility = Visibility.Everybody }, Ct)).Count);
    }

    [Fact]
    public async Task Of_many_jobs_run_at_once_exactly_as_many_pass_as_are_allowed()
    {
        var nodes = new[] { await OpenAsync(), await OpenAsync() };
        var jobs = Enumerable.Range(0, 20).Select(_ => New("alice")).ToList();
        foreach (var job in jobs)
        {
            Assert.True(await nodes[0].TryCreateAsync(job, Ct));
        }

        var verdicts = await Task.WhenAll(jobs.Select((job, n)
            => Quota(nodes[n % 2]).TryUpdateAsync(job with { Phase = ExecutionPhase.Queued }, new(ActiveJobs: 3), Ct).AsTask()));
        Assert.Equal(3, verdicts.Count(v => v is QuotaVerdict.Written));
        Assert.Equal(17, verdicts.Count(v => v is QuotaVerdict.TooManyActive));
    }

    [Fact]
    public async Task Bytes_of_uploads_and_results_count_together()
    {
        var storage = await OpenAsync();
        var large = New("alice") with
        {
            Parameters = [new("events", null) { File = new("events-1", 600) }],
            Results = [new("map", "map.fits") { Size = 300 }, new("elsewhere", null) { Href = new("http://example.org/x"), Size = 1_000_000 }],
        };
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryCreateAsync(large, new(StoredBytes: 1000), Ct));
        Assert.Equal(QuotaVerdict.TooManyBytes, await Quota(storage).TryCreateAsync(New("alice", 101), new(StoredBytes: 1000), Ct));
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryCreateAsync(New("alice", 100), new(StoredBytes: 1000), Ct));
    }

    [Fact]
    public async Task Other_owners_other_lists_and_jobs_that_are_gone_do_not_count()
    {
        var storage = await OpenAsync();
        Job[] others =
        [
            New("bob"), New(null), New("alic"), New("alice2"), New("alice") with { JobList = "other" }, New("alice") with { Phase = ExecutionPhase.Archived },
            New("alice") with { Deleted = true },
        ];
        foreach (var job in others)
        {
            Assert.True(await storage.TryCreateAsync(job, Ct));
        }

        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryCreateAsync(New("alice"), new(0, 1, 0), Ct));
        Assert.Equal(QuotaVerdict.TooManyStored, await Quota(storage).TryCreateAsync(New("alice"), new(StoredJobs: 1), Ct));
        Assert.Equal(QuotaVerdict.TooManyStored, await Quota(storage).TryCreateAsync(New(null), new(StoredJobs: 1), Ct));
    }

    [Fact]
    public async Task A_job_does_not_count_against_itself_and_what_has_ended_is_not_active()
    {
        var storage = await OpenAsync();
        var job = New("alice");
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryCreateAsync(job, new(1, 1), Ct));
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryUpdateAsync(job with { Phase = ExecutionPhase.Queued }, new(1, 1), Ct));
        Assert.Equal(QuotaVerdict.TooManyActive, await Quota(storage).TryCreateAsync(New("alice") with { Phase = ExecutionPhase.Queued }, new(ActiveJobs: 1), Ct));
        Assert.True(await storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Error, Version = job.Version + 1 }, Ct));
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryCreateAsync(New("alice") with { Phase = ExecutionPhase.Queued }, new(ActiveJobs: 1), Ct));
    }

    [Fact]
    public async Task A_taken_id_and_an_old_version_are_conflicts()
    {
        var storage = await OpenAsync();
        var job = New("alice");
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryCreateAsync(job, new(9, 9, 9), Ct));
        Assert.Equal(QuotaVerdict.Conflict, await Quota(storage).TryCreateAsync(job, new(9, 9, 9), Ct));
        Assert.Equal(QuotaVerdict.Written, await Quota(storage).TryUpdateAsync(job, new(9, 9, 9), Ct));
        Assert.Equal(QuotaVerdict.Conflict, await Quota(storage).TryUpdateAsync(job, new(9, 9, 9), Ct));
        Assert.Equal(job.Version + 1, (await storage.GetAsync(job.Id, Ct))!.Version);
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

    private static IQuotaStorage Quota(IStorage storage) => Assert.IsType<IQuotaStorage>(storage, exactMatch: false);

    private static Job New(string? owner, long bytes = 0) => new()
    {
        Id = JobId.New(TimeProvider.System), JobList = "skymap", OwnerId = owner, CreationTime = Now, Version = 1,
        Parameters = bytes == 0 ? [] : [new("events", null) { File = new("events-1", bytes) }],
    };

    private async Task<IStorage> OpenAsync()
    {
        var storage = await CreateAsync();
        _open.Add(storage);
        await storage.InitializeAsync(Ct);
        return storage;
    }
}
