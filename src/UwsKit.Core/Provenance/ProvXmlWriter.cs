using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>PROV-XML (W3C Note of 2013), valid by its schema. Pure.</summary>
internal static class ProvXmlWriter
{
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Xsd = "http://www.w3.org/2001/XMLSchema";

    public static byte[] Write(ProvGraph graph, bool w3c)
    {
        using var buffer = new MemoryStream();
        var prefixes = ProvAttributes.Prefixes(graph, w3c).ToDictionary(p => p.Prefix, p => p.Namespace, StringComparer.Ordinal);
        prefixes["prov"] = ProvNames.Prov;
        using (var w = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize }))
        {
            w.WriteStartElement("prov", "document", ProvNames.Prov);
            foreach (var (prefix, ns) in prefixes.Append(new("xsi", Xsi)).Append(new("xsd", Xsd)).Where(p => p.Key != "prov"))
            {
                w.WriteAttributeString("xmlns", prefix, null, ns);
            }

            if (graph.Note is { } note)
            {
                w.WriteComment($" {note} ");
            }

            foreach (var node in graph.Nodes)
            {
                w.WriteStartElement(node.Kind.ToString().ToLowerInvariant(), ProvNames.Prov);
                w.WriteAttributeString("id", ProvNames.Prov, ProvAttributes.Qualified(node.Id));
                Instant(w, "startTime", node.Start);
                Instant(w, "endTime", node.End);
                Write(w, ProvAttributes.Of(node, w3c), prefixes);
            }

            foreach (var relation in graph.Relations)
            {
                var words = relation.Verb.Words();
                w.WriteStartElement(words.Name, ProvNames.Prov);
                Reference(w, words.From, relation.From);
                Reference(w, words.To, relation.To);
                Instant(w, "time", relation.Verb.HasTime() ? relation.Time : null);
                Write(w, ProvAttributes.Of(relation, w3c), prefixes);
            }

            w.WriteEndDocument();
        }

        return buffer.ToArray();
    }

    private static void Reference(XmlWriter w, string argument, string id)
    {
        w.WriteStartElement(argument, ProvNames.Prov);
        w.WriteAttributeString("ref", ProvNames.Prov, ProvAttributes.Qualified(id));
        w.WriteEndElement();
    }

    private static void Write(XmlWriter w, IEnumerable<ProvAttribute> attributes, Dictionary<string, string> prefixes)
    {
        foreach (var attribute in attributes)
        {
            var colon = attribute.Name.IndexOf(':', StringComparison.Ordinal);
            w.WriteStartElement(attribute.Name[..colon], attribute.Name[(colon + 1)..], prefixes[attribute.Name[..colon]]);
            if (attribute.Type != ProvType.Text)
            {
                w.WriteAttributeString("type", Xsi, attribute.Type switch { ProvType.Name => "xsd:QName", ProvType.Instant => "xsd:dateTime", _ => "xsd:long" });
            }

            w.WriteString(attribute.Value);
            w.WriteEndElement();
        }

        w.WriteEndElement();
    }

    private static void Instant(XmlWriter w, string name, DateTimeOffset? instant)
    {
        if (instant is { } i)
        {
            w.WriteElementString(name, ProvNames.Prov, UwsTime.Format(i));
        }
    }
}
