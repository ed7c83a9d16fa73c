using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace UwsKit;

/// <summary>PROV-JSON (W3C Submission of 2013), valid by its schema. Pure.</summary>
internal static class ProvJsonWriter
{
    public static byte[] Write(ProvGraph graph, bool w3c)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var w = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            w.WriteStartObject();
            w.WriteStartObject("prefix");
            foreach (var (prefix, ns) in ProvAttributes.Prefixes(graph, w3c).Append(("xsd", "http://www.w3.org/2001/XMLSchema#")))
            {
                w.WriteString(prefix, ns);
            }

            w.WriteEndObject();
            foreach (var kind in graph.Nodes.GroupBy(n => n.Kind))
            {
                w.WriteStartObject(kind.Key.ToString().ToLowerInvariant());
                foreach (var node in kind)
                {
                    Write(w, node, w3c);
                }

                w.WriteEndObject();
            }

            foreach (var verb in graph.Relations.GroupBy(r => r.Verb))
            {
                var words = verb.Key.Words();
                w.WriteStartObject(words.Name);
                foreach (var (n, relation) in verb.Index())
                {
                    w.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"_:{words.Name}{n + 1}"));
                    w.WriteString("prov:" + words.From, ProvAttributes.Qualified(relation.From));
                    w.WriteString("prov:" + words.To, ProvAttributes.Qualified(relation.To));
                    Instant(w, "prov:time", verb.Key.HasTime() ? relation.Time : null);
                    Write(w, ProvAttributes.Of(relation, w3c));
                    w.WriteEndObject();
                }

                w.WriteEndObject();
            }

            w.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter w, ProvNode node, bool w3c)
    {
        w.WriteStartObject(ProvAttributes.Qualified(node.Id));
        if (node.Kind == ProvKind.Activity)
        {
            Instant(w, "prov:startTime", node.Start);
            Instant(w, "prov:endTime", node.End);
        }

        Write(w, ProvAttributes.Of(node, w3c));
        w.WriteEndObject();
    }

    // A member is there once: the values of a repeated attribute are a list.
    private static void Write(Utf8JsonWriter w, IEnumerable<ProvAttribute> attributes)
    {
        foreach (var same in attributes.GroupBy(a => a.Name, StringComparer.Ordinal).Select(g => (g.Key, Values: g.ToList())))
        {
            w.WritePropertyName(same.Key);
            if (same.Values.Count > 1)
            {
                w.WriteStartArray();
            }

            same.Values.ForEach(value => Write(w, value));
            if (same.Values.Count > 1)
            {
                w.WriteEndArray();
            }
        }
    }

    private static void Write(Utf8JsonWriter w, ProvAttribute attribute)
    {
        if (attribute.Type == ProvType.Text)
        {
            w.WriteStringValue(attribute.Value);
            return;
        }

        w.WriteStartObject();
        w.WriteString("$", attribute.Value);
        w.WriteString("type", attribute.Type switch { ProvType.Name => "prov:QUALIFIED_NAME", ProvType.Instant => "xsd:dateTime", _ => "xsd:long" });
        w.WriteEndObject();
    }

    private static void Instant(Utf8JsonWriter w, string name, DateTimeOffset? instant)
    {
        if (instant is { } i)
        {
            w.WriteString(name, UwsTime.Format(i));
        }
    }
}
