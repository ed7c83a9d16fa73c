using System.Text;
using System.Text.Json;
using MongoDB.Bson;

namespace UwsKit.Storage.MongoDb;

/// <summary>
/// The document of a job: the record as JSON text in <c>document</c>, which keeps every member of every release exactly, and beside it the fields that
/// lists need. What is null is left out. Thread-safe.
/// </summary>
internal static class JobDocument
{
    private static readonly Encoding Utf8 = new UTF8Encoding(false);

    /// <summary>What lists do not read.</summary>
    public static BsonDocument WithoutRecord { get; } = new() { { "document", 0 }, { "write", 0 }, { "shared", 0 } };

    /// <summary>Makes the document.</summary>
    /// <param name="job">The record.</param>
    /// <param name="version">The version to store.</param>
    /// <param name="write">A mark that no other write has: by it a writer knows its own again.</param>
    /// <exception cref="UwsException">It is larger than any MongoDB takes.</exception>
    public static BsonDocument Write(Job job, long version, ObjectId write)
    {
        var document = new BsonDocument
        {
            { "_id", job.Id.Value }, { "version", version }, { "write", write }, { "jobList", Text(job.JobList) }, { "owner", Owner(job.OwnerId) },
            { "phase", (int)job.Phase }, { "created", Instant(job.CreationTime) }, { "deleted", job.Deleted },
        };
        if (job.StoredBytes is > 0 and var bytes)
        {
            document.Add("bytes", bytes);
        }

        if (Shared(job) is { Count: > 0 } names)
        {
            document.Add("shared", names);
        }

        Add(document, "runId", job.RunId);
        Add(document, "queued", job.QueuedAt);
        Add(document, "started", job.StartTime);
        Add(document, "ended", job.EndTime);
        Add(document, "due", job.DueAt);
        if (job.Placement is { } p)
        {
            var placement = new BsonDocument { { "state", (int)p.State }, { "manager", Text(p.Manager) }, { "attempt", p.Attempt }, { "since", Instant(p.Since) } };
            Add(placement, "node", p.Node);
            Add(placement, "backend", p.BackendId);
            Add(placement, "lost", p.LostSince);
            Add(placement, "reason", p.Reason);
            if (p.ExitCode is { } exit)
            {
                placement.Add("exit", exit);
            }

            document.Add("placement", placement);
        }

        document.Add("document", Utf8.GetString(JobJson.Serialize(job)));
        return document;
    }

    /// <summary>With whom the job is shared.</summary>
    public static BsonArray Shared(Job job) => [.. job.SharedNames.Select(Text)];

    /// <summary>The record.</summary>
    /// <exception cref="UwsException">It is damaged.</exception>
    public static Job Job(BsonDocument document)
        => Undamaged(document, d => JobJson.Deserialize(Utf8.GetBytes(d["document"].AsString), d["version"].AsInt64));

    /// <summary>The job's id and its version.</summary>
    /// <exception cref="UwsException">The document is damaged.</exception>
    public static (JobId Id, long Version) Version(BsonDocument document) => Undamaged(document, d => (JobId.Parse(d["_id"].AsString), d["version"].AsInt64));

    /// <summary>The line of a list.</summary>
    /// <exception cref="UwsException">It is damaged.</exception>
    public static JobSummary Summary(BsonDocument document) => Undamaged(document, d => new JobSummary
    {
        Id = JobId.Parse(d["_id"].AsString),
        JobList = d["jobList"].AsString,
        OwnerId = d["owner"].IsString ? d["owner"].AsString : null,
        RunId = TextOrNull(d, "runId"),
        Phase = (ExecutionPhase)d["phase"].AsInt32,
        CreationTime = Instant(d["created"]),
        QueuedAt = InstantOrNull(d, "queued"),
        StartTime = InstantOrNull(d, "started"),
        EndTime = InstantOrNull(d, "ended"),
        DueAt = InstantOrNull(d, "due"),
        StoredBytes = d.TryGetValue("bytes", out var bytes) ? bytes.ToInt64() : 0,
        Deleted = d["deleted"].AsBoolean,
        Version = d["version"].AsInt64,
        Placement = d.TryGetValue("placement", out var placement) ? Placement(placement.AsBsonDocument) : null,
    });

    /// <summary>
    /// An owner as a value that is never null: nobody is the number 0, which comes before all texts, the empty one too. (MongoDB does not read an index in
    /// order for null.)
    /// </summary>
    public static BsonValue Owner(string? owner) => owner is null ? new BsonInt32(0) : Text(owner);

    /// <summary>A text; an unpaired surrogate, which is no text, becomes U+FFFD as it does in JSON.</summary>
    public static BsonString Text(string text) => new(text.Any(char.IsSurrogate) ? Utf8.GetString(Utf8.GetBytes(text)) : text);

    /// <summary>An instant; what is finer than milliseconds is cut (towards the past, also before 1970).</summary>
    public static BsonDateTime Instant(DateTimeOffset instant) => new(instant.ToUnixTimeMilliseconds());

    private static Placement Placement(BsonDocument p) => new(
        p["manager"].AsString, (PlacementState)p["state"].AsInt32, p["attempt"].AsInt32, TextOrNull(p, "node"), TextOrNull(p, "backend"),
        Instant(p["since"]), InstantOrNull(p, "lost"), p.TryGetValue("exit", out var exit) ? exit.AsInt32 : null, TextOrNull(p, "reason"));

    private static T Undamaged<T>(BsonDocument document, Func<BsonDocument, T> read)
    {
        try
        {
            return read(document);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new UwsException(UwsErrorKind.Unavailable, $"The record of job {document.GetValue("_id", "")} in the job database is damaged: {e.Message}", e);
        }
    }

    private static void Add(BsonDocument document, string name, string? text)
    {
        if (text is not null)
        {
            document.Add(name, Text(text));
        }
    }

    private static void Add(BsonDocument document, string name, DateTimeOffset? instant)
    {
        if (instant is { } i)
        {
            document.Add(name, Instant(i));
        }
    }

    private static string? TextOrNull(BsonDocument document, string name) => document.TryGetValue(name, out var value) ? value.AsString : null;

    private static DateTimeOffset? InstantOrNull(BsonDocument document, string name) => document.TryGetValue(name, out var value) ? Instant(value) : null;

    private static DateTimeOffset Instant(BsonValue value) => DateTimeOffset.FromUnixTimeMilliseconds(value.AsBsonDateTime.MillisecondsSinceEpoch);
}
