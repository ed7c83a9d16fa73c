using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

/// <summary>The indexes and the version of the database, which is the one document of <c>schema_info</c>.</summary>
internal static class Schema
{
    /// <summary>What this release writes; a release that changes the meaning of the documents adds one. (In schema 1 nobody was <c>false</c>, in schema 2 there was no field <c>shared</c>.)</summary>
    public const int Version = 3;

    private static readonly BsonDocument Placed = new("placement.state", new BsonDocument("$exists", true));

    /// <summary>
    /// By name. Each is for the queries of <see cref="ListFilter"/>: first what is equal, then the order. Those for the few jobs that are placed or fall
    /// due hold nothing of the many that are done with.
    /// </summary>
    public static IReadOnlyDictionary<string, (BsonDocument Keys, BsonDocument? Only)> Indexes { get; } = new Dictionary<string, (BsonDocument, BsonDocument?)>
    {
        ["jobs_all"] = (Keys("created", "_id"), null),
        ["jobs_list"] = (Keys("jobList", "created", "_id"), null),
        ["jobs_phase"] = (Keys("jobList", "phase", "created", "_id"), null),
        ["jobs_owner"] = (Keys("jobList", "owner", "phase", "created", "_id"), null),
        ["jobs_shared"] = (Keys("shared", "jobList", "created", "_id"), new("shared", new BsonDocument("$exists", true))),
        ["jobs_run"] = (Keys("runId"), new("runId", new BsonDocument("$exists", true))),
        ["jobs_due"] = (Keys("due", "_id"), new("due", new BsonDocument("$exists", true))),
        ["jobs_placed"] = (Keys("placement.state", "placement.manager", "queued", "_id"), Placed),
        ["jobs_fair"] = (Keys("placement.state", "placement.manager", "deleted", "owner", "queued", "_id"), Placed),
    };

    /// <summary>Those of what is kept of provenance.</summary>
    public static IReadOnlyDictionary<string, (BsonDocument Keys, BsonDocument? Only)> ProvenanceIndexes { get; } = new Dictionary<string, (BsonDocument, BsonDocument?)>
    {
        ["provenance_keys"] = (Keys("keys", "_id"), null),
        ["provenance_until"] = (Keys("until"), new("until", new BsonDocument("$exists", true))),
    };

    /// <summary>Makes the indexes that are not there, and the documents of an older schema new. Nodes that start at once may all do so: the server makes each once.</summary>
    /// <returns>The names of those that were made.</returns>
    /// <exception cref="UwsConfigurationException">A newer release, or another program, owns the database.</exception>
    public static async Task<IReadOnlyList<string>> PrepareAsync(IMongoDatabase database, CancellationToken ct)
    {
        var (jobs, info) = (Connection.Jobs(database), database.GetCollection<BsonDocument>("schema_info"));
        // The jobs first: our own are written only after the version, so jobs without one are another program's.
        var some = await jobs.Find(new BsonDocument()).Project(new BsonDocument("_id", 1)).FirstOrDefaultAsync(ct).ConfigureAwait(false);
        var found = (await info.Find(new BsonDocument("_id", "jobs")).FirstOrDefaultAsync(ct).ConfigureAwait(false))?.GetValue("version", 0).ToInt32();
        if (found > Version)
        {
            throw new UwsConfigurationException($"Storage:Database: '{database.DatabaseNamespace}': it has schema {found} of a newer UwsKit; this release reads up to schema {Version}");
        }

        if (found is null && some is not null)
        {
            throw new UwsConfigurationException($"Storage:Database: '{database.DatabaseNamespace}': it has a collection 'jobs' of another program; allowed: a database of UwsKit, or a name that is free");
        }

        IReadOnlyList<string> made =
        [
            .. await MakeIndexesAsync(jobs, Indexes, ct).ConfigureAwait(false),
            .. await MakeIndexesAsync(ProvenanceDocuments.In(database), ProvenanceIndexes, ct).ConfigureAwait(false),
        ];
        if (found != Version)
        {
            // Harmless when done twice, by several nodes at once too.
            await jobs.UpdateManyAsync(new BsonDocument("owner", false), new BsonDocument("$set", new BsonDocument("owner", JobDocument.Owner(null))), null, ct).ConfigureAwait(false);
            await AddSharedAsync(jobs, ct).ConfigureAwait(false);
            await StoreVersionAsync(info, ct).ConfigureAwait(false);
        }

        return made;
    }

    private static async Task<IReadOnlyList<string>> MakeIndexesAsync(
        IMongoCollection<BsonDocument> documents, IReadOnlyDictionary<string, (BsonDocument Keys, BsonDocument? Only)> indexes, CancellationToken ct)
    {
        using var cursor = await documents.Indexes.ListAsync(ct).ConfigureAwait(false);
        // By keys and not by name: an operator may have made one before, in the background of his choice.
        var there = (await cursor.ToListAsync(ct).ConfigureAwait(false)).Select(index => index["key"].ToJson()).ToHashSet();
        var missing = indexes.Where(index => !there.Contains(index.Value.Keys.ToJson())).ToList();
        foreach (var (name, (keys, only)) in missing)
        {
            await documents.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(keys, new CreateIndexOptions<BsonDocument> { Name = name, PartialFilterExpression = only }), null, ct).ConfigureAwait(false);
        }

        return [.. missing.Select(index => index.Key)];
    }

    // Only the record says so: it is read here, for the server does not look into it.
    private static async Task AddSharedAsync(IMongoCollection<BsonDocument> jobs, CancellationToken ct)
    {
        var filter = new BsonDocument { { "document", new BsonRegularExpression("\"sharedWith\":") }, { "shared", new BsonDocument("$exists", false) } };
        using var cursor = await jobs.FindAsync(filter, null, ct).ConfigureAwait(false);
        while (await cursor.MoveNextAsync(ct).ConfigureAwait(false))
        {
            foreach (var document in cursor.Current)
            {
                if (Shared(document) is { Count: > 0 } names)
                {
                    var same = new BsonDocument { { "_id", document["_id"] }, { "version", document["version"] } };
                    await jobs.UpdateOneAsync(same, new BsonDocument("$set", new BsonDocument("shared", names)), null, ct).ConfigureAwait(false);
                }
            }
        }
    }

    private static BsonArray Shared(BsonDocument document)
    {
        try
        {
            return JobDocument.Shared(JobDocument.Job(document));
        }
        catch (UwsException)
        {
            // A damaged record is told of where somebody asks for it.
            return [];
        }
    }

    private static async Task StoreVersionAsync(IMongoCollection<BsonDocument> info, CancellationToken ct)
    {
        try
        {
            await info.UpdateOneAsync(new BsonDocument("_id", "jobs"), new BsonDocument("$max", new BsonDocument("version", Version)), new UpdateOptions { IsUpsert = true }, ct).ConfigureAwait(false);
        }
        catch (MongoException e) when (Faults.IsDuplicate(e))
        {
            // Another node that starts at the same time stored it.
        }
    }

    private static BsonDocument Keys(params string[] fields) => new(fields.Select(field => new BsonElement(field, 1)));
}
