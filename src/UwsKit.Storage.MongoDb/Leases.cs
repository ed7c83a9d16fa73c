using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// Names that are held for a while, one document each in <c>leases</c>: taken by one conditional write, so of many who want a name one has it. Thread-safe.
/// </summary>
internal sealed class Leases(Connection connection, Health health, TimeSpan timeout)
{
    private static readonly BsonDocument Hello = new("hello", 1);

    public Task<bool> HoldAsync(BsonString name, BsonString holder, TimeSpan time, CancellationToken ct) => health.CallAsync(
        () => Lost.AgainAsync(
            _ => connection.RunAsync(database => time > TimeSpan.Zero ? OnceAsync(database, name, holder, time, ct) : AskAsync(database, name, holder, ct)), timeout),
        writes: true, ct);

    private static async Task<bool> OnceAsync(IMongoDatabase database, BsonString name, BsonString holder, TimeSpan time, CancellationToken ct)
    {
        // By the primary's clock: those of the nodes may differ. The instant is over when the write arrives, which makes the lease shorter by that much, and
        // takes none away too early.
        var now = await NowAsync(database, ct).ConfigureAwait(false);
        var leases = Names(database);
        var free = new BsonDocument
        {
            { "_id", name }, { "$or", new BsonArray { new BsonDocument("holder", holder), new BsonDocument("until", new BsonDocument("$lte", now)) } },
        };
        var held = new BsonDocument("$set", new BsonDocument
        {
            { "holder", holder }, { "until", new BsonDateTime(now.MillisecondsSinceEpoch + (long)time.TotalMilliseconds) },
        });
        try
        {
            await leases.UpdateOneAsync(free, held, new UpdateOptions { IsUpsert = true }, ct).ConfigureAwait(false);
            return true;
        }
        catch (MongoException e) when (Faults.IsDuplicate(e))
        {
            // There is one that is not free, or came to be at the same time, perhaps as our own.
            return (await leases.UpdateOneAsync(free, held, null, ct).ConfigureAwait(false)).MatchedCount == 1;
        }
    }

    /// <summary>Whether a name is free. Only the holder's own document goes: whoever else asks leaves no trace.</summary>
    private static async Task<bool> AskAsync(IMongoDatabase database, BsonString name, BsonString holder, CancellationToken ct)
    {
        await Names(database).DeleteOneAsync(new BsonDocument { { "_id", name }, { "holder", holder } }, ct).ConfigureAwait(false);
        var now = await NowAsync(database, ct).ConfigureAwait(false);
        var held = new BsonDocument { { "_id", name }, { "until", new BsonDocument("$gt", now) } };
        return !await Names(database).Find(held).AnyAsync(ct).ConfigureAwait(false);
    }

    private static async Task<BsonDateTime> NowAsync(IMongoDatabase database, CancellationToken ct)
        => (await database.RunCommandAsync<BsonDocument>(Hello, null, ct).ConfigureAwait(false))["localTime"].AsBsonDateTime;

    private static IMongoCollection<BsonDocument> Names(IMongoDatabase database) => database.GetCollection<BsonDocument>("leases");
}
