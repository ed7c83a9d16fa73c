namespace CtaWorker.Sky;

/// <summary>Events counted in the pixels of a map.</summary>
internal sealed class CountsMap(MapGeometry geometry)
{
    private readonly int[] _counts = new int[geometry.Size * geometry.Size];

    public MapGeometry Geometry => geometry;

    /// <summary>Row by row from the south, each row from east to west: the order of the FITS image.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary>How many events fell on the map.</summary>
    public long Total { get; private set; }

    public void Fill(SkyPosition position)
    {
        if (geometry.TryFindPixel(position, out var column, out var row))
        {
            _counts[row * geometry.Size + column]++;
            Total++;
        }
    }

    /// <summary>The pixel with the most counts (the first one of several), or null on an empty map.</summary>
    public (SkyPosition Position, int Count)? Brightest()
    {
        if (Total == 0)
        {
            return null;
        }

        var best = 0;
        for (var i = 1; i < _counts.Length; i++)
        {
            best = _counts[i] > _counts[best] ? i : best;
        }

        return (geometry.PositionAt(best % geometry.Size + 0.5, best / geometry.Size + 0.5), _counts[best]);
    }
}
