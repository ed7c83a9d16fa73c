namespace UwsKit;

/// <summary>
/// Lays a drawing out where Graphviz is not: layers from left to right, each node behind all that it comes from, in an order with few crossings; a line that
/// passes a layer gets a place of its own there (after Sugiyama). Takes about as long as the drawing has edges.
/// </summary>
internal sealed class LayeredLayout
{
    private const double Across = 90, Along = 22, AlongLines = 14, BetweenLines = 8, Margin = 12;
    private const int Sweeps = 6, MostBends = 20_000;

    private readonly int _nodes;
    private readonly IReadOnlyList<(int From, int To)> _edges;
    // Of nodes, and after them of bends: the places where lines pass a layer.
    private readonly List<int> _layer;
    private readonly List<List<int>> _before, _after;
    private readonly List<int>[] _ways;
    private readonly List<List<int>> _columns = [];
    private readonly double[] _y;

    public LayeredLayout(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        (_nodes, _edges) = (nodes, edges);
        _layer = [.. ProvLayers.Of(nodes, edges)];
        _before = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
        _after = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
        var bends = edges.Sum(e => (long)Math.Max(0, _layer[e.To] - _layer[e.From] - 1)) <= MostBends;
        _ways = [.. edges.Select(e => Way(e.From, e.To, bends))];
        foreach (var (item, layer) in _layer.Index().Select(l => (l.Index, l.Item)))
        {
            while (_columns.Count <= layer)
            {
                _columns.Add([]);
            }

            _columns[layer].Add(item);
        }

        _y = new double[_layer.Count];
    }

    /// <summary>The places of nodes and the curves of edges.</summary>
    public ProvLayout Run()
    {
        // What nothing leads to or from goes below the rest.
        _columns.ForEach(column => column.Sort((a, b) => (IsAlone(a), a).CompareTo((IsAlone(b), b))));
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Sweep(column => Order(column, _before), column => Order(column, _after));
        }

        _columns.ForEach(column => Place(column, _ => double.NegativeInfinity));
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Sweep(column => Settle(column, _before), column => Settle(column, _after));
        }

        var top = _y.Length == 0 ? 0 : Enumerable.Range(0, _y.Length).Min(i => _y[i] - Height(i) / 2) - Margin;
        List<(double X, double Y)> centres = [.. Enumerable.Range(0, _layer.Count).Select(i => (Margin + ProvLayout.NodeWidth / 2 + _layer[i] * (ProvLayout.NodeWidth + Across), _y[i] - top))];
        return new(
            2 * Margin + ProvLayout.NodeWidth + Math.Max(0, _columns.Count - 1) * (ProvLayout.NodeWidth + Across),
            Enumerable.Range(0, _layer.Count).Select(i => centres[i].Y + Height(i) / 2 + Margin).DefaultIfEmpty(2 * Margin + ProvLayout.NodeHeight).Max(),
            [.. centres.Take(_nodes)], [.. _ways.Select(way => Curve(way, centres))]);
    }

    private void Sweep(Action<List<int>> forth, Action<List<int>> back)
    {
        _columns.Skip(1).ToList().ForEach(forth);
        Enumerable.Reverse(_columns).Skip(1).ToList().ForEach(back);
    }

    private List<int> Way(int from, int to, bool bends)
    {
        List<int> way = [from];
        for (var layer = _layer[from] + 1; bends && layer < _layer[to]; layer++)
        {
            _layer.Add(layer);
            _before.Add([]);
            _after.Add([]);
            way.Add(_layer.Count - 1);
        }

        way.Add(to);
        if (_layer[to] > _layer[from])
        {
            foreach (var (a, b) in way.Zip(way.Skip(1)))
            {
                _after[a].Add(b);
                _before[b].Add(a);
            }
        }

        return way;
    }

    // Each as near as may be to the middle of its neighbours.
    private void Order(List<int> column, List<List<int>> neighbours)
    {
        var rank = column.Index().ToDictionary(c => c.Item, c => neighbours[c.Item].Count == 0 ? c.Index : neighbours[c.Item].Average(n => _y[n]));
        var sorted = column.OrderBy(IsAlone).ThenBy(i => rank[i]).ToList();
        column.Clear();
        column.AddRange(sorted);
        foreach (var (place, item) in column.Index())
        {
            _y[item] = place;
        }
    }

    private void Settle(List<int> column, List<List<int>> neighbours)
    {
        // What is alone follows those above it.
        var wish = column.ToDictionary(i => i, i => IsAlone(i) ? double.NegativeInfinity : neighbours[i].Count == 0 ? _y[i] : neighbours[i].Average(n => _y[n]));
        Place(column, i => wish[i]);
        var shift = column.Where(i => !IsAlone(i)).Select(i => wish[i] - _y[i]).DefaultIfEmpty(0).Average();
        column.ForEach(i => _y[i] += shift);
    }

    // In their order, none over another.
    private void Place(List<int> column, Func<int, double> wish)
    {
        for (var at = 0; at < column.Count; at++)
        {
            var least = at == 0 ? double.NegativeInfinity : _y[column[at - 1]] + Apart(column[at - 1], column[at]);
            _y[column[at]] = Math.Max(wish(column[at]), least) is var y && double.IsInfinity(y) ? 0 : y;
        }
    }

    private double Apart(int above, int below) => (Height(above) + Height(below)) / 2
        + (above < _nodes && below < _nodes ? Along : above < _nodes || below < _nodes ? AlongLines : BetweenLines);

    private double Height(int item) => item < _nodes ? ProvLayout.NodeHeight : 0;

    private bool IsAlone(int item) => _before[item].Count + _after[item].Count == 0;

    private List<(double X, double Y)> Curve(List<int> way, List<(double X, double Y)> centres)
    {
        const double half = ProvLayout.NodeWidth / 2;
        var (from, to) = (centres[way[0]], centres[way[^1]]);
        // Only a line that would close a cycle goes back.
        var side = to.X >= from.X ? 1 : -1;
        var at = (X: from.X + side * half, from.Y);
        List<(double X, double Y)> points = [at];
        foreach (var next in way.Skip(1))
        {
            var end = (X: centres[next].X - side * half, centres[next].Y);
            var bend = Math.Max(30, Math.Abs(end.X - at.X) / 2) * side;
            points.AddRange([(at.X + bend, at.Y), (end.X - bend, end.Y), end]);
            if (next >= _nodes)
            {
                at = (end.X + 2 * half, end.Y);
                points.AddRange([(end.X + half, end.Y), (end.X + half, end.Y), at]);
            }
        }

        return points;
    }
}
