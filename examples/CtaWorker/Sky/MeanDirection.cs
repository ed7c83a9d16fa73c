namespace CtaWorker.Sky;

/// <summary>The mean of many directions as that of their unit vectors: right ascensions around 0/360 do not average to 180.</summary>
internal sealed class MeanDirection
{
    private double _x;
    private double _y;
    private double _z;

    public void Add(SkyPosition position)
    {
        var (sinA, cosA) = Math.SinCos(double.DegreesToRadians(position.RightAscension));
        var (sinD, cosD) = Math.SinCos(double.DegreesToRadians(position.Declination));
        _x += cosD * cosA;
        _y += cosD * sinA;
        _z += sinD;
    }

    /// <summary>Null when there is no direction: nothing was added, or it cancels out.</summary>
    public SkyPosition? Value
    {
        get
        {
            var across = double.Hypot(_x, _y);
            return double.Hypot(across, _z) < 1e-9
                ? null
                : new SkyPosition(
                    SkyPosition.Normalise(double.RadiansToDegrees(Math.Atan2(_y, _x))),
                    double.RadiansToDegrees(Math.Atan2(_z, across)));
        }
    }
}
