using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit;

/// <summary>
/// A stored record as one JSON object: <c>{"version":3,"job":{…}}</c>, the document beside the version that is kept apart from it. The form of record
/// files and of copies alike, so this file is part of both projects. Thread-safe.
/// </summary>
internal static class RecordJson
{
    // The document may be as deep as its own reader allows, and lies one level deeper here.
    private const int MaxDepth = 256;

    /// <summary>Writes a record, in one line or indented for people.</summary>
    public static ReadOnlyMemory<byte> Write(Job job, bool indented)
    {
        var document = JobJson.Serialize(job);
        var buffer = new ArrayBufferWriter<byte>(document.Length + (indented ? document.Length / 2 : 0) + 64);
        using (var w = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented, NewLine = "\n" }))
        {
            w.WriteStartObject();
            w.WriteNumber("version", job.Version);
            w.WritePropertyName("job");
            if (indented)
            {
                using var parsed = JsonDocument.Parse(document, new() { MaxDepth = MaxDepth });
                parsed.WriteTo(w);
            }
            else
            {
                w.WriteRawValue(document, skipInputValidation: true);
            }

            w.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">Not a record; the message says in one line what is wrong.</exception>
    public static Job Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Parse(utf8);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new JsonException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    private static Job Parse(ReadOnlySpan<byte> utf8)
    {
        var r = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!r.Read() || r.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a record is an object");
        }

        long? version = null;
        ReadOnlySpan<byte> document = default;
        while (r.Read() && r.TokenType == JsonTokenType.PropertyName)
        {
            var name = r.GetString();
            r.Read();
            var start = (int)r.TokenStartIndex;
            switch (name)
            {
                case "version": version = r.GetInt64(); break;
                case "job": r.Skip(); document = utf8[start..(int)r.BytesConsumed]; break;
                default: r.Skip(); break;
            }
        }

        // Only blanks may follow; the reader throws when there is anything else.
        r.Read();
        var job = document.IsEmpty ? throw new JsonException("a record has a job")
            : JobJson.Deserialize(document, version ?? throw new JsonException("a record has a version"));
        return job.JobList is null ? throw new JsonException("a job has a jobList") : job;
    }
}
