namespace UwsKit;

/// <summary>Where nodes and edges of a drawing are; the origin is the upper left corner, the unit a pixel.</summary>
/// <param name="Width">Of the whole.</param>
/// <param name="Height">Of the whole.</param>
/// <param name="Centres">Of the nodes, in their order.</param>
/// <param name="Edges">For each edge the points of its Bézier curve, 3n + 1 of them.</param>
internal sealed record ProvLayout(double Width, double Height, IReadOnlyList<(double X, double Y)> Centres, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Edges)
{
    public const double NodeWidth = 190, NodeHeight = 46;
}
