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
        () => Lost.AgainAsync(_ => connection.RunAsync(database => OnceAsync(database, name, holder, time, ct)), timeout), ct);

    private static async Task<bool> OnceAsync(IMongoDatabase database, BsonString name, BsonString holder, TimeSpan time, CancellationToken ct)
    {
        // By the primary's clock: those of the nodes may differ. The instant is over when the write arrives, which makes the lease shorter by that much, and
        // takes none away too early.
        var now = (await database.RunCommandAsync<BsonDocument>(Hello, null, ct).ConfigureAwait(false))["localTime"].AsBsonDateTime;
        var leases = database.GetCollection<BsonDocument>("leases");
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
}
