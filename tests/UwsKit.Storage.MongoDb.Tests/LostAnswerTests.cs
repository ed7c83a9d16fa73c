using System.Collections.Concurrent;
using MongoDB.Bson;

namespace UwsKit.Storage.MongoDb;

/// <summary>Whatever happens between the write and its answer, the caller learns the truth, or that nobody knows it.</summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private readonly TempDatabase _database = TempDatabase.OnStandIn();
    private readonly Wire _wire = new();
    private readonly Job _job = Sample.Job();
    private MongoDbStorage _storage = null!, _rival = null!;

    public async ValueTask InitializeAsync()
    {
        _storage = await _database.OpenAsync(_database.Through(_wire));
        _rival = await _database.OpenAsync();
        (await _rival.TryCreateAsync(_job, default)).Should().BeTrue();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _wire.DisposeAsync();
    }

    public static TheoryData<string> Losses => ["the answer", "the command", "no primary", "shutdown", "not confirmed"];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Each_write_is_done_once_and_its_caller_is_told_so(string what)
    {
        var other = Sample.Job();

        Lose(what);
        (await _storage.TryCreateAsync(other, default)).Should().BeTrue(what);
        Lose(what);
        (await _storage.TryUpdateAsync(_job with { RunId = "changed" }, default)).Should().BeTrue(what);
        Lose(what);
        (await _storage.DeleteAsync(other.Id, default)).Should().BeTrue(what);

        (await _rival.GetAsync(other.Id, default)).Should().BeNull();
        (await _rival.GetAsync(_job.Id, default))!.Should().BeEquivalentTo(_job with { RunId = "changed", Version = 2 });
        _database.Log.Lines.Where(l => l.Contains(" 4410 ")).Should().HaveCount(3).And.OnlyContain(l => l.EndsWith("it is done"));
        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4402 "), "the database is there");
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Provenance_is_kept_whatever_becomes_of_the_answer(string what)
    {
        Lose(what);
        await _storage.KeepAsync(new(_job.Id, ["k"], "{}"u8.ToArray(), Sample.Noon), default);
        (await _rival.FindJobsAsync("k", 10, default)).Should().Equal(_job.Id);
        Lose(what);
        await _storage.RemoveAsync(Sample.Noon, default);
        (await _rival.FindAsync(_job.Id, default)).Should().BeNull();
    }

    [Fact]
    public async Task Provenance_that_is_too_large_is_refused_as_such_and_the_database_is_not_away()
    {
        (await _storage.Invoking(s => s.KeepAsync(new(_job.Id, [], new byte[17 << 20]), default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.TooLarge);
        (await _storage.GetAsync(_job.Id, default)).Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_was_refused_stays_refused(string what)
    {
        Lose(what);
        (await _storage.TryCreateAsync(_job with { RunId = "second" }, default)).Should().BeFalse(what);
        Lose(what);
        (await _storage.TryUpdateAsync(_job with { Version = 7 }, default)).Should().BeFalse(what);
        Lose(what);
        (await _storage.TryUpdateAsync(Sample.Job(), default)).Should().BeFalse(what);

        (await _rival.GetAsync(_job.Id, default))!.Should().BeEquivalentTo(_job);
    }

    [Fact]
    public async Task A_rival_that_was_quicker_is_not_taken_for_oneself()
    {
        // What the two write is the same to the last letter.
        _wire.Spoil = Once("update", () => _rival.TryUpdateAsync(_job with { RunId = "changed" }, default), WireFault.LoseCommand);

        (await _storage.TryUpdateAsync(_job with { RunId = "changed" }, default)).Should().BeFalse();

        (await _rival.GetAsync(_job.Id, default))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task Where_the_job_has_gone_on_since_nobody_knows_and_nothing_is_claimed()
    {
        var left = 1;
        _wire.Spoil = command => command.GetElement(0).Name == "update" && Interlocked.Decrement(ref left) == 0 ? WireFault.LoseAnswer : null;
        _wire.Amend = (command, _) =>
        {
            if (command.GetElement(0).Name == "update" && left == 0)
            {
                left = -1;
                _rival.TryUpdateAsync(_job with { Version = 2, RunId = "on top" }, default).AsTask().Wait(TimeSpan.FromSeconds(20));
            }
        };

        var fault = (await _storage.Invoking(s => s.TryUpdateAsync(_job, default).AsTask()).Should().ThrowAsync<UwsException>()).Which;

        fault.Kind.Should().Be(UwsErrorKind.Unavailable);
        fault.Message.Should().EndWith("nobody knows whether the write was done.");
        (await _rival.GetAsync(_job.Id, default))!.Should().BeEquivalentTo(_job with { Version = 3, RunId = "on top" });
        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4402 "));
    }

    [Fact]
    public async Task Of_twenty_writers_that_all_lose_their_answers_exactly_one_wins()
    {
        for (var round = 1; round <= 5; round++)
        {
            ConcurrentDictionary<BsonValue, bool> seen = new();
            _wire.Spoil = command => command.GetElement(0).Name == "update" && seen.TryAdd(Mark(command), true) ? WireFault.LoseAnswer : null;

            var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _storage.TryUpdateAsync(_job with { Version = round }, default).AsTask()));

            won.Count(w => w).Should().Be(1);
            seen.Should().HaveCount(20);
            (await _rival.GetAsync(_job.Id, default))!.Version.Should().Be(round + 1);
        }
    }

    [Fact]
    public async Task A_majority_that_stays_away_is_an_outage()
    {
        _wire.Amend = AddUnconfirmed;

        (await _storage.Invoking(s => s.TryUpdateAsync(_job, default).AsTask()).Should().ThrowAsync<UwsException>())
            .Which.Message.Should().Be("The job database is not available: too few of its members confirmed the write in time.");
    }

    [Fact]
    public async Task On_a_replica_set_the_driver_repeats_the_write_under_its_number_and_the_server_does_it_once()
    {
        var hello = new Dictionary<string, BsonValue>
        {
            ["setName"] = "rs0", ["hosts"] = new BsonArray { $"127.0.0.1:{_wire.Port}" }, ["me"] = $"127.0.0.1:{_wire.Port}", ["primary"] = $"127.0.0.1:{_wire.Port}",
            ["secondary"] = false, ["setVersion"] = 1, ["logicalSessionTimeoutMinutes"] = 30,
        };
        List<BsonValue> numbers = [];
        var left = 1;
        BsonDocument? first = null;
        _wire.Amend = (command, answer) =>
        {
            if (answer.Contains("maxWireVersion"))
            {
                answer.Merge(new BsonDocument(hello), overwriteExistingElements: true);
            }
            else if (command.GetElement(0).Name == "update")
            {
                numbers.Add(command["txnNumber"]);
                first ??= answer;
            }
        };
        // What a replica set does, and the stand-in cannot: a number that was seen gets the first answer again.
        _wire.Answer = command => command.GetElement(0).Name == "update" && numbers.Contains(command["txnNumber"]) ? first : null;
        _wire.Spoil = command => command.GetElement(0).Name == "update" && Interlocked.Decrement(ref left) == 0 ? WireFault.LoseAnswer : null;
        var options = _database.Through(_wire);
        options.ConnectionString += "&replicaSet=rs0";
        var storage = await _database.OpenAsync(options);

        (await storage.TryUpdateAsync(_job, default)).Should().BeTrue();

        numbers.Should().ContainSingle();
        (await _rival.GetAsync(_job.Id, default))!.Version.Should().Be(2);
        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4410 "), "nothing was left to settle");
    }

    // The next write, once. But for "the command", the server does the work.
    private void Lose(string what)
    {
        var left = 1;
        bool Next(BsonDocument command) => IsWrite(command) && Interlocked.Decrement(ref left) == 0;
        _wire.Spoil = command => what is "the answer" or "the command" && Next(command) ? what == "the answer" ? WireFault.LoseAnswer : WireFault.LoseCommand : null;
        _wire.Amend = (command, answer) =>
        {
            if (what is "no primary" or "shutdown" && Next(command))
            {
                answer.Clear();
                answer.AddRange(what == "shutdown" ? Wire.Error(11600, "InterruptedAtShutdown") : Wire.Error(10107, "NotWritablePrimary"));
            }

            if (what == "not confirmed" && Next(command))
            {
                AddUnconfirmed(command, answer);
            }
        };
    }

    // The mark of the write: the same when it is done again.
    private static BsonValue Mark(BsonDocument command) => command["updates"][0]["q"].AsBsonDocument.GetValue("write", command["updates"][0]["u"].AsBsonDocument.GetValue("write", BsonNull.Value));

    private static bool IsWrite(BsonDocument command) => command.GetElement(0).Name is "insert" or "update" or "delete";

    private static void AddUnconfirmed(BsonDocument command, BsonDocument answer)
    {
        if (IsWrite(command))
        {
            answer["writeConcernError"] = new BsonDocument { { "code", 64 }, { "codeName", "WriteConcernFailed" }, { "errmsg", "waiting for replication timed out" } };
        }
    }

    private static Func<BsonDocument, WireFault?> Once(string name, Func<ValueTask<bool>> before, WireFault fault)
    {
        var left = 1;
        return command =>
        {
            if (command.GetElement(0).Name != name || Interlocked.Decrement(ref left) != 0)
            {
                return null;
            }

            before().AsTask().Wait(TimeSpan.FromSeconds(20));
            return fault;
        };
    }
}
