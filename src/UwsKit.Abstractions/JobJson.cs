using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

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

    // A long document's buffer is not kept.
    private const int LargestKept = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) kept;

    /// <summary>Writes a job as one UTF-8 JSON object.</summary>
    public static byte[] Serialize(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var (buffer, writer) = kept.Buffer is null ? Make() : kept;
        // Not there for a second call inside this one, nor after a failure.
        kept = default;
        Write(writer, job);
        writer.Flush();
        var document = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= LargestKept)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            kept = (buffer, writer);
        }

        return document;
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote, in this or another release.</summary>
    /// <exception cref="JsonException">Not a job.</exception>
    public static Job Deserialize(ReadOnlySpan<byte> utf8, long version)
    {
        // What is not UTF-8 would be kept in members that are unknown here, and come back as something else.
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("a job document is UTF-8");
        }

        try
        {
            return Read(utf8, version);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            // A number where a text should be, a time that there is not, a duration beyond all: storages look for one kind of exception.
            throw new JsonException(e.Message, e);
        }
    }

    private static Job Read(ReadOnlySpan<byte> utf8, long version)
    {
        var r = new Utf8JsonReader(utf8);
        if (!r.Read() || r.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a job document is an object");
        }

        var draft = new JobDraft();
        while (r.Read() && r.TokenType == JsonTokenType.PropertyName)
        {
            var name = r.GetString()!;
            r.Read();
            draft.Read(name, ref r);
        }

        return draft.Complete(version);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Make()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        return (buffer, new(buffer, Options));
    }

    private static void Write(Utf8JsonWriter w, Job job)
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
        if (job.Description is not null)
        {
            JobPartsJson.Write(w, job.Description);
        }

        if (job.Parameters.Count > 0)
        {
            JobPartsJson.Write(w, job.Parameters);
        }

        Part(w, "results", job.Results.Count == 0 ? null : job.Results, JobJsonContext.Default.IReadOnlyListJobResult);
        Part(w, "error", job.Error, JobJsonContext.Default.JobError);
        Part(w, "progress", job.Progress, JobJsonContext.Default.JobProgress);
        Part(w, "placement", job.Placement, JobJsonContext.Default.Placement);
        Part(w, "ran", job.Ran, JobJsonContext.Default.JobRun);
        Text(w, "reproduces", job.Reproduces?.Value);
        Text(w, "jobInfo", job.JobInfo);
        Text(w, "traceParent", job.TraceParent);
        Part(w, "sharedWith", job.SharedWith.Count == 0 ? null : job.SharedWith, JobJsonContext.Default.IReadOnlyListString);
        if (job.Deleted)
        {
            w.WriteBoolean("deleted", true);
        }

        if (job.Unknown is { } unknown)
        {
            foreach (var (name, value) in unknown)
            {
                w.WritePropertyName(name);
                value.WriteTo(w);
            }
        }

        w.WriteEndObject();
    }

    internal static DateTimeOffset Instant(string? text)
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
[JsonSerializable(typeof(IReadOnlyList<JobResult>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(JobFile))]
[JsonSerializable(typeof(JobError))]
[JsonSerializable(typeof(JobProgress))]
[JsonSerializable(typeof(Placement))]
[JsonSerializable(typeof(JobRun))]
[JsonSerializable(typeof(DescriptionRef))]
internal sealed partial class JobJsonContext : JsonSerializerContext;
