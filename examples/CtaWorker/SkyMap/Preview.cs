using System.Globalization;
using System.Security.Cryptography;
using CtaWorker.Fits;
using CtaWorker.Picture;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>The picture of the map: smoothed, asinh-scaled, with a coordinate grid; north is up, east is left.</summary>
internal static class Preview
{
    private const int MapPixels = 640;
    private const int Left = 74;
    private const int Top = 46;
    private const int BarLeft = Left + MapPixels + 18;
    private const int BarWidth = 16;
    private const int Width = BarLeft + BarWidth + 62;
    private const int Height = Top + MapPixels + 52;

    private static readonly Colour Paper = new(0x12, 0x12, 0x18);
    private static readonly Colour Ink = new(0xd8, 0xd8, 0xd8);

    /// <returns>SHA-256 of the pixels alone, lower-case hex.</returns>
    public static string Write(Stream stream, JobContext job, SkyMapParameters parameters, FitsHeader events, CountsMap map)
    {
        var canvas = new Canvas(Width, Height);
        canvas.Fill(0, 0, Width, Height, Paper);
        var image = Smoothed(map, parameters.Smooth);
        var stretch = Stretch.Of(image);
        DrawMap(canvas, image, stretch);
        new Graticule(canvas, map.Geometry, Left, Top, MapPixels, Ink).Draw();
        DrawBar(canvas, stretch);

        var title = events.Text("OBJECT") ?? "Counts map";
        var what = string.Create(CultureInfo.InvariantCulture,
            $"{events.Text("TELESCOP")} {events.Value("OBS_ID")}  {map.Total} events  {parameters.MinEnergy} - {parameters.MaxEnergy} TeV").Trim();
        canvas.Text(Left, 10, OneLine.Of(title, 40), Ink, 2);
        canvas.Text(Left, 31, OneLine.Of(what, 100), Ink);
        PngWriter.Write(stream, canvas, Texts(job, title, what));
        return Convert.ToHexStringLower(SHA256.HashData(canvas.Rgb));
    }

    /// <summary>Brought to the size of the screen first: smoothing 16 million pixels would show nothing more.</summary>
    private static FloatImage Smoothed(CountsMap map, double sigma)
    {
        var image = FloatImage.FromCounts(map, MapPixels);
        return image.Smooth(sigma / (map.Geometry.Width / image.Size));
    }

    private static void DrawMap(Canvas canvas, FloatImage image, Stretch stretch)
    {
        var scale = (double)image.Size / MapPixels;
        for (var y = 0; y < MapPixels; y++)
        {
            for (var x = 0; x < MapPixels; x++)
            {
                var value = image.At((x + 0.5) * scale, (MapPixels - 0.5 - y) * scale);
                canvas[Left + x, Top + y] = Inferno.At(stretch.Apply(value));
            }
        }
    }

    private static void DrawBar(Canvas canvas, Stretch stretch)
    {
        for (var y = 0; y < MapPixels; y++)
        {
            canvas.Fill(BarLeft, Top + y, BarWidth, 1, Inferno.At((MapPixels - 0.5 - y) / MapPixels));
        }

        canvas.Frame(BarLeft, Top, BarWidth, MapPixels, Ink);
        const int Labels = 5;
        for (var i = 0; i <= Labels; i++)
        {
            var share = (double)i / Labels;
            var y = Top + (int)((MapPixels - 1) * (1 - share));
            canvas.Fill(BarLeft + BarWidth, y, 4, 1, Ink);
            canvas.Text(BarLeft + BarWidth + 7, y - 3, stretch.Invert(share).ToString("G3", CultureInfo.InvariantCulture), Ink);
        }

        canvas.Text(BarLeft - 6, Top - 14, "count/pixel", Ink);
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(JobContext job, string title, string what)
    {
        yield return KeyValuePair.Create("Title", title);
        yield return KeyValuePair.Create("Description", what);
        yield return KeyValuePair.Create("Software", "CtaWorker " + Release.Version);
        if (job.Environment.JobId is { } id)
        {
            yield return KeyValuePair.Create("JobId", id);
        }

        if (job.Environment.JobUrl is { } url)
        {
            yield return KeyValuePair.Create("Source", url);
        }

        if (job.Environment.ProvenanceUrl is { } provenance)
        {
            yield return KeyValuePair.Create("Provenance", provenance);
        }
    }
}
