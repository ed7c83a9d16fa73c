namespace UwsKit;

/// <summary>What of a graph is drawn: jobs, steps, files and agents. Parameters are told in the words of their job. Pure.</summary>
/// <param name="Nodes">The nodes, with the text that is shown when they are pointed at.</param>
/// <param name="Edges">Between nodes by their places, in the direction of time.</param>
internal sealed record ProvPicture(IReadOnlyList<(ProvNode Node, string Text)> Nodes, IReadOnlyList<(int From, int To, string? Role, bool Aside)> Edges)
{
    private const int MostLines = 30;

    public static ProvPicture Of(ProvGraph graph)
    {
        var all = graph.Nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        List<ProvNode> drawn = [.. graph.Nodes.Where(n => n.Class is not (ProvClass.Parameter or ProvClass.Description))];
        var places = drawn.Index().ToDictionary(n => n.Item.Id, n => n.Index, StringComparer.Ordinal);
        var values = graph.Relations.Where(r => all.GetValueOrDefault(r.To)?.Class == ProvClass.Parameter).ToLookup(r => r.From, r => all[r.To], StringComparer.Ordinal);
        return new(
            [.. drawn.Select(n => (n, string.Join('\n', Lines(n).Concat(values[n.Id].Select(v => $"{v.Label} = {v.Detail}")).Take(MostLines))))],
            [.. graph.Relations.Where(r => places.ContainsKey(r.From) && places.ContainsKey(r.To))
                .Select(r => (places[r.To], places[r.From], r.Role, r.Verb is ProvVerb.WasAssociatedWith or ProvVerb.WasAttributedTo))]);
    }

    private static IEnumerable<string> Lines(ProvNode node)
    {
        yield return node.Label;
        if (node.Start is { } start)
        {
            yield return $"{UwsTime.Format(start)} – {(node.End is { } end ? UwsTime.Format(end) : "")}";
        }

        foreach (var attribute in node.Attributes.Where(a => a.Name is "prov:location" or "uwskit:sha256" or "uwskit:size" or "voprov:comment" or "uwskit:warning"))
        {
            yield return $"{attribute.Name[(attribute.Name.IndexOf(':', StringComparison.Ordinal) + 1)..]}: {attribute.Value}";
        }
    }
}
