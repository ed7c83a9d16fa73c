using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit;

/// <summary>One line of the audit trail. Holds no values of parameters and no secrets.</summary>
internal sealed record AuditEntry(DateTimeOffset Time, string Node, string Method, string Resource, int Status)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The caller's owner id; null = nobody.</summary>
    public string? Who { get; init; }
    /// <summary>By what he was known.</summary>
    public string? Way { get; init; }
    /// <summary>His address, behind trusted proxies.</summary>
    public string? From { get; init; }
    public string? List { get; init; }
    public string? Job { get; init; }
    /// <summary>The job's owner.</summary>
    public string? Owner { get; init; }
    /// <summary>Why he was let in.</summary>
    public string? Ground { get; init; }
    /// <summary>What was done, where method and resource do not say it.</summary>
    public string? Did { get; init; }
    /// <summary>How many refusals this entry stands for, beside those that have entries of their own; null = it tells of one request.</summary>
    public long? Times { get; init; }
    /// <summary>Since when they were counted.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The entry as one line of JSON.</summary>
    public byte[] ToLine()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var w = new Utf8JsonWriter(buffer, Options))
        {
            w.WriteStartObject();
            w.WriteString("time", UwsTime.Format(Time));
            w.WriteString("node", Node);
            Text(w, "who", Who);
            Text(w, "way", Way);
            Text(w, "from", From);
            w.WriteString("method", Method);
            w.WriteString("resource", Resource);
            Text(w, "list", List);
            Text(w, "job", Job);
            Text(w, "owner", Owner);
            Text(w, "ground", Ground);
            Text(w, "did", Did);
            w.WriteNumber("status", Status);
            if (Times is { } times)
            {
                w.WriteNumber("times", times);
                Text(w, "since", UwsTime.Format(Since ?? Time));
            }

            w.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Text(Utf8JsonWriter w, string name, string? value)
    {
        if (value is not null)
        {
            w.WriteString(name, value);
        }
    }
}
