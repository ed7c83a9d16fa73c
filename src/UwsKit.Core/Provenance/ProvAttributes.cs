namespace UwsKit;

/// <summary>What of a graph is written for which model. Pure.</summary>
internal static class ProvAttributes
{
    /// <summary>The prefixes of a document.</summary>
    public static IReadOnlyList<(string Prefix, string Namespace)> Prefixes(ProvGraph graph, bool w3c)
    {
        (string, string)[] all = [(ProvNames.Prefix, ProvNames.Namespace(graph.Root)), ("uwskit", ProvNames.UwsKit), ("own", ProvNames.Own), ("voprov", ProvNames.VoProv)];
        return w3c ? all[..^1] : all;
    }

    /// <summary>All attributes of a node but its times, label first, in the order that PROV-XML asks for.</summary>
    public static IEnumerable<ProvAttribute> Of(ProvNode node, bool w3c)
        => Wanted(node.Attributes.Prepend(new("prov:label", node.Label)), w3c).OrderBy(a => Rank(a.Name));

    /// <summary>The attributes of a relation but its time.</summary>
    public static IEnumerable<ProvAttribute> Of(ProvRelation relation, bool w3c)
    {
        List<ProvAttribute> all = [];
        if (relation.Role is { Length: > 0 } role)
        {
            all.Add(new("prov:role", role));
        }

        if (relation.Type is { } type)
        {
            all.Add(new("prov:type", type, ProvType.Name));
        }

        return Wanted(all, w3c);
    }

    /// <summary>A qualified name as people and PROV write it.</summary>
    public static string Qualified(string id) => $"{ProvNames.Prefix}:{id}";

    private static IEnumerable<ProvAttribute> Wanted(IEnumerable<ProvAttribute> all, bool w3c)
        => all.Where(a => !w3c || !(a.Name.StartsWith("voprov:", StringComparison.Ordinal) || (a.Type == ProvType.Name && a.Value.StartsWith("voprov:", StringComparison.Ordinal))));

    private static int Rank(string name) => name switch
    {
        "prov:label" => 0,
        "prov:location" => 1,
        "prov:role" => 2,
        "prov:type" => 3,
        "prov:value" => 4,
        _ => 5,
    };
}
