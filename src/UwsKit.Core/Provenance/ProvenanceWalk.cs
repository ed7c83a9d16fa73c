using System.Globalization;

namespace UwsKit;

/// <summary>
/// Follows relations from node to node and from job to job, breadth first, each node once: cycles end, and a chain without end stops at the largest number of
/// nodes. Jobs that the reader may not read are nodes without anything behind them. For one request only.
/// </summary>
internal sealed class ProvenanceWalk(JobViews views, ProvenanceQuery query, int most)
{
    private readonly Dictionary<string, ProvNode> _nodes = new(StringComparer.Ordinal);
    private readonly List<ProvRelation> _relations = [];
    private readonly HashSet<ProvRelation> _known = [];
    private readonly Queue<(string Id, int Left)> _next = new();
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    /// <summary>The graph around these nodes; null when one of them is not known.</summary>
    public async ValueTask<ProvGraph?> RunAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        foreach (var id in ids)
        {
            if (await FindAsync(id, null, ct).ConfigureAwait(false) is not { } node)
            {
                return null;
            }

            Add(node, query.Depth ?? int.MaxValue);
        }

        while (!views.IsExhausted && _next.TryDequeue(out var step))
        {
            if (step.Left > 0)
            {
                await ExpandAsync(step.Id, step.Left - 1, ct).ConfigureAwait(false);
            }
        }

        var cut = _left.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"at the {most} nodes allowed")
            : views.IsExhausted ? "where too many jobs would have to be looked at" : null;
        var note = cut is null ? null : $"The graph goes on: it is cut {cut}. Ask for less DEPTH, or go on from one of its outer nodes.";
        return new(views.Root, [.. _nodes.Values], [.. _relations.Where(r => _nodes.ContainsKey(r.From) && _nodes.ContainsKey(r.To))], note);
    }

    private async ValueTask ExpandAsync(string id, int left, CancellationToken ct)
    {
        foreach (var job in await JobsOfAsync(id, ct).ConfigureAwait(false))
        {
            if (await views.GraphAsync(job, ct).ConfigureAwait(false) is not { } graph)
            {
                continue;
            }

            foreach (var relation in graph.Relations)
            {
                var other = Follows(relation, id, graph) ? (relation.From == id ? relation.To : relation.From) : null;
                if (other is null || !IsWanted(graph.Nodes.GetValueOrDefault(other), other) || !_known.Add(relation))
                {
                    continue;
                }

                if (_nodes.ContainsKey(other) || await FindAsync(other, graph, ct).ConfigureAwait(false) is { } node && Add(node, left))
                {
                    _relations.Add(relation);
                }
            }
        }

        // The result of a job that may not be read: that it came from that job is all there is to say.
        if (!query.Forth && ProvNames.TryJob(id, out var owner) && id != owner.Value && !(await views.FindAsync(owner, ct).ConfigureAwait(false)).MayRead
            && Add(Hidden(ProvKind.Activity, owner.Value), 0))
        {
            _relations.Add(new(ProvVerb.WasGeneratedBy, id, owner.Value));
        }
    }

    // Backwards a relation is followed from what came later; agents are seen from both sides.
    private bool Follows(ProvRelation relation, string id, JobGraph graph)
    {
        if (graph.Nodes.GetValueOrDefault(id)?.Kind == ProvKind.Agent)
        {
            return relation.To == id && query.BeyondAgents;
        }

        var aside = relation.Verb is ProvVerb.WasAssociatedWith or ProvVerb.WasAttributedTo or ProvVerb.WasInfluencedBy;
        var own = graph.Nodes.GetValueOrDefault(relation.To)?.Class == ProvClass.Parameter;
        return query.Forth && !aside && !own ? relation.To == id : relation.From == id;
    }

    private bool IsWanted(ProvNode? node, string id) => node switch
    {
        { Kind: ProvKind.Agent } => query.Agents,
        { Class: ProvClass.Parameter } => query.Configuration,
        { Class: ProvClass.Description } => query.Descriptions > 1 || (query.Descriptions == 1 && id.EndsWith("-d-activity", StringComparison.Ordinal)),
        _ => true,
    };

    /// <summary>The jobs whose graphs may have relations of a node.</summary>
    private async ValueTask<IReadOnlyList<JobId>> JobsOfAsync(string id, CancellationToken ct)
    {
        if (!ProvNames.TryJob(id, out var owner))
        {
            return query.Forth || (_nodes[id].Kind == ProvKind.Agent && query.BeyondAgents) ? await views.FindJobsAsync(ProvenanceKeys.Node(id), ct).ConfigureAwait(false) : [];
        }

        if (!query.Forth || _nodes[id].Class != ProvClass.Result)
        {
            return [owner];
        }

        // Whoever used the result named its URL, or had its content.
        var digest = _nodes[id].Attributes.FirstOrDefault(a => a.Name == "uwskit:sha256")?.Value;
        var byUrl = await views.FindJobsAsync(ProvenanceKeys.UsedJob(owner), ct).ConfigureAwait(false);
        var byContent = digest is null ? [] : await views.FindJobsAsync(ProvenanceKeys.UsedContent(digest), ct).ConfigureAwait(false);
        return [owner, .. byUrl.Union(byContent).Where(j => j != owner)];
    }

    // The job that made something knows most about it; of what only a user's record tells, that is what there is.
    private async ValueTask<ProvNode?> FindAsync(string id, JobGraph? mentionedBy, CancellationToken ct)
    {
        if (!ProvNames.TryJob(id, out var owner))
        {
            if (mentionedBy is null && await views.FindJobsAsync(ProvenanceKeys.Node(id), ct).ConfigureAwait(false) is [var first, ..])
            {
                mentionedBy = await views.GraphAsync(first, ct).ConfigureAwait(false);
            }

            return mentionedBy?.Nodes.GetValueOrDefault(id);
        }

        if (await views.GraphAsync(owner, ct).ConfigureAwait(false) is { } graph)
        {
            return graph.Nodes.GetValueOrDefault(id) ?? mentionedBy?.Nodes.GetValueOrDefault(id);
        }

        return mentionedBy is null ? null : Hidden(id == owner.Value ? ProvKind.Activity : ProvKind.Entity, id);
    }

    private static ProvNode Hidden(ProvKind kind, string id) => new(kind, kind == ProvKind.Activity ? ProvClass.Job : ProvClass.Result, id, "not visible to you");

    private bool Add(ProvNode node, int left)
    {
        if (_nodes.ContainsKey(node.Id))
        {
            return true;
        }

        if (_nodes.Count >= most)
        {
            _left.Add(node.Id);
            return false;
        }

        _nodes.Add(node.Id, node);
        _next.Enqueue((node.Id, left));
        return true;
    }
}
