namespace UwsKit.Storage.Sqlite;

public sealed class SqlitePlanTests : IAsyncLifetime
{
    private static readonly JobQuery Everybody = new() { JobList = "skymap", Visibility = Visibility.Everybody };
    private static readonly JobQuery Owner = Everybody with { Visibility = Visibility.Of("alice") };
    private static readonly JobQuery Core = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true };

    private readonly TempDatabase _db = new();
    private SqliteStorage _storage = null!;

    public static TheoryData<string> Shapes => [.. Queries.Keys];

    private static Dictionary<string, (JobQuery Query, string Index)> Queries { get; } = new()
    {
        ["LAST of a list"] = (Everybody with { Take = 100 }, "jobs_list"),
        ["AFTER"] = (Everybody with { After = Sample.Noon }, "jobs_list"),
        ["next page"] = (Everybody with { Before = new(Sample.Noon, default) }, "jobs_list"),
        ["one phase"] = (Everybody with { Phases = [ExecutionPhase.Executing] }, "jobs_phase"),
        ["several phases"] = (Everybody with { Phases = [ExecutionPhase.Executing, ExecutionPhase.Error, ExecutionPhase.Held] }, "jobs_phase"),
        ["several phases, next page"] = (Everybody with { Phases = [ExecutionPhase.Executing, ExecutionPhase.Error], Before = new(Sample.Noon, default) }, "jobs_phase"),
        ["archive"] = (Everybody with { Phases = [ExecutionPhase.Archived] }, "jobs_phase"),
        ["an owner's"] = (Owner, "jobs_owner"),
        ["an owner's next page"] = (Owner with { Before = new(Sample.Noon, default), After = Sample.Noon }, "jobs_owner"),
        ["an owner's phase"] = (Owner with { Phases = [ExecutionPhase.Completed] }, "jobs_owner"),
        ["nobody's"] = (Everybody with { Visibility = Visibility.Anonymous }, "jobs_owner"),
        ["all lists"] = (Everybody with { JobList = null }, "jobs_list"),
        ["due"] = (Core with { DueBefore = Sample.Noon }, "jobs_due"),
        ["placed at a manager"] = (Core with { Placement = new(PlacementState.Placed, "local") }, "jobs_placed"),
        ["placed at any manager"] = (Core with { Placement = new(PlacementState.Forgetting) }, "jobs_placed"),
        ["submitting on a node"] = (Core with { Placement = new(PlacementState.Submitting, "local", "node1") }, "jobs_placed"),
    };

    public async ValueTask InitializeAsync()
    {
        _storage = await _db.OpenAsync();
        var sample = new Sample(1);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => _storage.TryCreateAsync(sample.Next(), default).AsTask()));
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_list_is_read_in_order_from_its_index(string shape)
    {
        var (query, index) = Queries[shape];
        var plan = _storage.Explain(query);
        plan.Should().Contain(step => step.Contains($"SEARCH jobs USING INDEX {index} ("))
            .And.NotContain(step => step.Contains("SCAN jobs")).And.NotContain(step => step.Contains("TEMP B-TREE"));
    }

    [Fact]
    public void Jobs_shared_with_somebody_are_read_in_order_from_the_index_of_shared_jobs()
    {
        var bobs = Everybody with { Visibility = Visibility.Shared(["user:bob", "group:cta"]) };
        foreach (var query in (JobQuery[])[bobs, bobs with { Take = 10, After = Sample.Noon }, bobs with { Before = new(Sample.Noon, default), Phases = [ExecutionPhase.Error] }, bobs with { JobList = null }])
        {
            _storage.Explain(query).Should().Contain(step => step.Contains("SEARCH s USING PRIMARY KEY (name=? AND list=?"))
                .And.Contain(step => step.Contains("SEARCH jobs USING INDEX sqlite_autoindex_jobs_1 (id=?)")).And.NotContain(step => step.Contains("SCAN jobs") || step.Contains("TEMP B-TREE"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("local")]
    public void The_fair_queue_looks_up_owners_and_only_sorts_their_first_jobs(string? manager)
    {
        var plan = _storage.Explain(Core with { Placement = new(PlacementState.Waiting, manager, OldestPerOwner: true) });
        plan.Should().Contain(step => step.Contains("INDEX jobs_fair (p_state=? AND p_manager=? AND owner>?)"))
            .And.NotContain(step => step.Contains("SCAN jobs"));
        plan.Count(step => step.Contains("TEMP B-TREE")).Should().Be(1);
    }

    [Fact]
    public void Jobs_with_a_text_are_looked_up_by_it_and_sorted()
    {
        var plan = _storage.Explain(Owner with { Text = "run" });
        plan.Should().Contain(step => step.Contains("INDEX jobs_run (run_id>? AND run_id<?)")).And.Contain(step => step.Contains("jobs_1 (id>? AND id<?)"))
            .And.Contain(step => step.Contains("SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)")).And.NotContain(step => step.Contains("SCAN jobs"));
    }

    [Fact]
    public async Task A_text_that_thousands_of_jobs_begin_with_is_met_on_the_way_from_the_newest_job_on()
    {
        await Task.WhenAll(Enumerable.Range(0, 6000).Select(n => _storage.TryCreateAsync(
            Sample.Job() with { RunId = $"survey/{n}", CreationTime = Sample.Noon.AddSeconds(n) }, default).AsTask()));
        _storage.Explain(Everybody with { Text = "survey/" }).Should().Contain(step => step.Contains("SEARCH jobs USING INDEX jobs_list ("))
            .And.NotContain(step => step.Contains("TEMP B-TREE"));
        _storage.Explain(Everybody with { Text = "survey/59" }).Should().Contain(step => step.Contains("INDEX jobs_run"));
        var found = await _storage.ListAsync(Everybody with { Text = "survey/", Take = 2 }, default);
        found.Select(j => j.RunId).Should().Equal("survey/5999", "survey/5998");
    }

    [Fact]
    public void A_page_starts_at_its_cursor()
    {
        _storage.Explain(Everybody with { Before = new(Sample.Noon, default) }).Should().Contain(s => s.Contains("(created,id)<(?,?)"));
    }
}
