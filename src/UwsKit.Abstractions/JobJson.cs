using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace UwsKit;

/// <summary>
/// The JSON form of a job for storages that keep documents. <see cref="Job.Version"/> is not in it: it lives in a column of its own. The
/// document carries a <c>format</c> number, and members that this release does not know are kept, so nodes of two releases can share a database.
/// Thread-safe.
/// </summary>
public static class JobJson
{
    /// <summary>The format written here. A document with a higher number is still read: later releases only add members.</summary>
    public const int Format = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a job as one UTF-8 JSON object.</summary>
    public static byte[] Serialize(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var w = new Utf8JsonWriter(buffer, Options))
        {
            w.WriteStartObject();
            w.WriteNumber("format", Format);
            w.WriteString("id", job.Id.Value);
            w.WriteString("jobList", job.JobList);
            Text(w, "ownerId", job.OwnerId);
            Text(w, "runId", job.RunId);
            w.WriteString("phase", job.Phase.ToWord());
            Text(w, "formerPhase", job.FormerPhase?.ToWord());
            Instant(w, "creationTime", job.CreationTime);
            Instant(w, "queuedAt", job.QueuedAt);
            Instant(w, "startTime", job.StartTime);
            Instant(w, "endTime", job.EndTime);
            Instant(w, "quote", job.Quote);
            Instant(w, "destruction", job.Destruction);
            Milliseconds(w, "executionDuration", job.ExecutionDuration);
            Milliseconds(w, "executed", job.Executed == TimeSpan.Zero ? null : job.Executed);
            Instant(w, "executingSince", job.ExecutingSince);
            Part(w, "description", job.Description, JobJsonContext.Default.DescriptionRef);
            Part(w, "parameters", job.Parameters.Count == 0 ? null : job.Parameters, JobJsonContext.Default.IReadOnlyListJobParameter);
            Part(w, "results", job.Results.Count == 0 ? null : job.Results, JobJsonContext.Default.IReadOnlyListJobResult);
            Part(w, "error", job.Error, JobJsonContext.Default.JobError);
            Part(w, "progress", job.Progress, JobJsonContext.Default.JobProgress);
            Part(w, "placement", job.Placement, JobJsonContext.Default.Placement);
            Text(w, "jobInfo", job.JobInfo);
            Text(w, "traceParent", job.TraceParent);
            if (job.Deleted)
            {
                w.WriteBoolean("deleted", true);
            }

            foreach (var (name, value) in job.Unknown ?? new Dictionary<string, JsonElement>())
            {
                w.WritePropertyName(name);
                value.WriteTo(w);
            }

            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote, in this or another release.</summary>
    /// <exception cref="JsonException">Not a job.</exception>
    public static Job Deserialize(ReadOnlySpan<byte> utf8, long version)
    {
        var r = new Utf8JsonReader(utf8);
        if (!r.Read() || r.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a job document is an object");
        }

        var job = new Job { Id = default, JobList = "", CreationTime = default, Version = version };
        Dictionary<string, JsonElement>? unknown = null;
        while (r.Read() && r.TokenType == JsonTokenType.PropertyName)
        {
            var name = r.GetString()!;
            r.Read();
            job = Member(job, name, ref r, ref unknown);
        }

        return job.Id == default ? throw new JsonException("a job document has an id") : job with { Unknown = unknown };
    }

    private static Job Member(Job job, string name, ref Utf8JsonReader r, ref Dictionary<string, JsonElement>? unknown)
    {
        switch (name)
        {
            case "format": return job;
            case "id": return job with { Id = JobId.Parse(r.GetString()!) };
            case "jobList": return job with { JobList = r.GetString()! };
            case "ownerId": return job with { OwnerId = r.GetString() };
            case "runId": return job with { RunId = r.GetString() };
            case "phase": return job with { Phase = Phase(r.GetString()) };
            case "formerPhase": return job with { FormerPhase = Phase(r.GetString()) };
            case "creationTime": return job with { CreationTime = Instant(r.GetString()) };
            case "queuedAt": return job with { QueuedAt = Instant(r.GetString()) };
            case "startTime": return job with { StartTime = Instant(r.GetString()) };
            case "endTime": return job with { EndTime = Instant(r.GetString()) };
            case "quote": return job with { Quote = Instant(r.GetString()) };
            case "destruction": return job with { Destruction = Instant(r.GetString()) };
            case "executionDuration": return job with { ExecutionDuration = TimeSpan.FromMilliseconds(r.GetInt64()) };
            case "executed": return job with { Executed = TimeSpan.FromMilliseconds(r.GetInt64()) };
            case "executingSince": return job with { ExecutingSince = Instant(r.GetString()) };
            case "description": return job with { Description = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.DescriptionRef) };
            case "parameters": return job with { Parameters = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.IReadOnlyListJobParameter) ?? [] };
            case "results": return job with { Results = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.IReadOnlyListJobResult) ?? [] };
            case "error": return job with { Error = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.JobError) };
            case "progress": return job with { Progress = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.JobProgress) };
            case "placement": return job with { Placement = JsonSerializer.Deserialize(ref r, JobJsonContext.Default.Placement) };
            case "jobInfo": return job with { JobInfo = r.GetString() };
            case "traceParent": return job with { TraceParent = r.GetString() };
            case "deleted": return job with { Deleted = r.GetBoolean() };
            default:
                (unknown ??= [])[name] = JsonElement.ParseValue(ref r);
                return job;
        }
    }

    private static ExecutionPhase Phase(string? word)
        => ExecutionPhaseWords.TryParse(word, out var phase) ? phase : throw new JsonException($"'{word}' is not a phase");

    private static DateTimeOffset Instant(string? text)
        => UwsTime.TryParse(text, out var instant) ? instant : throw new JsonException($"'{text}' is not an instant");

    private static void Text(Utf8JsonWriter w, string name, string? value)
    {
        if (value is not null)
        {
            w.WriteString(name, value);
        }
    }

    private static void Instant(Utf8JsonWriter w, string name, DateTimeOffset? value)
    {
        if (value is { } instant)
        {
            w.WriteString(name, UwsTime.Format(instant));
        }
    }

    private static void Milliseconds(Utf8JsonWriter w, string name, TimeSpan? value)
    {
        if (value is { } span)
        {
            w.WriteNumber(name, (long)span.TotalMilliseconds);
        }
    }

    private static void Part<T>(Utf8JsonWriter w, string name, T? value, JsonTypeInfo<T> type) where T : class
    {
        if (value is not null)
        {
            w.WritePropertyName(name);
            JsonSerializer.Serialize(w, value, type);
        }
    }

    internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => Instant(reader.GetString());

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
            => writer.WriteStringValue(UwsTime.Format(value));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(JobJson.InstantConverter)])]
[JsonSerializable(typeof(IReadOnlyList<JobParameter>))]
[JsonSerializable(typeof(IReadOnlyList<JobResult>))]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(JobProgress))]
[JsonSerializable(typeof(Placement))]
[JsonSerializable(typeof(DescriptionRef))]
internal sealed partial class JobJsonContext : JsonSerializerContext;
