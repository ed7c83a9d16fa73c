using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// What is kept of jobs' provenance: one document a job in <c>provenance</c>, with its keys in an array. Not by MongoDB's own expiry: until when something is kept is told by
/// the service's clock. Thread-safe.
/// </summary>
internal sealed class ProvenanceDocuments(Connection connection, Health health, string name, TimeSpan timeout, ILogger logger)
{
    private const int Largest = 16 * 1024 * 1024;

    public static IMongoCollection<BsonDocument> In(IMongoDatabase database) => database.GetCollection<BsonDocument>("provenance");

    /// <summary>Keeps an entry; doing it again is harmless, so a write whose answer was lost is done again.</summary>
    public Task KeepAsync(ProvenanceEntry entry, CancellationToken ct)
    {
        var document = Document(entry);
        if (document.ToBson().Length > Largest)
        {
            throw Faults.TooLarge();
        }

        ct.ThrowIfCancellationRequested();
        return health.CallAsync(
            async () =>
            {
                try
                {
                    return await Lost.AgainAsync(_ => connection.RunAsync(database => ReplaceAsync(In(database), document)), timeout).ConfigureAwait(false);
                }
                catch (Exception e) when (Faults.ConcernsOneWrite(e))
                {
                    logger.WriteRefused(name, entry.Job.Value, Faults.Reason(e));
                    throw Faults.Refused(e);
                }
            },
            writes: true, CancellationToken.None);
    }

    public Task<ProvenanceEntry?> FindAsync(JobId job, CancellationToken ct) => ReadAsync(async documents =>
    {
        var found = await documents.Find(new BsonDocument("_id", job.Value), new() { MaxTime = timeout }).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        return found is null ? null : Entry(job, found);
    }, ct);

    public Task<IReadOnlyList<JobId>> FindJobsAsync(string key, int take, CancellationToken ct) => JobsAsync(new("keys", JobDocument.Text(key)), take, ct);

    public Task<IReadOnlyList<JobId>> ListJobsAsync(JobId? before, int take, CancellationToken ct)
        => JobsAsync(before is { } id ? new("_id", new BsonDocument("$lt", id.Value)) : [], take, ct);

    public Task RemoveAsync(DateTimeOffset until, CancellationToken ct) => health.CallAsync(
        () => Lost.AgainAsync(_ => connection.RunAsync(async database =>
        {
            await In(database).DeleteManyAsync(new BsonDocument("until", new BsonDocument("$lte", JobDocument.Instant(until))), ct).ConfigureAwait(false);
            return true;
        }), timeout),
        writes: true, ct);

    private static async Task<bool> ReplaceAsync(IMongoCollection<BsonDocument> documents, BsonDocument document)
    {
        while (true)
        {
            try
            {
                await documents.ReplaceOneAsync(new BsonDocument("_id", document["_id"]), document, new ReplaceOptions { IsUpsert = true }).ConfigureAwait(false);
                return true;
            }
            catch (MongoException e) when (Faults.IsDuplicate(e))
            {
                // Another node has just inserted it: now there is one to replace.
            }
        }
    }

    private Task<IReadOnlyList<JobId>> JobsAsync(BsonDocument filter, int take, CancellationToken ct) => take < 1
        ? Task.FromResult<IReadOnlyList<JobId>>([])
        : ReadAsync<IReadOnlyList<JobId>>(async documents =>
        {
            var found = documents.Find(filter, new() { MaxTime = timeout }).Sort(new BsonDocument("_id", -1)).Limit(take).Project(new BsonDocument("_id", 1));
            return [.. (await found.ToListAsync(ct).ConfigureAwait(false)).Select(d => JobId.Parse(d["_id"].AsString))];
        }, ct);

    private Task<T> ReadAsync<T>(Func<IMongoCollection<BsonDocument>, Task<T>> read, CancellationToken ct)
        => health.CallAsync(() => connection.RunAsync(database => read(In(database))), writes: false, ct);

    private static BsonDocument Document(ProvenanceEntry entry)
    {
        var document = new BsonDocument
        {
            { "_id", entry.Job.Value }, { "keys", new BsonArray(entry.Keys.Distinct(StringComparer.Ordinal).Select(JobDocument.Text)) }, { "document", new BsonBinaryData(entry.Document.ToArray()) },
        };
        if (entry.Until is { } until)
        {
            document.Add("until", JobDocument.Instant(until));
        }

        return document;
    }

    private static ProvenanceEntry Entry(JobId job, BsonDocument d) => new(
        job, [.. d["keys"].AsBsonArray.Select(k => k.AsString)], d["document"].AsBsonBinaryData.Bytes,
        d.TryGetValue("until", out var until) ? DateTimeOffset.FromUnixTimeMilliseconds(until.AsBsonDateTime.MillisecondsSinceEpoch) : null);
}
