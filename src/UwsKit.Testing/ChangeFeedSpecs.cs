using Xunit;

namespace UwsKit.Testing;

/// <summary>What every <see cref="IChangeFeed"/> owes: a change made through one instance is told by another one within two seconds.</summary>
public abstract class ChangeFeedSpecs : IAsyncDisposable
{
    private readonly Recorder<JobChange> _told = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<object> _parts = [];
    private Task? _watch;

    /// <summary>How soon a change must be told; longer only where a test machine needs it.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(2);

    /// <summary>
    /// A feed, and a storage that writes to the same data: through another instance (as another node would) wherever the provider can. The specs call
    /// <see cref="IStorage.InitializeAsync"/> and dispose both.
    /// </summary>
    protected abstract ValueTask<(IChangeFeed Feed, IStorage Writer)> CreateAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_told_within_two_seconds_with_its_version()
    {
        var writer = await WatchAsync();
        var job = SampleJobs.Simple() with { Version = 4 };
        Assert.True(await writer.TryCreateAsync(job, Ct));

        Assert.True(await writer.TryUpdateAsync(job with { Phase = ExecutionPhase.Queued }, Ct));

        await ToldAsync(c => c.Id == job.Id && c.Version >= 5, "change to version 5");
    }

    [Fact]
    public async Task A_creation_is_told()
    {
        var writer = await WatchAsync();
        var job = SampleJobs.Simple();

        Assert.True(await writer.TryCreateAsync(job, Ct));

        await ToldAsync(c => c.Id == job.Id, "creation");
    }

    [Fact]
    public async Task A_removal_is_told_with_the_highest_version()
    {
        var writer = await WatchAsync();
        var job = SampleJobs.Simple();
        Assert.True(await writer.TryCreateAsync(job, Ct));

        Assert.True(await writer.DeleteAsync(job.Id, Ct));

        await ToldAsync(c => c.Id == job.Id && c.Version == long.MaxValue, "removal");
    }

    [Fact]
    public async Task Of_many_changes_the_last_of_each_job_is_told()
    {
        var writer = await WatchAsync();
        var jobs = Enumerable.Range(0, 50).Select(_ => SampleJobs.Simple()).ToList();
        await Task.WhenAll(jobs.Select(async job =>
        {
            Assert.True(await writer.TryCreateAsync(job, Ct));
            Assert.True(await writer.TryUpdateAsync(job, Ct));
        }));

        foreach (var job in jobs)
        {
            await ToldAsync(c => c.Id == job.Id && c.Version >= job.Version + 1, "last change");
        }
    }

    [Fact]
    public async Task Cancellation_ends_the_watch()
    {
        await WatchAsync();

        await _stop.CancelAsync();

        await _watch!.WaitAsync(TimeSpan.FromSeconds(10), Ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_watch ?? Task.CompletedTask).WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        foreach (var part in _parts)
        {
            await Disposal.DisposeAsync(part);
        }

        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    // Nothing says when a watch has begun, so jobs are made until the first of them is told.
    private async Task<IStorage> WatchAsync()
    {
        var (feed, writer) = await CreateAsync();
        _parts.AddRange(ReferenceEquals(feed, writer) ? [feed] : [writer, feed]);
        await writer.InitializeAsync(Ct);
        _watch = Task.Run(() => PumpAsync(feed), Ct);
        for (var tries = 1; _told.Items.All(c => c.IsGap); tries++)
        {
            Assert.True(await writer.TryCreateAsync(SampleJobs.Simple(), Ct));
            try
            {
                await _told.FirstAsync(c => !c.IsGap, "first change", TimeSpan.FromMilliseconds(200), Ct);
            }
            catch (TimeoutException) when (tries < 50 && !_watch.IsCompleted)
            {
            }
        }

        return writer;
    }

    private async Task PumpAsync(IChangeFeed feed)
    {
        try
        {
            await foreach (var change in feed.WatchAsync(_stop.Token))
            {
                _told.Add(change);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private Task<JobChange> ToldAsync(Func<JobChange, bool> wanted, string what) => _told.FirstAsync(wanted, what, Patience, Ct);
}
