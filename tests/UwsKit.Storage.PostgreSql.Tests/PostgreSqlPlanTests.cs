namespace UwsKit.Storage.PostgreSql;

/// <summary>Plans on a table of 200,000 jobs: what is read in order from an index takes the same with a million.</summary>
public sealed class PostgreSqlPlanTests : IClassFixture<PostgreSqlPlanTests.Filled>
{
    private static readonly DateTimeOffset Now = Sample.Noon;
    private static readonly JobQuery Everybody = new() { JobList = "skymap", Visibility = Visibility.Everybody };
    private static readonly JobQuery Owner = Everybody with { Visibility = Visibility.Of("owner77") };
    private static readonly JobQuery Core = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true };

    private readonly Filled _filled;

    public PostgreSqlPlanTests(Filled filled)
    {
        _ = PgServer.ConnectionString;
        _filled = filled;
    }

    public static TheoryData<string> Shapes => [.. Queries.Keys];

    private static Dictionary<string, (JobQuery Query, string Index)> Queries { get; } = new()
    {
        ["LAST of a list"] = (Everybody with { Take = 100 }, "jobs_list"),
        ["AFTER"] = (Everybody with { After = Now.AddDays(-1) }, "jobs_list"),
        ["next page"] = (Everybody with { Before = new(Now.AddDays(-50), default) }, "jobs_list"),
        ["one phase"] = (Everybody with { Phases = [ExecutionPhase.Executing] }, "jobs_phase"),
        ["several phases"] = (Everybody with { Phases = [ExecutionPhase.Executing, ExecutionPhase.Error, ExecutionPhase.Held] }, "jobs_phase"),
        ["several phases, next page"] = (Everybody with { Phases = [ExecutionPhase.Completed, ExecutionPhase.Error], Before = new(Now.AddDays(-50), default) }, "jobs_phase"),
        ["archive"] = (Everybody with { Phases = [ExecutionPhase.Archived] }, "jobs_phase"),
        ["an owner's LAST"] = (Owner with { Take = 100 }, "jobs_owner"),
        ["an owner's next page"] = (Owner with { Before = new(Now.AddDays(-50), default), After = Now.AddDays(-80) }, "jobs_owner"),
        ["an owner's phase"] = (Owner with { Phases = [ExecutionPhase.Completed] }, "jobs_owner"),
        ["nobody's"] = (Everybody with { Visibility = Visibility.Anonymous }, "jobs_owner"),
        ["all lists"] = (Everybody with { JobList = null }, "jobs_list"),
        ["due"] = (Core with { DueBefore = Now.AddDays(-90), Take = 100 }, "jobs_due"),
        ["next waiting"] = (Core with { Placement = new(PlacementState.Waiting, "local"), Take = 10 }, "jobs_placed"),
        ["placed at a manager"] = (Core with { Placement = new(PlacementState.Placed, "local") }, "jobs_placed"),
        ["placed at any manager"] = (Core with { Placement = new(PlacementState.Forgetting) }, "jobs_placed"),
        ["submitting on a node"] = (Core with { Placement = new(PlacementState.Submitting, "local", "node1") }, "jobs_placed"),
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_list_is_read_in_order_from_its_index(string shape)
    {
        var (query, index) = Queries[shape];
        var plan = await _filled.Storage.ExplainAsync(query);
        plan.Should().Contain(step => step.Contains($"using {index} on jobs")).And.NotContain(step => step.Contains("Seq Scan") || step.Contains("Bitmap"))
            .And.NotContain(step => step.TrimStart(' ', '-', '>') == "Sort" || step.Contains("Incremental Sort"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Behind_a_pooler_the_planner_may_sort_a_few_rows_but_finds_them_by_index(string shape)
    {
        var plan = await _filled.Pooled.ExplainAsync(Queries[shape].Query);
        plan.Should().Contain(step => step.Contains("Index Cond")).And.NotContain(step => step.Contains("Seq Scan"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("local")]
    public async Task The_fair_queue_looks_up_owners_and_only_sorts_their_first_jobs(string? manager)
    {
        var query = Core with { Placement = new(PlacementState.Waiting, manager, OldestPerOwner: true) };
        var plan = await _filled.Storage.ExplainAsync(query, "ANALYZE, TIMING OFF, SUMMARY OFF");
        plan.Should().Contain(step => step.Contains("using jobs_fair on jobs")).And.NotContain(step => step.Contains("Seq Scan"));
        var found = await _filled.Storage.ListAsync(query, default);
        found.Select(j => j.OwnerId).Should().OnlyHaveUniqueItems().And.HaveCount(101);
        // Each step of the plan that touches jobs gives one row a loop: none reads all that wait.
        plan.Where(step => step.Contains(" on jobs")).Should().OnlyContain(step => step.Contains("rows=1 ") || step.Contains("rows=0 "));
    }

    [Fact]
    public async Task Jobs_shared_with_somebody_are_read_in_order_from_the_index_of_shared_jobs()
    {
        var bobs = Everybody with { Visibility = Visibility.Shared(["user:bob", "group:cta"]), Take = 100 };
        foreach (var query in (JobQuery[])[bobs, bobs with { Phases = [ExecutionPhase.Completed], Before = new(Now.AddDays(-50), default) }, bobs with { JobList = null }])
        {
            var plan = await _filled.Storage.ExplainAsync(query);
            plan.Should().Contain(step => step.Contains("Backward using job_shares_pkey on job_shares s")).And.Contain(step => step.Contains("using jobs_pkey on jobs"))
                .And.NotContain(step => step.Contains("Seq Scan") || step.Contains("Bitmap")).And.NotContain(step => step.TrimStart(' ', '-', '>') == "Sort" || step.Contains("Incremental Sort"));
        }
    }

    [Fact]
    public async Task Jobs_with_a_text_are_looked_up_by_it_and_sorted()
    {
        foreach (var storage in new[] { _filled.Storage, _filled.Pooled })
        {
            var plan = await storage.ExplainAsync(Owner with { Text = "run-1999" });
            plan.Should().Contain(step => step.Contains("using jobs_run on jobs") || step.Contains("on jobs_run")).And.Contain(step => step.Contains("jobs_pkey"))
                .And.NotContain(step => step.Contains("Seq Scan"));
        }
    }

    [Fact]
    public async Task A_text_that_thousands_of_jobs_begin_with_is_met_on_the_way_from_the_newest_job_on()
    {
        (await _filled.Storage.ExplainAsync(Everybody with { Text = "run-" })).Should().Contain(step => step.Contains("using jobs_list on jobs"))
            .And.NotContain(step => step.Contains("Sort"));
        var found = await _filled.Storage.ListAsync(Everybody with { Text = "run-", Take = 2 }, default);
        found.Select(j => j.RunId).Should().Equal("run-200000", "run-199999");
        found = await _filled.Storage.ListAsync(Everybody with { Text = "run-1999", Take = 2 }, default);
        found.Select(j => j.RunId).Should().Equal("run-199999", "run-199997");
    }

    public sealed class Filled : IAsyncLifetime
    {
        private readonly TempSchema? _schema = PgServer.IsThere ? new() : null;

        public PostgreSqlStorage Storage { get; private set; } = null!;

        public PostgreSqlStorage Pooled { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (_schema is null)
            {
                return;
            }

            Storage = await _schema.OpenAsync();
            Pooled = await _schema.OpenAsync(new() { ConnectionString = _schema.ConnectionString, Schema = _schema.Name, Pooler = true });
            // Every hundredth waits, some of nobody; the phases of a service of some age.
            await _schema.ScalarAsync($$"""
                INSERT INTO {s}.jobs SELECT 'j' || lpad(n::text, 30, '0'), CASE n % 3 WHEN 0 THEN 'simulate' ELSE 'skymap' END,
                  CASE WHEN n % 1000 = 0 THEN '' ELSE 'owner' || n % 997 % 100 END, 'run-' || n,
                  CASE WHEN n % 100 = 0 THEN 1 WHEN n % 101 = 0 THEN 2 WHEN n % 13 = 0 THEN 4 WHEN n % 17 = 0 THEN 9 ELSE 3 END,
                  {{Now.ToUnixTimeMilliseconds()}} - (200000 - n) * 43200::bigint, n, NULL, NULL, {{Now.ToUnixTimeMilliseconds()}} - n * 43200::bigint, false, 1,
                  CASE WHEN n % 100 = 0 THEN 0 WHEN n % 101 = 0 THEN 2 WHEN n % 1009 = 0 THEN 1 WHEN n % 1013 = 0 THEN 3 END,
                  CASE WHEN n % 7 = 0 THEN 'slurm' ELSE 'local' END, 'node1', NULL, 0, 0, NULL, NULL, '{}' FROM generate_series(1, 200000) n
                """);
            // Every fifth is shared with a group, every tenth with somebody.
            await _schema.ScalarAsync("""
                UPDATE {s}.jobs SET shares = CASE WHEN run_id LIKE '%5' OR run_id LIKE '%0' THEN ARRAY['group:cta'] ELSE '{}' END || CASE WHEN run_id LIKE '%7' THEN ARRAY['user:bob'] ELSE '{}' END
                WHERE run_id ~ '[057]$'
                """);
            await _schema.ScalarAsync("ANALYZE {s}.jobs; ANALYZE {s}.job_shares");
        }

        public async ValueTask DisposeAsync() => await (_schema?.DisposeAsync() ?? default);
    }
}
