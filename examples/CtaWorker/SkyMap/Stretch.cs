using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>
/// From counts to brightness: asinh, which is linear for the faint and logarithmic for the bright, so that a strong source
/// does not hide the weak ones.
/// </summary>
internal sealed class Stretch(double low, double high)
{
    // How strong the logarithm is: 1 hardly, 100 very.
    private const double Softening = 4;

    private static readonly double Norm = Math.Asinh(Softening);

    /// <summary>From the darkest part of the image to its brightest pixel.</summary>
    public static Stretch Of(FloatImage image)
    {
        var sorted = (float[])image.Pixels.Clone();
        Array.Sort(sorted);
        // A few empty corners must not take half of the colours.
        double low = sorted[sorted.Length / 100];
        double high = sorted[^1];
        return new Stretch(low, high > low ? high : low + 1);
    }

    /// <summary>0 for the lowest value and below, 1 for the highest.</summary>
    public double Apply(double value) => Math.Asinh(Softening * Math.Clamp((value - low) / (high - low), 0, 1)) / Norm;

    /// <summary>The value that has this brightness.</summary>
    public double Invert(double brightness) => low + (high - low) * Math.Sinh(brightness * Norm) / Softening;
}
