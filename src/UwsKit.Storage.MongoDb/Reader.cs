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

    public Task<IReadOnlyList<JobSummary>> ListAsync(JobQuery query, CancellationToken ct) => RunAsync<IReadOnlyList<JobSummary>>(async jobs =>
    {
        using var cursor = await (query.Placement is { OldestPerOwner: true } ? FairAsync(jobs, query, ct) : FindAsync(jobs, query, ct)).ConfigureAwait(false);
        return [.. (await cursor.ToListAsync(ct).ConfigureAwait(false)).Select(JobDocument.Summary)];
    }, ct);

    private Task<IAsyncCursor<BsonDocument>> FindAsync(IMongoCollection<BsonDocument> jobs, JobQuery query, CancellationToken ct)
        => jobs.FindAsync(ListFilter.For(query), new FindOptions<BsonDocument>
        {
            Sort = ListFilter.Order(query), Projection = JobDocument.WithoutRecord, Limit = query.Take, AllowDiskUse = true, MaxTime = timeout,
            // One more than asked for: then the server knows at once that the answer is complete.
            BatchSize = Math.Min(query.Take, Batch) + 1,
        }, ct);

    private Task<IAsyncCursor<BsonDocument>> FairAsync(IMongoCollection<BsonDocument> jobs, JobQuery query, CancellationToken ct)
        => jobs.AggregateAsync<BsonDocument>(ListFilter.OldestPerOwner(query), new() { AllowDiskUse = true, MaxTime = timeout, BatchSize = Batch }, ct);

    /// <exception cref="UwsException">The database is away.</exception>
    private async Task<T> RunAsync<T>(Func<IMongoCollection<BsonDocument>, Task<T>> read, CancellationToken ct)
    {
        try
        {
            var answer = await connection.RunAsync(database => read(Connection.Jobs(database))).ConfigureAwait(false);
            health.Worked();
            return answer;
        }
        catch (Exception e) when (Faults.IsClosed(e))
        {
            throw Faults.Closed(e);
        }
        catch (Exception e) when (Faults.IsFault(e) && !ct.IsCancellationRequested)
        {
            throw health.Failed(e);
        }
    }
}
