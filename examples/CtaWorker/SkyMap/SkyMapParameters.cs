using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>What "skymap" is asked for, checked. Without a centre the pointing of the event list is taken.</summary>
internal sealed record SkyMapParameters(
    string? Events, SkyPosition? Centre, double BinSize, int Size, double MinEnergy, double MaxEnergy, double Smooth)
{
    private const int MaxSize = 4000;

    private static readonly NumberParameter Ra = new("ra", null, 0, 360, "deg", "right ascension of the centre; the pointing if not given");
    private static readonly NumberParameter Dec = new("dec", null, -90, 90, "deg", "declination of the centre; the pointing if not given");
    private static readonly NumberParameter WidthNumber = new("width", 5, 0.1, 20, "deg", "width and height of the map");
    private static readonly NumberParameter BinSizeNumber = new("binsize", 0.05, 0.005, 1, "deg", "size of a pixel");
    private static readonly NumberParameter EMin = new("emin", 0.1, 0.001, 1000, "TeV", "lowest energy");
    private static readonly NumberParameter EMax = new("emax", 100, 0.001, 1000, "TeV", "highest energy");
    private static readonly NumberParameter SmoothNumber = new("smooth", 0.1, 0, 1, "deg", "sigma of the smoothing, of the preview only");

    public static IReadOnlyList<NumberParameter> All { get; } = [Ra, Dec, WidthNumber, BinSizeNumber, EMin, EMax, SmoothNumber];

    public static SkyMapParameters Read(Parameters parameters)
    {
        parameters.RefuseUnknownOptions(["events", .. All.Select(p => p.Name)]);
        var (ra, dec) = (parameters.Optional(Ra), parameters.Optional(Dec));
        if (ra.HasValue != dec.HasValue)
        {
            throw WorkerException.Usage($"{(ra.HasValue ? "dec" : "ra")} is missing: give both ra and dec, or neither for the pointing of the event list");
        }

        var (width, binSize) = (parameters.Number(WidthNumber), parameters.Number(BinSizeNumber));
        var (minEnergy, maxEnergy) = (parameters.Number(EMin), parameters.Number(EMax));
        if (minEnergy >= maxEnergy)
        {
            throw WorkerException.Usage(string.Create(null, $"emin = {minEnergy} TeV must be below emax = {maxEnergy} TeV"));
        }

        return new SkyMapParameters(
            parameters.Text("events"), ra is null ? null : new SkyPosition(SkyPosition.Normalise(ra.Value), dec!.Value),
            binSize, SizeOf(width, binSize), minEnergy, maxEnergy, parameters.Number(SmoothNumber));
    }

    private static int SizeOf(double width, double binSize)
    {
        var size = Math.Round(width / binSize);
        return size switch
        {
            < 1 => throw WorkerException.Usage(string.Create(null, $"binsize = {binSize} deg is larger than width = {width} deg")),
            > MaxSize => throw WorkerException.Usage($"width / binsize gives {size} pixels a side: {MaxSize} is the most"),
            _ => (int)size,
        };
    }
}
