using System.Text;

namespace UwsKit;

/// <summary>PROV-N, the notation for people (W3C Recommendation of 2013). Pure.</summary>
internal static class ProvNWriter
{
    public static byte[] Write(ProvGraph graph, bool w3c)
    {
        var text = new StringBuilder("document\n");
        foreach (var (prefix, ns) in ProvAttributes.Prefixes(graph, w3c))
        {
            text.Append("  prefix ").Append(prefix).Append(" <").Append(ns).Append(">\n");
        }

        text.Append('\n');
        if (graph.Note is { } note)
        {
            text.Append("  // ").Append(note).Append('\n');
        }

        foreach (var node in graph.Nodes)
        {
            List<string> arguments = [ProvAttributes.Qualified(node.Id)];
            if (node.Kind == ProvKind.Activity && (node.Start is not null || node.End is not null))
            {
                arguments.AddRange([Instant(node.Start), Instant(node.End)]);
            }

            Write(text, node.Kind.ToString().ToLowerInvariant(), arguments, ProvAttributes.Of(node, w3c));
        }

        foreach (var relation in graph.Relations)
        {
            List<string> arguments = [ProvAttributes.Qualified(relation.From), ProvAttributes.Qualified(relation.To)];
            List<ProvAttribute> attributes = [.. ProvAttributes.Of(relation, w3c)];
            if (relation.Verb.HasTime())
            {
                arguments.Add(Instant(relation.Time));
            }
            else if (attributes.Count > 0 && relation.Verb is ProvVerb.WasAssociatedWith or ProvVerb.WasDerivedFrom)
            {
                arguments.AddRange(relation.Verb == ProvVerb.WasDerivedFrom ? ["-", "-", "-"] : ["-"]);
            }

            Write(text, relation.Verb.Words().Name, arguments, attributes);
        }

        return Encoding.UTF8.GetBytes(text.Append("endDocument\n").ToString());
    }

    private static void Write(StringBuilder text, string name, List<string> arguments, IEnumerable<ProvAttribute> attributes)
    {
        text.Append("  ").Append(name).Append('(').AppendJoin(", ", arguments);
        if (attributes.Select(Attribute).ToList() is { Count: > 0 } written)
        {
            text.Append(", [").AppendJoin(", ", written).Append(']');
        }

        text.Append(")\n");
    }

    private static string Attribute(ProvAttribute attribute) => attribute.Type switch
    {
        ProvType.Name => $"{attribute.Name}='{attribute.Value}'",
        ProvType.Instant => $"{attribute.Name}=\"{attribute.Value}\" %% xsd:dateTime",
        ProvType.Number => $"{attribute.Name}=\"{attribute.Value}\" %% xsd:long",
        _ => $"{attribute.Name}=\"{Escaped(attribute.Value)}\"",
    };

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static string Instant(DateTimeOffset? instant) => instant is { } i ? UwsTime.Format(i) : "-";
}
