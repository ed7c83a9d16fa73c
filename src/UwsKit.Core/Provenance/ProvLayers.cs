namespace UwsKit;

/// <summary>Which layer of a drawing a node is in. Pure.</summary>
internal static class ProvLayers
{
    /// <summary>For each node how far to the right it is: behind all that it comes from, and near to what comes of it. An edge that would close a cycle does not count.</summary>
    public static int[] Of(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var layer = new int[nodes];
        var open = new int[nodes];
        var next = edges.ToLookup(e => e.From, e => e.To);
        foreach (var (_, to) in edges)
        {
            open[to]++;
        }

        var into = (int[])open.Clone();
        var ready = new Queue<int>(Enumerable.Range(0, nodes).Where(n => open[n] == 0));
        var done = new bool[nodes];
        List<int> order = [];
        for (var (left, first) = (nodes, 0); left > 0; left--)
        {
            if (!ready.TryDequeue(out var node))
            {
                while (done[first])
                {
                    first++;
                }

                node = first;
            }

            done[node] = true;
            order.Add(node);
            foreach (var to in next[node].Where(to => !done[to]))
            {
                layer[to] = Math.Max(layer[to], layer[node] + 1);
                if (--open[to] == 0)
                {
                    ready.Enqueue(to);
                }
            }
        }

        // What was used late stands beside its user, and not at the far left: where more lines go out than come in, they all get shorter.
        foreach (var node in Enumerable.Reverse(order).Where(n => next[n].Any() && next[n].Count() >= into[n]))
        {
            layer[node] = Math.Max(layer[node], next[node].Min(to => layer[to]) - 1);
        }

        return layer;
    }
}
