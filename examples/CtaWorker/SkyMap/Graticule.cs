using System.Globalization;
using CtaWorker.Picture;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>
/// Lines of constant right ascension and declination over the picture, with labels on its lower and left edges.
/// A pixel is on a line when the next one lies beyond it: this holds for any projection, at the poles as well.
/// </summary>
internal sealed class Graticule(Canvas canvas, MapGeometry geometry, int left, int top, int pixels, Colour ink)
{
    private const double LinesAcross = 5;
    private const double Opacity = 0.28;

    // Below this, lines of right ascension run together at the pole.
    private const double PoleDistance = 0.02;

    private static readonly double[] Steps =
        [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 45, 90];

    private readonly double _decStep = StepFor(geometry.Width / LinesAcross);
    private readonly double _raStep = StepFor(
        geometry.Width / LinesAcross / Math.Max(Math.Cos(double.DegreesToRadians(geometry.Centre.Declination)), PoleDistance));

    public void Draw()
    {
        var above = new SkyPosition[pixels + 1];
        var line = new SkyPosition[pixels + 1];
        FillLine(above, 0);
        for (var y = 0; y < pixels; y++)
        {
            FillLine(line, y + 1);
            for (var x = 0; x < pixels; x++)
            {
                var crosses = CrossesRa(above[x], above[x + 1]) || CrossesRa(above[x], line[x])
                    || Crosses(above[x].Declination, above[x + 1].Declination, _decStep)
                    || Crosses(above[x].Declination, line[x].Declination, _decStep);
                if (crosses)
                {
                    canvas.Blend(left + x, top + y, ink, Opacity);
                }
            }

            LabelDeclination(above[0], line[0], y);
            (above, line) = (line, above);
        }

        LabelRightAscensions(above);
        canvas.Frame(left - 1, top - 1, pixels + 2, pixels + 2, ink);
        var axis = "right ascension (deg)";
        canvas.Text(left + (pixels - Font.Measure(axis, 1)) / 2, top + pixels + 30, axis, ink);
        canvas.Text(8, top - 14, "dec (deg)", ink);
    }

    private void FillLine(SkyPosition[] line, int y)
    {
        var scale = (double)geometry.Size / pixels;
        for (var x = 0; x <= pixels; x++)
        {
            line[x] = geometry.PositionAt(x * scale, (pixels - y) * scale);
        }
    }

    private void LabelDeclination(SkyPosition above, SkyPosition below, int y)
    {
        if (Crosses(above.Declination, below.Declination, _decStep))
        {
            var text = Label(above.Declination, _decStep, showSign: true);
            canvas.Fill(left - 6, top + y, 5, 1, ink);
            canvas.Text(left - 10 - Font.Measure(text, 1), top + y - 3, text, ink);
        }
    }

    private void LabelRightAscensions(SkyPosition[] bottom)
    {
        var free = 0;
        for (var x = 0; x < pixels; x++)
        {
            if (!CrossesRa(bottom[x], bottom[x + 1]))
            {
                continue;
            }

            canvas.Fill(left + x, top + pixels + 1, 1, 5, ink);
            var text = Label(SkyPosition.Normalise(Round(bottom[x].RightAscension, _raStep)), _raStep, showSign: false);
            var start = left + x - Font.Measure(text, 1) / 2;
            if (start >= free)
            {
                canvas.Text(start, top + pixels + 11, text, ink);
                free = start + Font.Measure(text, 1) + 12;
            }
        }
    }

    private bool CrossesRa(SkyPosition a, SkyPosition b)
        // From 359.9 to 0.1 is a short way, not one around the sky.
        => Crosses(a.RightAscension, a.RightAscension + Math.IEEERemainder(b.RightAscension - a.RightAscension, 360), _raStep);

    private static bool Crosses(double a, double b, double step) => Math.Floor(a / step) != Math.Floor(b / step);

    private static double Round(double value, double step) => Math.Round(value / step) * step;

    private static string Label(double value, double step, bool showSign)
    {
        var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(step)));
        var format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        var rounded = Round(value, step);
        return (showSign && rounded > 0 ? "+" : "") + rounded.ToString(format, CultureInfo.InvariantCulture);
    }

    private static double StepFor(double width) => Array.Find(Steps, s => s >= width * 0.75) is > 0 and var step ? step : Steps[^1];
}
