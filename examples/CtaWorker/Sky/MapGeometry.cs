namespace CtaWorker.Sky;

/// <summary>
/// A square map of <paramref name="Size"/> pixels of <paramref name="BinSize"/> degrees on the tangent plane. Pixel (0, 0) is the
/// first of the FITS image: the lower left corner, south-east, as north is up and east is left.
/// </summary>
internal sealed record MapGeometry(SkyPosition Centre, int Size, double BinSize)
{
    public TangentPlane Plane { get; } = new(Centre);

    /// <summary>The FITS reference pixel: pixel centres are whole numbers, counted from 1.</summary>
    public double ReferencePixel => (Size + 1) / 2.0;

    public double Width => Size * BinSize;

    /// <summary>The pixel that holds a position; false outside the map.</summary>
    public bool TryFindPixel(SkyPosition position, out int column, out int row)
    {
        (column, row) = (-1, -1);
        if (!Plane.TryProject(position, out var x, out var y))
        {
            return false;
        }

        var across = Math.Floor(Size / 2.0 - x / BinSize);
        var up = Math.Floor(Size / 2.0 + y / BinSize);
        if (!(across >= 0 && across < Size && up >= 0 && up < Size))
        {
            return false;
        }

        (column, row) = ((int)across, (int)up);
        return true;
    }

    /// <summary>The sky at a place in the map, in pixels from its lower left corner; the centre of pixel (0, 0) is at (0.5, 0.5).</summary>
    public SkyPosition PositionAt(double column, double row)
        => Plane.Deproject((Size / 2.0 - column) * BinSize, (row - Size / 2.0) * BinSize);
}
