using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly TempDatabase _database = TempDatabase.OnStandIn();
    private readonly Wire _wire = new();
    private MongoDbStorage _node = null!, _rival = null!;

    public async ValueTask InitializeAsync() => (_node, _rival) = (await _database.OpenAsync(_database.Through(_wire)), await _database.OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _wire.DisposeAsync();
    }

    [Fact]
    public async Task Time_is_that_of_the_server_and_not_of_the_node()
    {
        var clock = new DateTime(2031, 5, 6, 7, 8, 9, DateTimeKind.Utc);
        _wire.Amend = (_, answer) =>
        {
            if (answer.Contains("localTime"))
            {
                answer["localTime"] = clock;
            }
        };
        (await _node.TryHoldAsync("probe", "a", Minute, default)).Should().BeTrue();
        clock += TimeSpan.FromSeconds(59.999);
        (await _node.TryHoldAsync("probe", "b", Minute, default)).Should().BeFalse();
        clock += TimeSpan.FromSeconds(0.001);
        (await _node.TryHoldAsync("probe", "b", Minute, default)).Should().BeTrue();
        (await _node.TryHoldAsync("probe", "a", Minute, default)).Should().BeFalse();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_lost_answer_is_asked_for_again_and_tells_the_truth(bool done)
    {
        var fault = done ? WireFault.LoseAnswer : WireFault.LoseCommand;
        foreach (var command in new[] { "hello", "update" })
        {
            _wire.Once(command, fault);
            (await _node.TryHoldAsync("free " + command, "a", Minute, default)).Should().BeTrue();
            (await _rival.TryHoldAsync("free " + command, "b", Minute, default)).Should().BeFalse();
            (await _rival.TryHoldAsync("held " + command, "b", Minute, default)).Should().BeTrue();
            _wire.Once(command, fault);
            (await _node.TryHoldAsync("held " + command, "a", Minute, default)).Should().BeFalse();
        }

        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4402 "), "the database is there");
    }

    [Theory]
    [InlineData("a", true), InlineData("b", false)]
    public async Task A_name_that_came_to_be_at_the_same_moment_is_ours_only_if_we_took_it(string other, bool ours)
    {
        // Of two who make one document a server refuses the second, also where its own condition would have let it through a moment later.
        var left = 1;
        _wire.Answer = command =>
        {
            if (command.GetElement(0).Name != "update" || Interlocked.Decrement(ref left) != 0)
            {
                return null;
            }

            _rival.TryHoldAsync("node/a", other, Minute, default).AsTask().Wait(TimeSpan.FromSeconds(20));
            return new() { { "ok", 1.0 }, { "n", 0 }, { "writeErrors", new BsonArray { new BsonDocument { { "index", 0 }, { "code", 11000 }, { "errmsg", "E11000 duplicate key" } } } } };
        };
        (await _node.TryHoldAsync("node/a", "a", Minute, default)).Should().Be(ours);
        left.Should().Be(-1, "it is asked for once more");
    }

    [Fact]
    public async Task A_database_that_is_away_is_unavailable()
    {
        var options = _database.Through(_wire);
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        var node = await _database.OpenAsync(options);
        _wire.Down();
        (await node.Invoking(s => s.TryHoldAsync("node/a", "a", Minute, default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        (await node.Invoking(s => s.GetVersionsAsync([Sample.Job().Id], default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        _wire.Up();
        (await node.TryHoldAsync("node/a", "a", Minute, default)).Should().BeTrue();
    }

    [Fact]
    public async Task Who_asks_whether_a_name_is_free_writes_nothing()
    {
        (await _node.TryHoldAsync("node/a", "asker", TimeSpan.Zero, default)).Should().BeTrue();
        var leases = _database.Direct.GetCollection<BsonDocument>("leases");
        (await leases.CountDocumentsAsync(new BsonDocument())).Should().Be(0);
        await _node.TryHoldAsync("node/a", "owner", TimeSpan.FromMilliseconds(1), default);
        while (!await _node.TryHoldAsync("node/a", "asker", TimeSpan.Zero, default))
        {
        }

        (await leases.Find(new BsonDocument()).SingleAsync())["holder"].AsString.Should().Be("owner");
    }

    [Fact]
    public async Task Too_few_confirmations_are_an_outage_and_no_lease()
    {
        _wire.Amend = (command, answer) =>
        {
            if (command.GetElement(0).Name == "update")
            {
                answer["writeConcernError"] = new BsonDocument { { "code", 64 }, { "codeName", "WriteConcernFailed" }, { "errmsg", "waiting for replication timed out" } };
            }
        };
        (await _node.Invoking(s => s.TryHoldAsync("node/a", "a", Minute, default).AsTask()).Should().ThrowAsync<UwsException>())
            .Which.Message.Should().Be("The job database is not available: too few of its members confirmed the write in time.");
    }
}
