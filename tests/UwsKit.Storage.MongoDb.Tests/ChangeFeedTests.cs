using Microsoft.Extensions.Time.Testing;
using MongoDB.Bson;

namespace UwsKit.Storage.MongoDb;

public sealed class ChangeFeedTests : IAsyncLifetime
{
    private readonly TempDatabase _database = TempDatabase.OnStandIn();
    private readonly Wire _wire = new();
    private readonly CancellationTokenSource _stop = new();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _database.DisposeAsync();
        await _wire.DisposeAsync();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(40573, "it is no replica set")]
    [InlineData(13, "it refuses the account of this service")]
    public async Task Where_there_is_no_change_stream_those_who_wait_are_asked_to_look_every_five_seconds(int code, string reason)
    {
        _wire.Answer = command => command.GetElement(0).Name == "aggregate" ? Wire.Error(code, "no change streams here") : null;
        var time = new FakeTimeProvider();
        await using var told = _database.Feed(_database.Through(_wire), time).WatchAsync(_stop.Token).GetAsyncEnumerator();
        for (var round = 1; round <= 3; round++)
        {
            var next = told.MoveNextAsync().AsTask();
            await UntilAsync(() => _wire.Commands.Count(c => c == "aggregate") >= round);
            next.IsCompleted.Should().BeFalse("the clock stands still");
            await UntilAsync(() =>
            {
                // The pause begins a moment after the answer.
                time.Advance(TimeSpan.FromSeconds(5));
                return next.IsCompleted;
            });
            (await next).Should().BeTrue();
            told.Current.IsGap.Should().BeTrue();
        }

        _database.Log.Lines.Where(l => l.Contains(" 44")).Should().ContainSingle()
            .Which.Should().EndWith($"changes of other nodes are looked for every 5 s, since {reason}");
    }

    [Fact]
    public async Task What_a_change_stream_tells_is_passed_on_and_after_a_loss_comes_a_gap()
    {
        // The events are made up here: the stand-in has no change streams.
        var (created, removed) = (Sample.Job().Id, Sample.Job().Id);
        Queue<BsonDocument[]> events = new(
        [
            [], [Event("insert", created, 1), Event("replace", created, 2)], [Event("delete", removed), Event("update", created), Event("drop")],
        ]);
        _wire.Answer = command => command.GetElement(0).Name switch
        {
            "aggregate" => Cursor("firstBatch", []),
            "getMore" when events.TryDequeue(out var some) => Cursor("nextBatch", some),
            "getMore" => Wire.Error(286, "ChangeStreamHistoryLost"),
            _ => null,
        };
        await using var told = _database.Feed(_database.Through(_wire)).WatchAsync(_stop.Token).GetAsyncEnumerator();

        (await NextAsync(told)).IsGap.Should().BeTrue("the first thing told");
        (await NextAsync(told)).Should().Be(new JobChange(created, 1));
        (await NextAsync(told)).Should().Be(new JobChange(created, 2));
        (await NextAsync(told)).Should().Be(new JobChange(removed, long.MaxValue));
        (await NextAsync(told)).IsGap.Should().BeTrue("somebody changed a document by hand");
        (await NextAsync(told)).IsGap.Should().BeTrue("somebody dropped the collection");
        (await NextAsync(told)).IsGap.Should().BeTrue("the stream was lost and opened again");
        _database.Log.Lines.Count(l => l.Contains(" 4405 ")).Should().Be(1);
        _database.Log.Lines.Count(l => l.Contains(" 4406 ")).Should().Be(2);
    }

    [Fact]
    public async Task A_server_that_is_away_is_one_line_and_the_feed_goes_on_when_it_is_back()
    {
        _wire.Answer = command => command.GetElement(0).Name switch { "aggregate" => Cursor("firstBatch", []), "getMore" => Cursor("nextBatch", []), _ => null };
        var options = _database.Through(_wire);
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        await using var told = _database.Feed(options).WatchAsync(_stop.Token).GetAsyncEnumerator();
        (await NextAsync(told)).IsGap.Should().BeTrue();

        _wire.Down();
        var next = NextAsync(told);
        await UntilAsync(() => _database.Log.Lines.Any(l => l.Contains(" 4405 ")));
        _wire.Up();

        (await next).IsGap.Should().BeTrue();
        _database.Log.Lines.Where(l => l.Contains(" 4405 ")).Should().ContainSingle().Which.Should().EndWith("it cannot be reached");
    }

    private static BsonDocument Event(string kind, JobId? id = null, long? version = null)
    {
        var told = new BsonDocument { { "_id", new BsonDocument("_data", ObjectId.GenerateNewId().ToString()) }, { "operationType", kind } };
        if (id is { } key)
        {
            told.Add("documentKey", new BsonDocument("_id", key.Value));
        }

        return version is { } number ? told.Add("fullDocument", new BsonDocument("version", number)) : told;
    }

    private BsonDocument Cursor(string batch, BsonDocument[] events) => new()
    {
        { "ok", 1.0 }, { "cursor", new BsonDocument { { "id", 77L }, { "ns", _database.Name + ".jobs" }, { batch, new BsonArray(events) } } },
    };

    private static async Task<JobChange> NextAsync(IAsyncEnumerator<JobChange> told)
    {
        (await told.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
        return told.Current;
    }

    private static async Task UntilAsync(Func<bool> come)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!come())
        {
            await Task.Delay(10, timeout.Token);
        }
    }
}
