using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// The three writes, each of one document. A write whose answer is lost is settled: it is done again, which its condition (a free id, the version before)
/// makes harmless, and where the condition no longer holds, the mark of the write tells whether that is its own work. On a replica set the driver's
/// retryable writes have come before that. Thread-safe.
/// </summary>
internal sealed class Writer(Connection connection, Health health, string name, TimeSpan timeout, ILogger logger)
{
    private delegate Task<bool> Attempt(IMongoCollection<BsonDocument> jobs);

    public Task<bool> CreateAsync(Job job, CancellationToken ct)
    {
        var document = Document(job, job.Version);
        return RunAsync(job.Id, jobs => InsertAsync(jobs, document), jobs => IsOursAsync(jobs, document), ct);
    }

    public Task<bool> UpdateAsync(Job job, CancellationToken ct)
    {
        var document = Document(job, unchecked(job.Version + 1));
        var before = new BsonDocument { { "_id", job.Id.Value }, { "version", job.Version } };
        return RunAsync(job.Id, async jobs => (await jobs.ReplaceOneAsync(before, document).ConfigureAwait(false)).MatchedCount == 1, jobs => IsOursAsync(jobs, document), ct);
    }

    public Task<bool> DeleteAsync(JobId id, CancellationToken ct) => RunAsync(
        id,
        async jobs => (await jobs.DeleteOneAsync(new BsonDocument("_id", id.Value)).ConfigureAwait(false)).DeletedCount == 1,
        // It is gone now. Whether this removed it nobody can say any more.
        _ => Task.FromResult(true), ct);

    private static BsonDocument Document(Job job, long version)
    {
        const int largest = 16 * 1024 * 1024;
        var document = JobDocument.Write(job, version, ObjectId.GenerateNewId());
        return document.ToBson().Length <= largest ? document : throw Faults.TooLarge();
    }

    private static async Task<bool> InsertAsync(IMongoCollection<BsonDocument> jobs, BsonDocument document)
    {
        try
        {
            await jobs.InsertOneAsync(document).ConfigureAwait(false);
            return true;
        }
        catch (MongoException e) when (Faults.IsDuplicate(e))
        {
            return false;
        }
    }

    /// <summary>Whether the stored document is the one that this write would have stored.</summary>
    private static async Task<bool> IsOursAsync(IMongoCollection<BsonDocument> jobs, BsonDocument document)
    {
        // A write that changes nothing, and not a read: it is answered when the majority has what it finds.
        var ours = new BsonDocument { { "_id", document["_id"] }, { "write", document["write"] } };
        if ((await jobs.UpdateOneAsync(ours, new BsonDocument("$set", new BsonDocument("write", document["write"]))).ConfigureAwait(false)).MatchedCount == 1)
        {
            return true;
        }

        var stored = await jobs.Find(new BsonDocument("_id", document["_id"])).Project(new BsonDocument("version", 1)).FirstOrDefaultAsync().ConfigureAwait(false);
        return stored is not null && stored["version"].AsInt64 > document["version"].AsInt64
            ? throw new UwsException(UwsErrorKind.Unavailable, "The answer of the job database was lost, and the job has changed since: nobody knows whether the write was done.")
            : false;
    }

    /// <exception cref="UwsException">The database is away (then nobody knows whether the write was done), or refuses the record.</exception>
    private Task<bool> RunAsync(JobId id, Attempt attempt, Attempt settle, CancellationToken ct)
    {
        // The token counts until the write is under way.
        ct.ThrowIfCancellationRequested();
        return health.CallAsync(
            async () =>
            {
                try
                {
                    return await SettledAsync(id, attempt, settle).ConfigureAwait(false);
                }
                catch (Exception e) when (Faults.ConcernsOneWrite(e))
                {
                    logger.WriteRefused(name, id.Value, Faults.Reason(e));
                    throw Faults.Refused(e);
                }
            },
            writes: true, CancellationToken.None);
    }

    private Task<bool> SettledAsync(JobId id, Attempt attempt, Attempt settle) => Lost.AgainAsync(async lost =>
    {
        var done = await OnceAsync(attempt).ConfigureAwait(false) || (lost > 0 && await OnceAsync(settle).ConfigureAwait(false));
        if (lost > 0)
        {
            logger.Settled(name, id.Value, done ? "it is done" : "it is not done");
        }

        return done;
    }, timeout);

    private Task<bool> OnceAsync(Attempt attempt) => connection.RunAsync(database => attempt(Connection.Jobs(database)));
}
