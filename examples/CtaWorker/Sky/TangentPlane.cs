namespace CtaWorker.Sky;

/// <summary>
/// The gnomonic (TAN) projection of FITS WCS, paper II §5.1.3: the sky seen from the centre of the sphere on the plane
/// that touches it. Plane coordinates are in degrees, x to the east, y to the north.
/// </summary>
internal sealed class TangentPlane
{
    private readonly double _sin;
    private readonly double _cos;

    public TangentPlane(SkyPosition centre)
    {
        Centre = centre;
        (_sin, _cos) = Math.SinCos(double.DegreesToRadians(centre.Declination));
    }

    public SkyPosition Centre { get; }

    /// <summary>False for positions 90 degrees or more from the centre: they have no image on the plane.</summary>
    public bool TryProject(SkyPosition position, out double x, out double y)
    {
        var (sinD, cosD) = Math.SinCos(double.DegreesToRadians(position.Declination));
        var (sinA, cosA) = Math.SinCos(double.DegreesToRadians(position.RightAscension - Centre.RightAscension));
        var depth = _sin * sinD + _cos * cosD * cosA;
        x = double.RadiansToDegrees(cosD * sinA / depth);
        y = double.RadiansToDegrees((_cos * sinD - _sin * cosD * cosA) / depth);
        return depth > 1e-9;
    }

    public SkyPosition Deproject(double x, double y)
    {
        var xi = double.DegreesToRadians(x);
        var eta = double.DegreesToRadians(y);
        var towardsEquator = _cos - eta * _sin;
        var shift = Math.Atan2(xi, towardsEquator);
        var declination = Math.Atan2(_sin + eta * _cos, double.Hypot(xi, towardsEquator));
        return new SkyPosition(
            SkyPosition.Normalise(Centre.RightAscension + double.RadiansToDegrees(shift)), double.RadiansToDegrees(declination));
    }
}
