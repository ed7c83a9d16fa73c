using MongoDB.Bson;
using MongoDB.Driver;
using UwsKit.Shared;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbListTests : IAsyncLifetime
{
    private static readonly JobQuery Everybody = new() { JobList = "skymap", Visibility = Visibility.Everybody };
    private static readonly JobQuery Owner = Everybody with { Visibility = Visibility.Of("owner77") };
    private static readonly JobQuery Core = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true };

    private static readonly JobQuery Fair = new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, Placement = new(PlacementState.Waiting, "local", OldestPerOwner: true) };

    private readonly TempDatabase _database = new();
    private MongoDbStorage _storage = null!;

    /// <summary>What the core and the list endpoint ask, and the index that answers it in order.</summary>
    private static Dictionary<string, (JobQuery Query, string Index)> Queries { get; } = new()
    {
        ["LAST of a list"] = (Everybody with { Phases = PhaseSet.All, Take = 100 }, "jobs_list"),
        ["AFTER"] = (Everybody with { Phases = PhaseSet.All, After = Sample.Noon }, "jobs_list"),
        ["one phase"] = (Everybody with { Phases = [ExecutionPhase.Executing] }, "jobs_phase"),
        ["several phases, next page"] = (Everybody with { Phases = [ExecutionPhase.Completed, ExecutionPhase.Error], Before = new(Sample.Noon, default) }, "jobs_phase"),
        ["an owner's LAST"] = (Owner with { Take = 100 }, "jobs_owner"),
        ["an owner's next page"] = (Owner with { Before = new(Sample.Noon, default), After = Sample.Noon }, "jobs_owner"),
        ["an owner's phase"] = (Owner with { Phases = [ExecutionPhase.Completed] }, "jobs_owner"),
        ["nobody's"] = (Everybody with { Visibility = Visibility.Anonymous }, "jobs_owner"),
        ["shared with somebody"] = (Everybody with { Visibility = Visibility.Shared(["user:bob", "group:cta"]), Phases = PhaseSet.All, Take = 100 }, "jobs_shared"),
        ["everything, for a copy"] = (Core with { Before = new(Sample.Noon, default) }, "jobs_all"),
        ["due"] = (Core with { DueBefore = Sample.Noon, Take = 100 }, "jobs_due"),
        ["placed at a manager"] = (Core with { Placement = new(PlacementState.Placed, "local") }, "jobs_placed"),
        ["the fair queue"] = (Fair, "jobs_fair"),
        ["the fair queue's next owners"] = (Fair with { Placement = new(PlacementState.Waiting, "local", OldestPerOwner: true, AfterOwner: new("owner77")) }, "jobs_fair"),
    };

    public static TheoryData<string> Shapes => [.. Queries.Keys];

    public async ValueTask InitializeAsync() => _storage = await _database.OpenAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task Hundreds_of_random_queries_are_answered_as_in_memory(int seed) => ListChecks.RandomQueriesAsync(_storage, seed, jobs: 300, queries: 500);

    [Theory]
    [InlineData("a", "b"), InlineData("ab", "ac"), InlineData("a\uD7FF", "a\uE000"), InlineData("a\uFFFF", "a\U00010000"), InlineData("a\U0010FFFF", "b"), InlineData("\0", "\u0001")]
    [InlineData("\U0010FFFF\U0010FFFF", null)]
    public void After_all_that_begin_so_comes(string beginning, string? after) => ListFilter.After(beginning).Should().Be(after);

    [Fact]
    public Task Texts_beyond_the_letters_keep_their_beginnings() => ListChecks.TextsStayApartAsync(
        _storage, ["a\0", "a\u0001", "a\uD7FF", "a\uE000", "a\uFFFF", "a\uFFFFz", "a\U00010000", "a\U0010FFFF", "a\U0010FFFFz", "a", "\U0010FFFF"]);

    [Fact]
    public async Task A_damaged_document_is_named()
    {
        var job = Sample.Job();
        await _storage.TryCreateAsync(job, default);
        await _database.Jobs.UpdateOneAsync(new BsonDocument("_id", job.Id.Value), new BsonDocument { { "$set", new BsonDocument("document", "{") }, { "$unset", new BsonDocument("version", "") } });
        (await _storage.Invoking(s => s.GetAsync(job.Id, default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Message.Should().StartWith($"The record of job {job.Id} in the job database is damaged: ");
        (await _storage.Invoking(s => s.ListAsync(Everybody, default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Message.Should().StartWith($"The record of job {job.Id} in the job database is damaged: ");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_list_has_an_index_that_begins_with_what_is_equal_and_goes_on_in_its_order(string shape)
    {
        var (query, index) = Queries[shape];
        var (keys, only) = Schema.Indexes[index];
        var filter = ListFilter.For(query).GetValue("$and", new BsonArray()).AsBsonArray.Select(c => c.AsBsonDocument.GetElement(0)).Where(c => c.Name != "$or").ToList();
        var equal = filter.Where(c => !c.Value.IsBsonDocument || c.Value.AsBsonDocument.Contains("$in")).Select(c => c.Name).Except(keys.Contains("deleted") ? [] : ["deleted"]).ToList();
        var order = ListFilter.Order(query).Names.ToList();

        keys.Names.Take(equal.Count).Should().BeEquivalentTo(equal);
        keys.Names.Skip(equal.Count).Should().Equal(order);
        filter.Where(c => c.Name != "deleted").Select(c => c.Name).Should().BeSubsetOf(keys.Names);
        (only?.Names ?? []).Should().BeSubsetOf(filter.Select(c => c.Name), "a partial index is used only by queries that its condition follows from");
    }

    [Theory]
    [InlineData(null, "{ \"$gte\" : \"\" }"), InlineData("", "{ \"$gt\" : \"\" }"), InlineData("anna", "{ \"$gt\" : \"anna\" }")]
    public void The_owners_after_one_are_a_range_of_texts(string? owner, string range)
        => ListFilter.For(Fair with { Placement = new(PlacementState.Waiting, "local", OldestPerOwner: true, AfterOwner: new(owner)) })["$and"].AsBsonArray
            .Select(c => c.AsBsonDocument.GetElement(0)).Should().ContainSingle(c => c.Name == "owner").Which.Value.ToJson().Should().Be(range);

    [Fact]
    public async Task A_fair_queue_reads_as_much_as_is_asked_for_however_many_wait()
    {
        await using var wire = new Wire();
        var storage = await _database.OpenAsync(_database.Through(wire));
        List<string?> owners = [null, .. Enumerable.Range(100, 60).Select(n => $"owner{n}")];
        // Every tenth owner has many jobs.
        var jobs = owners.SelectMany((owner, n) => Enumerable.Range(0, n % 10 == 0 ? 50 : 1).Select(k => Sample.Job() with
        {
            OwnerId = owner, QueuedAt = Sample.Noon.AddSeconds(k), Placement = new("local", PlacementState.Waiting, 0, null, null, Sample.Noon),
        })).ToList();
        await Task.WhenAll(jobs.Select(j => _storage.TryCreateAsync(j, default).AsTask()));
        List<int> asked = [];
        wire.Amend = (command, _) => asked.Add(command.GetElement(0).Name == "find" ? command["limit"].ToInt32() : 0);

        var found = await storage.ListAsync(Fair with { Take = 40 }, default);

        found.Select(j => j.OwnerId).Should().Equal(owners.Take(40));
        found.Should().OnlyContain(j => j.QueuedAt == Sample.Noon);
        asked.Where(limit => limit > 0).Sum().Should().BeLessThan(4 * 40);
        asked.Should().HaveCountLessThan(40);
    }

    [Fact]
    public async Task A_text_that_few_run_ids_begin_with_is_looked_up_by_its_index()
    {
        Assert.SkipUnless(MongoServer.IsReal, "the stand-in has no query plans: only a MongoDB server (UWSKIT_TEST_MONGO) shows them");
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(n => _storage.TryCreateAsync(Sample.Job() with { RunId = $"run{n:0000}" }, default).AsTask()));

        (await PlanAsync(Everybody with { Text = "run0007", Take = 100 })).Should().Contain("\"indexName\" : \"jobs_run\"").And.NotContain("\"COLLSCAN\"");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_list_is_read_in_order_from_its_index(string shape)
    {
        Assert.SkipUnless(MongoServer.IsReal, "the stand-in has no query plans: only a MongoDB server (UWSKIT_TEST_MONGO) shows them");
        var sample = new Sample(3);
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => _storage.TryCreateAsync(sample.Next() with { Id = JobId.New(TimeProvider.System) }, default).AsTask()));
        var (query, index) = Queries[shape];

        (await PlanAsync(query)).Should().Contain($"\"indexName\" : \"{index}\"").And.NotContain("\"COLLSCAN\"").And.NotContain("\"stage\" : \"SORT\"");
    }

    private async Task<string> PlanAsync(JobQuery query)
    {
        var find = new BsonDocument { { "find", "jobs" }, { "filter", ListFilter.For(query) }, { "sort", ListFilter.Order(query) }, { "limit", query.Take } };
        return (await _database.Direct.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", find }, { "verbosity", "queryPlanner" } }))["queryPlanner"]["winningPlan"].ToJson();
    }
}
