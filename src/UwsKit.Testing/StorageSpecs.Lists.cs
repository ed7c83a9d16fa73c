using System.Diagnostics;
using Xunit;

namespace UwsKit.Testing;

// Lists: what JobQuery.Select answers is right by definition.
public abstract partial class StorageSpecs
{
    private const int Seed = 20260301;

    [Fact]
    public async Task Every_query_is_answered_as_JobQuery_defines_it()
    {
        var storage = await OpenAsync();
        var jobs = await SeedAsync(storage, 400);
        var random = new Random(Seed);

        for (var i = 0; i < 600; i++)
        {
            await SameAsync(storage, SampleJobs.Query(random, jobs), jobs);
        }
    }

    [Fact]
    public async Task Each_condition_alone_is_answered_as_JobQuery_defines_it()
    {
        var storage = await OpenAsync();
        var jobs = await SeedAsync(storage, 300);
        var all = new JobQuery { Visibility = Visibility.Everybody, Phases = PhaseSet.All };
        var middle = jobs[150];

        JobQuery[] queries =
        [
            all, all with { IncludeDeleted = true }, all with { Phases = PhaseSet.Listed }, all with { Phases = [] }, all with { Take = 1 },
            all with { Visibility = Visibility.Nobody }, all with { Visibility = Visibility.Anonymous },
            .. jobs.Select(j => j.OwnerId).OfType<string>().Distinct().Select(o => all with { Visibility = Visibility.Of(o) }),
            .. jobs.Select(j => j.JobList).Append("no such list").Distinct().Select(l => all with { JobList = l }),
            .. PhaseSet.All.Select(p => all with { Phases = [p] }), .. PhaseSet.All.Select(p => all with { Phases = PhaseSet.All.Without(p) }),
            all with { After = middle.CreationTime }, all with { After = middle.CreationTime.AddMilliseconds(-1) }, all with { Before = new(middle.CreationTime, middle.Id) },
            .. Enumerable.Range(0, 20).Select(s => all with { DueBefore = SampleJobs.Day.AddSeconds(s) }), all with { DueBefore = DateTimeOffset.MaxValue },
            .. Enum.GetValues<PlacementState>().Select(s => all with { Placement = new(s) }),
            .. Enum.GetValues<PlacementState>().Select(s => all with { Placement = new(s, "local", "node1") }),
            .. Enum.GetValues<PlacementState>().Select(s => all with { Placement = new(s, OldestPerOwner: true) }),
            .. jobs.Select(j => j.OwnerId).Distinct().Select(o => all with { Placement = new(PlacementState.Waiting, "local", OldestPerOwner: true, AfterOwner: new(o)), Take = 2 }),
        ];
        foreach (var query in queries)
        {
            await SameAsync(storage, query, jobs);
        }
    }

    [Fact]
    public async Task Lists_follow_updates_and_deletions()
    {
        var storage = await OpenAsync();
        var jobs = await SeedAsync(storage, 150);
        var later = SampleJobs.Random(jobs.Count, Seed + 1);
        for (var i = 0; i < jobs.Count; i++)
        {
            // Everything that a list looks at changes; the id stays.
            var changed = later[i] with { Id = jobs[i].Id, Version = jobs[i].Version };
            Assert.True(await storage.TryUpdateAsync(changed, Ct));
            jobs[i] = changed with { Version = changed.Version + 1 };
        }

        foreach (var gone in jobs[..30])
        {
            Assert.True(await storage.DeleteAsync(gone.Id, Ct));
        }

        jobs.RemoveRange(0, 30);
        var random = new Random(Seed);
        for (var i = 0; i < 150; i++)
        {
            await SameAsync(storage, SampleJobs.Query(random, jobs), jobs);
        }
    }

    [Fact]
    public async Task Paging_gives_every_job_exactly_once_also_with_equal_creation_times()
    {
        var storage = await OpenAsync();
        var jobs = await SeedAsync(storage, 300);
        JobQuery[] queries =
        [
            new() { Visibility = Visibility.Everybody }, new() { Visibility = Visibility.Of("anna") }, new() { Visibility = Visibility.Anonymous, Phases = PhaseSet.All },
            new() { Visibility = Visibility.Everybody, JobList = "skymap", Phases = [ExecutionPhase.Executing, ExecutionPhase.Completed], IncludeDeleted = true },
            new() { Visibility = Visibility.Everybody, After = SampleJobs.Day.AddMilliseconds(30) },
        ];
        foreach (var query in queries)
        {
            foreach (var take in new[] { 1, 7, 100 })
            {
                Assert.Equal((query with { Take = int.MaxValue }).Select(jobs), await PagesAsync(storage, query with { Take = take }));
            }
        }
    }

    [Fact]
    public async Task A_text_is_a_prefix_and_never_a_pattern()
    {
        var storage = await OpenAsync();
        string[] runs = ["%", "100%", "100x", "a_b", "axb", "a*b", "aXXb", "a?b", "[ab]", "a", "b", "^a", "\\", "\\%", "\\x", "'", "ABC", "abc", "abcd", "é", "e\u0301", "\0", "\U0001F52D", " x"];
        var jobs = runs.Select(r => SampleJobs.Simple() with { RunId = r }).ToList();
        await FillAsync(storage, jobs);

        foreach (var text in runs.Concat(["a%", "1__", "a[", "*", "?", "^", ".", ".*", "zzz", "", jobs[3].Id.Value, jobs[3].Id.Value.ToUpperInvariant(), "J", "\uffff"]))
        {
            await SameAsync(storage, new() { Visibility = Visibility.Everybody, Text = text }, jobs);
        }
    }

    [Fact]
    public async Task AFTER_is_strict_to_the_millisecond()
    {
        var storage = await OpenAsync();
        var jobs = Enumerable.Range(0, 3).Select(ms => SampleJobs.Simple() with { CreationTime = SampleJobs.Day.AddMilliseconds(ms) }).ToList();
        await FillAsync(storage, jobs);

        var page = await storage.ListAsync(new() { Visibility = Visibility.Everybody, After = SampleJobs.Day.AddMilliseconds(1) }, Ct);

        Assert.Equal([jobs[2].Id], page.Select(j => j.Id));
    }

    [Fact]
    public async Task What_is_due_comes_earliest_first()
    {
        var storage = await OpenAsync();
        var executing = SampleJobs.Simple() with
        {
            Phase = ExecutionPhase.Executing, ExecutionDuration = TimeSpan.FromSeconds(10), Executed = TimeSpan.FromSeconds(4),
            ExecutingSince = SampleJobs.Day, Destruction = SampleJobs.Day.AddDays(1),
        };
        var sooner = SampleJobs.Simple() with { Destruction = SampleJobs.Day.AddSeconds(5) };
        var later = SampleJobs.Simple() with { Destruction = SampleJobs.Day.AddMilliseconds(6001) };
        var never = SampleJobs.Simple();
        var archived = SampleJobs.Simple() with { Destruction = SampleJobs.Day, Phase = ExecutionPhase.Archived };
        await FillAsync(storage, [later, archived, executing, never, sooner]);

        var due = await storage.ListAsync(new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, DueBefore = SampleJobs.Day.AddSeconds(6) }, Ct);
        var first = await storage.ListAsync(new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, DueBefore = DateTimeOffset.MaxValue, Take = 1 }, Ct);

        Assert.Equal([sooner.Id, executing.Id], due.Select(j => j.Id));
        Assert.Equal([sooner.Id], first.Select(j => j.Id));
    }

    [Fact]
    public async Task A_fair_queue_sees_the_oldest_job_of_each_owner()
    {
        var storage = await OpenAsync();
        var jobs = new[] { ("anna", 3), ("anna", 1), (null, 2), (null, 0), ("bob", 9), ("Anna", 8) }.Select(x => SampleJobs.Simple() with
        {
            OwnerId = x.Item1, Phase = ExecutionPhase.Queued, QueuedAt = SampleJobs.Day.AddSeconds(x.Item2),
            Placement = new("local", PlacementState.Waiting, 0, null, null, SampleJobs.Day),
        }).ToList();
        await FillAsync(storage, jobs);

        var page = await storage.ListAsync(new() { Visibility = Visibility.Everybody, Placement = new(PlacementState.Waiting, "local", OldestPerOwner: true) }, Ct);

        Assert.Equal([jobs[3].Id, jobs[5].Id, jobs[1].Id, jobs[4].Id], page.Select(j => j.Id));
    }

    [Fact]
    public async Task A_fair_queue_goes_from_owner_to_owner()
    {
        var storage = await OpenAsync();
        // In the order of owners: nobody, then by code points (the astral letter comes last, though its first UTF-16 unit does not).
        string?[] owners = [null, "", "\0", "\u0001", " ", "Anna", "anna", "anna\0", "anna ", "\uE000", "\uFFFD", "\U0001F52D"];
        var jobs = owners.Reverse().SelectMany(owner => Enumerable.Range(0, 3).Select(n => SampleJobs.Simple() with
        {
            OwnerId = owner, Phase = ExecutionPhase.Queued, QueuedAt = SampleJobs.Day.AddSeconds(-n), Deleted = n == 2,
            Placement = new("local", PlacementState.Waiting, 0, null, null, SampleJobs.Day),
        })).ToList();
        await FillAsync(storage, jobs);

        foreach (var take in new[] { 1, 5, 100 })
        {
            List<JobSummary> seen = [];
            OwnerCursor? cursor = null;
            IReadOnlyList<JobSummary> page;
            do
            {
                page = await storage.ListAsync(new()
                {
                    Visibility = Visibility.Everybody, Take = take, Placement = new(PlacementState.Waiting, "local", OldestPerOwner: true, AfterOwner: cursor),
                }, Ct);
                seen.AddRange(page);
                cursor = page.Count > 0 ? new(page[^1].OwnerId) : null;
            }
            while (page.Count == take);

            Assert.Equal(owners, seen.Select(j => j.OwnerId));
            Assert.All(seen, j => Assert.Equal(SampleJobs.Day.AddSeconds(-1), j.QueuedAt));
        }
    }

    [Theory]
    [Trait("Category", "Scale")]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task Lists_of_many_jobs_are_complete_and_their_first_page_is_quick(int count)
    {
        Assert.SkipWhen(ScaleSkippedBecause is not null, ScaleSkippedBecause ?? "");
        var storage = await OpenAsync();
        var jobs = await SeedAsync(storage, count);
        var everything = new JobQuery { Visibility = Visibility.Everybody, Phases = PhaseSet.All };

        Assert.Equal((everything with { Take = int.MaxValue }).Select(jobs), await PagesAsync(storage, everything));
        foreach (var query in new[] { everything with { Take = 100 }, everything with { Take = 100, Visibility = Visibility.Of("anna") } })
        {
            await SameAsync(storage, query, jobs);
            var watch = Stopwatch.StartNew();
            await storage.ListAsync(query, Ct);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"The first page took {watch.Elapsed.TotalMilliseconds} ms: {query}");
        }
    }

    private static async Task<List<Job>> SeedAsync(IStorage storage, int count)
    {
        var jobs = SampleJobs.Random(count, Seed);
        await FillAsync(storage, jobs);
        return jobs;
    }

    private static async Task<List<JobSummary>> PagesAsync(IStorage storage, JobQuery query)
    {
        List<JobSummary> found = [];
        while (true)
        {
            var page = await storage.ListAsync(found.Count == 0 ? query : query with { Before = new(found[^1].CreationTime, found[^1].Id) }, Ct);
            found.AddRange(page);
            if (page.Count < query.Take)
            {
                return found;
            }
        }
    }

    private static async Task SameAsync(IStorage storage, JobQuery query, IEnumerable<Job> jobs)
    {
        var expected = query.Select(jobs);
        var actual = await storage.ListAsync(query, Ct);
        if (!expected.SequenceEqual(actual))
        {
            var at = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
            Assert.Fail($"{query}: expected {expected.Count} jobs, found {actual.Count}; they differ first at {at}:{Environment.NewLine}"
                + $"expected {expected.ElementAtOrDefault(at)}{Environment.NewLine}found    {actual.ElementAtOrDefault(at)}");
        }
    }
}
