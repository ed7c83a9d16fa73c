using System.Buffers;
using System.Text.Json;

namespace UwsKit;

/// <summary>
/// What provenance is told from: the job's record as it ended, and what its own script has said. Nothing else is recorded, so nothing can contradict the record. Immutable.
/// </summary>
/// <param name="Job">The record; of a kept one without what only the back end needed.</param>
internal sealed record ProvenanceRecord(Job Job)
{
    /// <summary>Since when the results are gone; null = they are there.</summary>
    public DateTimeOffset? InvalidatedAt { get; init; }
    /// <summary>The PROV-JSON document that the script left, checked; null = none.</summary>
    public byte[]? Own { get; init; }
    /// <summary>Why the script's document was not taken; null = it was, or there was none.</summary>
    public string? OwnFault { get; init; }

    /// <summary>The document for the archive.</summary>
    public byte[] Serialize()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(buffer))
        {
            w.WriteStartObject();
            w.WriteNumber("format", 1);
            w.WriteNumber("version", Job.Version);
            w.WritePropertyName("job");
            w.WriteRawValue(JobJson.Serialize(Job), skipInputValidation: true);
            if (InvalidatedAt is { } at)
            {
                w.WriteString("invalidatedAt", UwsTime.Format(at));
            }

            if (Own is not null)
            {
                w.WritePropertyName("own");
                w.WriteRawValue(Own);
            }

            if (OwnFault is not null)
            {
                w.WriteString("ownFault", OwnFault);
            }

            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ProvenanceRecord Parse(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("job", out var job))
        {
            throw new JsonException("a provenance document holds a job");
        }

        return new(JobJson.Deserialize(JsonSerializer.SerializeToUtf8Bytes(job), root.TryGetProperty("version", out var version) ? version.GetInt64() : 0))
        {
            InvalidatedAt = root.TryGetProperty("invalidatedAt", out var at) && UwsTime.TryParse(at.GetString(), out var instant) ? instant : null,
            Own = root.TryGetProperty("own", out var own) ? JsonSerializer.SerializeToUtf8Bytes(own) : null,
            OwnFault = root.TryGetProperty("ownFault", out var fault) ? fault.GetString() : null,
        };
    }
}
