using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>What reads, always from the primary. The driver repeats a read once when its connection broke. Thread-safe.</summary>
internal sealed class Reader(Connection connection, Health health, TimeSpan timeout)
{
    private const int Batch = 1000;

    public Task<Job?> GetAsync(JobId id, CancellationToken ct) => RunAsync(async jobs =>
    {
        var found = await jobs.Find(new BsonDocument("_id", id.Value), new() { MaxTime = timeout }).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        return found is null ? null : JobDocument.Job(found);
    }, ct);

    public Task<IReadOnlyDictionary<JobId, long>> VersionsAsync(IReadOnlyCollection<JobId> ids, CancellationToken ct) => RunAsync<IReadOnlyDictionary<JobId, long>>(async jobs =>
    {
        Dictionary<JobId, long> versions = new(ids.Count);
        // A question has a greatest size.
        foreach (var some in ids.Chunk(Batch))
        {
            var these = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(some.Select(id => id.Value))));
            var found = jobs.Find(these, new() { MaxTime = timeout, BatchSize = Batch + 1 }).Project(new BsonDocument("version", 1));
            foreach (var document in await found.ToListAsync(ct).ConfigureAwait(false))
            {
                var (id, version) = JobDocument.Version(document);
                versions[id] = version;
            }
        }

        return versions;
    }, ct);

    public Task<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct)
        => RunAsync(jobs => query.Placement is { OldestPerOwner: true } placement ? FairAsync(jobs, query, placement, ct) : FindAsync(jobs, query, ct), ct);

    /// <summary>
    /// Goes from owner to owner along the index: each question begins behind the last owner seen. Where owners have many jobs the questions become small, and
    /// grow again where they have few, so the work is that of the owners asked for.
    /// </summary>
    private async Task<IReadOnlyList<JobSummary>> FairAsync(IMongoCollection<BsonDocument> jobs, JobQuery query, PlacementQuery placement, CancellationToken ct)
    {
        List<JobSummary> first = [];
        for (var take = Math.Min(query.Take, Batch); ;)
        {
            var found = await FindAsync(jobs, query with { Placement = placement, Take = take }, ct).ConfigureAwait(false);
            var seen = first.Count;
            first.AddRange(found.DistinctBy(job => job.OwnerId));
            if (found.Count < take || first.Count == query.Take)
            {
                return first;
            }

            placement = placement with { AfterOwner = new(first[^1].OwnerId) };
            take = Math.Min(query.Take - first.Count, Math.Min((first.Count - seen) * 2, Batch));
        }
    }

    private async Task<IReadOnlyList<JobSummary>> FindAsync(IMongoCollection<BsonDocument> jobs, JobQuery query, CancellationToken ct)
    {
        using var cursor = await jobs.FindAsync(ListFilter.For(query), new FindOptions<BsonDocument>
        {
            Sort = ListFilter.Order(query), Projection = JobDocument.WithoutRecord, Limit = query.Take, AllowDiskUse = true, MaxTime = timeout,
            // One more than asked for: then the server knows at once that the answer is complete.
            BatchSize = Math.Min(query.Take, Batch) + 1,
        }, ct).ConfigureAwait(false);
        return [.. (await cursor.ToListAsync(ct).ConfigureAwait(false)).Select(JobDocument.Summary)];
    }

    private Task<T> RunAsync<T>(Func<IMongoCollection<BsonDocument>, Task<T>> read, CancellationToken ct)
        => health.CallAsync(() => connection.RunAsync(database => read(Connection.Jobs(database))), writes: false, ct);
}
