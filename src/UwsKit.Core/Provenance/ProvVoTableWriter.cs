using System.Text;
using System.Xml;

namespace UwsKit;

/// <summary>PROV-VOTABLE (an IVOA draft): one table for each class and relation of the data model, columns with utypes. Pure.</summary>
internal static class ProvVoTableWriter
{
    private const string Ns = "http://www.ivoa.net/xml/VOTable/v1.3";

    public static byte[] Write(ProvGraph graph)
    {
        using var buffer = new MemoryStream();
        using (var w = XmlWriter.Create(buffer, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            w.WriteStartElement("VOTABLE", Ns);
            w.WriteAttributeString("version", "1.4");
            w.WriteStartElement("RESOURCE", Ns);
            w.WriteAttributeString("type", "results");
            Info(w, graph.Note is null ? "OK" : "OVERFLOW", graph.Note);
            foreach (var kind in graph.Nodes.GroupBy(n => ClassOf(n)))
            {
                Table(w, kind.Key, [.. kind.Select(n => Cells(n))]);
            }

            foreach (var verb in graph.Relations.GroupBy(r => r.Type == "voprov:WasConfiguredBy" ? "wasConfiguredBy" : r.Verb.Words().Name))
            {
                Table(w, char.ToUpperInvariant(verb.Key[0]) + verb.Key[1..], [.. verb.Select(Cells)]);
            }

            w.WriteEndDocument();
        }

        return buffer.ToArray();
    }

    private static void Info(XmlWriter w, string status, string? note)
    {
        w.WriteStartElement("INFO", Ns);
        w.WriteAttributeString("name", "QUERY_STATUS");
        w.WriteAttributeString("value", status);
        w.WriteString(note);
        w.WriteEndElement();
    }

    private static string ClassOf(ProvNode node) => node.Attributes.FirstOrDefault(a => a.Name == "prov:type" && a.Value.StartsWith("voprov:", StringComparison.Ordinal))?.Value["voprov:".Length..]
        ?? node.Kind.ToString();

    private static Dictionary<string, string> Cells(ProvNode node)
    {
        Dictionary<string, string> cells = new(StringComparer.Ordinal) { ["id"] = ProvAttributes.Qualified(node.Id), ["name"] = node.Label };
        Instant(cells, "startTime", node.Start);
        Instant(cells, "endTime", node.End);
        foreach (var attribute in node.Attributes.Where(a => !(a.Name == "prov:type" && a.Value.StartsWith("voprov:", StringComparison.Ordinal))))
        {
            var name = attribute.Name[(attribute.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];
            var own = attribute.Name.StartsWith("own:", StringComparison.Ordinal) ? "own_" + name : name;
            cells[own] = attribute.Value;
        }

        return cells;
    }

    private static Dictionary<string, string> Cells(ProvRelation relation)
    {
        var words = relation.Verb.Words();
        Dictionary<string, string> cells = new(StringComparer.Ordinal) { [words.From] = ProvAttributes.Qualified(relation.From), [words.To] = ProvAttributes.Qualified(relation.To) };
        if (relation.Role is { } role)
        {
            cells["role"] = role;
        }

        Instant(cells, "time", relation.Time);
        if (relation.Type == "voprov:WasConfiguredBy")
        {
            cells["artefactType"] = "Parameter";
        }

        return cells;
    }

    private static void Instant(Dictionary<string, string> cells, string name, DateTimeOffset? instant)
    {
        if (instant is { } i)
        {
            cells[name] = UwsTime.Format(i);
        }
    }

    private static void Table(XmlWriter w, string name, List<Dictionary<string, string>> rows)
    {
        w.WriteStartElement("TABLE", Ns);
        w.WriteAttributeString("name", name);
        w.WriteAttributeString("utype", "voprov:" + name);
        var columns = rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).ToList();
        foreach (var column in columns)
        {
            w.WriteStartElement("FIELD", Ns);
            w.WriteAttributeString("name", column);
            w.WriteAttributeString("datatype", "unicodeChar");
            w.WriteAttributeString("arraysize", "*");
            w.WriteAttributeString("utype", $"voprov:{name}.{column}");
            w.WriteEndElement();
        }

        w.WriteStartElement("DATA", Ns);
        w.WriteStartElement("TABLEDATA", Ns);
        foreach (var row in rows)
        {
            w.WriteStartElement("TR", Ns);
            columns.ForEach(column => w.WriteElementString("TD", Ns, row.GetValueOrDefault(column)));
            w.WriteEndElement();
        }

        w.WriteEndElement();
        w.WriteEndElement();
        w.WriteEndElement();
    }
}
