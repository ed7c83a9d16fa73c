using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit;

/// <summary>What is kept of one job's provenance as a line of a copy: <c>{"provenance":"ID","until":"…","keys":[…],"document":{…}}</c>. Pure.</summary>
internal static class ProvenanceLine
{
    private const int MaxDepth = 256;
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = MaxDepth };

    /// <summary>Writes an entry. Blanks between the words of its document are not kept.</summary>
    /// <exception cref="JsonException">Its document is no JSON.</exception>
    public static ReadOnlyMemory<byte> Write(ProvenanceEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(entry.Document.Length + 256);
        using (var w = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth }))
        {
            w.WriteStartObject();
            w.WriteString("provenance", entry.Job.Value);
            if (entry.Until is { } until)
            {
                w.WriteString("until", UwsTime.Format(until));
            }

            w.WriteStartArray("keys");
            foreach (var key in entry.Keys)
            {
                w.WriteStringValue(key);
            }

            w.WriteEndArray();
            w.WritePropertyName("document");
            using var document = JsonDocument.Parse(entry.Document, Depth);
            document.WriteTo(w);
            w.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Whether a line is one of these, and not the record of a job.</summary>
    public static bool Is(ReadOnlySpan<byte> line)
    {
        try
        {
            var r = new Utf8JsonReader(line);
            return r.Read() && r.TokenType == JsonTokenType.StartObject && r.Read() && r.TokenType == JsonTokenType.PropertyName && r.ValueTextEquals("provenance"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else; the message says in one line what is wrong.</exception>
    public static ProvenanceEntry Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, Depth);
            var root = json.RootElement;
            DateTimeOffset? until = null;
            if (root.TryGetProperty("until", out var text))
            {
                until = UwsTime.TryParse(text.GetString(), out var instant) ? instant : throw new JsonException($"until '{text}' is no instant");
            }

            return root.TryGetProperty("document", out var document) && root.TryGetProperty("keys", out var keys)
                ? new(JobId.Parse(root.GetProperty("provenance").GetString() ?? ""), [.. keys.EnumerateArray().Select(k => k.GetString() ?? throw new JsonException("a key is a text"))], Bytes(document), until)
                : throw new JsonException("a provenance has keys and a document");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new JsonException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    private static byte[] Bytes(JsonElement document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(buffer, new() { MaxDepth = MaxDepth }))
        {
            document.WriteTo(w);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
