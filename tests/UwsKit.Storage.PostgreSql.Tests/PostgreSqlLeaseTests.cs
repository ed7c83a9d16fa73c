namespace UwsKit.Storage.PostgreSql;

public sealed class PostgreSqlLeaseTests : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5), None = TimeSpan.Zero;
    private readonly TempSchema _schema = new();

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task A_name_is_held_by_one_until_its_time_is_over()
    {
        ILeases one = await _schema.OpenAsync(), two = await _schema.OpenAsync();
        (await one.TryHoldAsync("node/a", "a", Long, default)).Should().BeTrue();
        (await two.TryHoldAsync("node/a", "b", Long, default)).Should().BeFalse();
        (await two.TryHoldAsync("node/b", "b", Long, default)).Should().BeTrue();
        (await one.TryHoldAsync("node/a", "a", TimeSpan.FromMilliseconds(1), default)).Should().BeTrue("the holder renews, for a shorter time too");

        var taken = false;
        while (!taken)
        {
            taken = await two.TryHoldAsync("node/a", "b", Long, default);
        }

        (await one.TryHoldAsync("node/a", "a", Long, default)).Should().BeFalse();
    }

    [Fact]
    public async Task A_question_leaves_a_free_name_free()
    {
        ILeases leases = await _schema.OpenAsync();
        (await leases.TryHoldAsync("node/\0'x", "asker", None, default)).Should().BeTrue();
        (await leases.TryHoldAsync("node/\0'x", "owner", Long, default)).Should().BeTrue();
        (await leases.TryHoldAsync("node/\0'x", "asker", None, default)).Should().BeFalse();
        (await leases.TryHoldAsync("node/\0'x", "owner", Long, default)).Should().BeTrue();
    }

    [Fact]
    public async Task Of_twenty_who_want_a_free_name_exactly_one_has_it()
    {
        ILeases leases = await _schema.OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => leases.TryHoldAsync("probe", $"node{n}", Long, default).AsTask()));
        answers.Count(held => held).Should().Be(1);
    }

    [Fact]
    public async Task Versions_of_many_jobs_come_in_one_answer()
    {
        var storage = await _schema.OpenAsync();
        var jobs = Enumerable.Range(0, 50).Select(_ => Sample.Job()).ToList();
        await Task.WhenAll(jobs.Select(job => storage.TryCreateAsync(job, default).AsTask()));
        (await storage.TryUpdateAsync(jobs[0], default)).Should().BeTrue();

        var versions = await storage.GetVersionsAsync([.. jobs.Select(j => j.Id), JobId.New(TimeProvider.System)], default);

        versions.Should().HaveCount(50);
        versions[jobs[0].Id].Should().Be(jobs[0].Version + 1);
        versions[jobs[1].Id].Should().Be(jobs[1].Version);
        (await storage.GetVersionsAsync([], default)).Should().BeEmpty();
    }
}
