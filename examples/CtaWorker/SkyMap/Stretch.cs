using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>
/// From counts to brightness: asinh, which is linear for the faint and logarithmic for the bright, as strong as it takes
/// for the ordinary sky to be seen beside the brightest source.
/// </summary>
internal sealed class Stretch
{
    // The brightness that the median of the image shall have at least.
    private const double SkyBrightness = 0.25;
    private const double MaxSoftening = 1000;

    private readonly double _low;
    private readonly double _range;
    private readonly double _softening;
    private readonly double _norm;

    public Stretch(double low, double median, double high)
    {
        _low = low;
        _range = high > low ? high - low : 1;
        _softening = SofteningFor((median - low) / _range);
        _norm = Math.Asinh(_softening);
    }

    /// <summary>From the darkest part of the image to its brightest pixel.</summary>
    public static Stretch Of(FloatImage image)
    {
        var sorted = (float[])image.Pixels.Clone();
        Array.Sort(sorted);
        // A few empty corners must not take half of the colours.
        return new Stretch(sorted[sorted.Length / 100], sorted[sorted.Length / 2], sorted[^1]);
    }

    /// <summary>0 for the lowest value and below, 1 for the highest.</summary>
    public double Apply(double value) => Math.Asinh(_softening * Math.Clamp((value - _low) / _range, 0, 1)) / _norm;

    /// <summary>The value that has this brightness.</summary>
    public double Invert(double brightness) => _low + _range * Math.Sinh(brightness * _norm) / _softening;

    private static double SofteningFor(double median)
    {
        var softening = 0.1;
        while (softening < MaxSoftening && Math.Asinh(softening * median) / Math.Asinh(softening) < SkyBrightness)
        {
            softening *= 1.2;
        }

        return softening;
    }
}
