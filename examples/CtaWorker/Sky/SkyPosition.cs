namespace CtaWorker.Sky;

/// <summary>A direction on the sky, right ascension and declination in degrees.</summary>
internal readonly record struct SkyPosition(double RightAscension, double Declination)
{
    /// <summary>The angle to another position in degrees (Vincenty's form: exact for small and for large angles).</summary>
    public double DistanceTo(SkyPosition other)
    {
        var (sin1, cos1) = Math.SinCos(double.DegreesToRadians(Declination));
        var (sin2, cos2) = Math.SinCos(double.DegreesToRadians(other.Declination));
        var (sinD, cosD) = Math.SinCos(double.DegreesToRadians(other.RightAscension - RightAscension));
        var across = double.Hypot(cos2 * sinD, cos1 * sin2 - sin1 * cos2 * cosD);
        return double.RadiansToDegrees(Math.Atan2(across, sin1 * sin2 + cos1 * cos2 * cosD));
    }

    /// <summary>The position at this distance in the direction of the position angle (degrees, from north through east).</summary>
    public SkyPosition Offset(double distance, double positionAngle)
    {
        var (sinR, cosR) = Math.SinCos(double.DegreesToRadians(distance));
        var (sinP, cosP) = Math.SinCos(double.DegreesToRadians(positionAngle));
        var (sinD, cosD) = Math.SinCos(double.DegreesToRadians(Declination));
        var declination = Math.Asin(Math.Clamp(sinD * cosR + cosD * sinR * cosP, -1, 1));
        var shift = Math.Atan2(sinR * sinP, cosD * cosR - sinD * sinR * cosP);
        return new SkyPosition(Normalise(RightAscension + double.RadiansToDegrees(shift)), double.RadiansToDegrees(declination));
    }

    /// <summary>The same right ascension in [0, 360).</summary>
    public static double Normalise(double rightAscension)
    {
        var turned = rightAscension % 360;
        return turned < 0 ? (turned + 360) % 360 : turned;
    }
}
