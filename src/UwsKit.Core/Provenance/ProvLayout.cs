namespace UwsKit;

/// <summary>Where nodes and edges of a drawing are; the origin is the upper left corner, the unit a pixel.</summary>
/// <param name="Width">Of the whole.</param>
/// <param name="Height">Of the whole.</param>
/// <param name="Centres">Of the nodes, in their order.</param>
/// <param name="Edges">For each edge the points of its Bézier curve, 3n + 1 of them.</param>
internal sealed record ProvLayout(double Width, double Height, IReadOnlyList<(double X, double Y)> Centres, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Edges)
{
    public const double NodeWidth = 190, NodeHeight = 46;
    private const double Across = 90, Along = 22, Margin = 12;

    /// <summary>Layers from left to right, each node behind all that it comes from, and near them. Takes about as long as the drawing has edges.</summary>
    public static ProvLayout Layered(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var layer = Layers(nodes, edges);
        var into = edges.ToLookup(e => e.To, e => e.From);
        var place = new double[nodes];
        var tallest = 0;
        foreach (var column in Enumerable.Range(0, nodes).GroupBy(n => layer[n]).OrderBy(g => g.Key))
        {
            var sorted = column.OrderBy(n => into[n].Where(f => layer[f] < layer[n]).Select(f => place[f]).DefaultIfEmpty(0).Average()).ThenBy(n => n).ToList();
            foreach (var (row, node) in sorted.Index())
            {
                place[node] = row;
            }

            tallest = Math.Max(tallest, sorted.Count);
        }

        List<(double X, double Y)> centres = [.. Enumerable.Range(0, nodes).Select(n => (
            Margin + NodeWidth / 2 + layer[n] * (NodeWidth + Across), Margin + NodeHeight / 2 + place[n] * (NodeHeight + Along)))];
        return new(
            2 * Margin + NodeWidth + (nodes == 0 ? 0 : layer.Max()) * (NodeWidth + Across), 2 * Margin + Math.Max(1, tallest) * (NodeHeight + Along), centres,
            [.. edges.Select(e => Curve(centres[e.From], centres[e.To]))]);
    }

    // As far to the right as the longest way from a beginning; an edge that would close a cycle does not count.
    private static int[] Layers(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var layer = new int[nodes];
        var open = new int[nodes];
        var next = edges.ToLookup(e => e.From, e => e.To);
        foreach (var (_, to) in edges)
        {
            open[to]++;
        }

        var ready = new Queue<int>(Enumerable.Range(0, nodes).Where(n => open[n] == 0));
        var done = new bool[nodes];
        for (var left = nodes; left > 0; left--)
        {
            var node = ready.TryDequeue(out var n) ? n : Array.IndexOf(done, false);
            done[node] = true;
            foreach (var to in next[node].Where(to => !done[to]))
            {
                layer[to] = Math.Max(layer[to], layer[node] + 1);
                if (--open[to] == 0)
                {
                    ready.Enqueue(to);
                }
            }
        }

        return layer;
    }

    private static (double, double)[] Curve((double X, double Y) from, (double X, double Y) to)
    {
        var side = to.X >= from.X ? 1 : -1;
        var (start, end) = ((X: from.X + side * NodeWidth / 2, from.Y), (X: to.X - side * NodeWidth / 2, to.Y));
        var bend = Math.Max(30, Math.Abs(end.X - start.X) / 2) * side;
        return [start, (start.X + bend, start.Y), (end.X - bend, end.Y), end];
    }
}
