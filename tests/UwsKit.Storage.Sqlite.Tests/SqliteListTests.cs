using UwsKit.Shared;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteListTests : IAsyncLifetime
{
    private readonly TempDatabase _db = new();
    private SqliteStorage _storage = null!;

    public async ValueTask InitializeAsync() => _storage = await _db.OpenAsync();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Thousands_of_random_queries_are_answered_as_in_memory(int seed) => ListChecks.RandomQueriesAsync(_storage, seed, jobs: 400, queries: 2000);

    [Fact]
    public async Task Updated_jobs_are_listed_as_they_are_now()
    {
        var sample = new Sample(4);
        var jobs = Enumerable.Range(0, 100).Select(_ => sample.Next()).DistinctBy(j => j.Id).ToList();
        await CreateAsync(jobs);
        for (var i = 0; i < jobs.Count; i++)
        {
            var changed = sample.Next() with { Id = jobs[i].Id, Version = jobs[i].Version };
            (await _storage.TryUpdateAsync(changed, default)).Should().BeTrue();
            jobs[i] = changed with { Version = changed.Version + 1 };
        }

        for (var n = 0; n < 500; n++)
        {
            var query = sample.Query(jobs);
            (await _storage.ListAsync(query, default)).Should().Equal(query.Select(jobs), "query {0} is {1}", n, query);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("skymap", false)]
    [InlineData("skymap", true)]
    public async Task Pages_by_cursor_give_every_job_once_though_creation_times_are_equal(string? list, bool somePhases)
    {
        var sample = new Sample(5);
        var jobs = Enumerable.Range(0, 500).Select(n => Sample.Job(sample.Id()) with
        {
            CreationTime = Sample.Noon.AddMilliseconds(n / 100), Phase = sample.Pick(ExecutionPhaseWords.All), OwnerId = sample.Pick(Sample.Owners),
        }).DistinctBy(j => j.Id).ToList();
        await CreateAsync(jobs);
        var query = new JobQuery
        {
            JobList = list, Visibility = Visibility.Everybody, Take = 7,
            Phases = somePhases ? [ExecutionPhase.Error, ExecutionPhase.Executing, ExecutionPhase.Held] : PhaseSet.Listed,
        };
        List<JobSummary> seen = [];
        for (var page = await _storage.ListAsync(query, default); page.Count > 0; page = await _storage.ListAsync(query, default))
        {
            seen.AddRange(page);
            query = query with { Before = new(page[^1].CreationTime, page[^1].Id) };
        }

        seen.Should().Equal((query with { Before = null, Take = 1000 }).Select(jobs));
    }

    [Fact]
    public async Task More_job_lists_and_managers_than_streams_are_still_answered_in_order()
    {
        var jobs = Enumerable.Range(0, 200).Select(n => Sample.Job() with
        {
            JobList = $"list{n % 90}", CreationTime = Sample.Noon.AddSeconds(n * 37 % 101), QueuedAt = Sample.Noon.AddSeconds(n * 41 % 103),
            Placement = new($"manager{n % 80}", PlacementState.Waiting, 0, null, null, Sample.Noon), OwnerId = $"owner{n % 3}",
        }).ToList();
        await CreateAsync(jobs);
        JobQuery everything = new() { Visibility = Visibility.Everybody };
        JobQuery[] queries =
        [
            everything, everything with { Visibility = Visibility.Of("owner1") }, everything with { Phases = [ExecutionPhase.Pending] },
            everything with { Placement = new(PlacementState.Waiting) }, everything with { Placement = new(PlacementState.Waiting, OldestPerOwner: true) },
        ];
        foreach (var query in queries)
        {
            (await _storage.ListAsync(query, default)).Should().Equal(query.Select(jobs));
        }
    }

    [Fact]
    public async Task The_oldest_of_each_owner_is_found_and_nobody_counts_as_one()
    {
        var jobs = Enumerable.Range(0, 300).Select(n => Sample.Job() with
        {
            OwnerId = n % 4 == 0 ? null : $"owner{n % 7}", QueuedAt = Sample.Noon.AddSeconds(300 - n),
            Placement = new(n % 2 == 0 ? "local" : "slurm", PlacementState.Waiting, 0, null, null, Sample.Noon),
        }).ToList();
        await CreateAsync(jobs);
        var query = new JobQuery { Visibility = Visibility.Everybody, Placement = new(PlacementState.Waiting, OldestPerOwner: true) };
        var found = await _storage.ListAsync(query, default);
        found.Should().Equal(query.Select(jobs));
        found.Select(j => j.OwnerId).Should().OnlyHaveUniqueItems().And.HaveCount(8).And.Contain((string?)null);
    }

    [Fact]
    public async Task Nobody_sees_nothing_and_no_phase_or_page_is_an_empty_answer()
    {
        await CreateAsync([Sample.Job()]);
        (await _storage.ListAsync(new() { Visibility = Visibility.Nobody }, default)).Should().BeEmpty();
        (await _storage.ListAsync(new() { Visibility = Visibility.Everybody, Phases = [] }, default)).Should().BeEmpty();
        (await _storage.ListAsync(new() { Visibility = Visibility.Everybody, Take = 0 }, default)).Should().BeEmpty();
    }

    private Task<bool[]> CreateAsync(IEnumerable<Job> jobs) => Task.WhenAll(jobs.Select(j => _storage.TryCreateAsync(j, default).AsTask()));
}
