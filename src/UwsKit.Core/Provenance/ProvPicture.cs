namespace UwsKit;

/// <summary>What of a graph is drawn: jobs, steps, files and agents. Parameters are told in the words of their job, and so are agents that have to do with many jobs: their lines would hide all others. Pure.</summary>
/// <param name="Nodes">The nodes, with the text that is shown when they are pointed at.</param>
/// <param name="Edges">Between nodes by their places, in the direction of time.</param>
internal sealed record ProvPicture(IReadOnlyList<(ProvNode Node, string Text)> Nodes, IReadOnlyList<(int From, int To, string? Role, bool Aside)> Edges)
{
    private const int MostLines = 30, MostOfOneAgent = 3;

    public static ProvPicture Of(ProvGraph graph)
    {
        var all = graph.Nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
        List<ProvNode> drawn = [.. graph.Nodes.Where(n => n.Class is not (ProvClass.Parameter or ProvClass.Description))];
        var places = drawn.Index().ToDictionary(n => n.Item.Id, n => n.Index, StringComparer.Ordinal);
        var busy = graph.Relations.Where(r => IsAside(r) && places.ContainsKey(r.From) && places.ContainsKey(r.To)).GroupBy(r => r.To, StringComparer.Ordinal)
            .Where(g => g.Count() > MostOfOneAgent).ToDictionary(g => g.Key, g => Role(all[g.Key], g.First()) + $" of {g.Count()} {(g.All(r => all[r.From].Class == ProvClass.Job) ? "jobs" : "here")}", StringComparer.Ordinal);
        var told = graph.Relations.Where(r => all.GetValueOrDefault(r.To) is { } to && (to.Class == ProvClass.Parameter || busy.ContainsKey(r.To)) && places.ContainsKey(r.From))
            .ToLookup(r => r.From, r => Told(all[r.To], r), StringComparer.Ordinal);
        return new(
            [.. drawn.Select(n => (busy.TryGetValue(n.Id, out var part) ? n with { Detail = part } : n, string.Join('\n', Lines(n).Concat(told[n.Id]).Take(MostLines))))],
            [.. graph.Relations.Where(r => places.ContainsKey(r.From) && places.ContainsKey(r.To) && !(IsAside(r) && busy.ContainsKey(r.To)))
                .Select(r => (places[r.To], places[r.From], r.Role, IsAside(r)))]);
    }

    private static bool IsAside(ProvRelation relation) => relation.Verb is ProvVerb.WasAssociatedWith or ProvVerb.WasAttributedTo;

    private static string Told(ProvNode node, ProvRelation relation) => node.Class == ProvClass.Parameter ? $"{node.Label} = {node.Detail}" : $"{Role(node, relation)}: {node.Label}";

    private static string Role(ProvNode agent, ProvRelation relation) => (relation.Role ?? agent.Class.ToString()).ToLowerInvariant();

    private static IEnumerable<string> Lines(ProvNode node)
    {
        yield return node.Label;
        if (node.Start is { } start)
        {
            yield return $"{UwsTime.Format(start)} – {(node.End is { } end ? UwsTime.Format(end) : "")}";
        }

        foreach (var attribute in node.Attributes.Where(a => a.Name is "prov:location" or "uwskit:runId" or "uwskit:sha256" or "uwskit:size" or "voprov:comment" or "uwskit:warning"))
        {
            yield return $"{attribute.Name[(attribute.Name.IndexOf(':', StringComparison.Ordinal) + 1)..]}: {attribute.Value}";
        }
    }
}
