using CtaWorker.Fits;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>The numbers of a sky map: angles in degrees, energies in TeV, times in seconds.</summary>
internal sealed record SkyMapSummary(
    string? JobId, string? Object, string? Telescope, string? ObservationId, double? Livetime,
    long EventsRead, long EventsSkipped, long EventsInEnergyRange, long EventsOnMap,
    double MinEnergy, double MaxEnergy, SkyPosition Centre, double Width, double BinSize, int Pixels, BrightestPixel? Brightest)
{
    public static SkyMapSummary Of(JobContext job, SkyMapParameters parameters, FitsHeader events, SkyMapCounter counter)
    {
        var geometry = counter.Map.Geometry;
        var brightest = counter.Map.Brightest() is var (position, count)
            ? new BrightestPixel(position.RightAscension, position.Declination, count)
            : null;
        return new SkyMapSummary(
            job.Environment.JobId, events.Text("OBJECT"), events.Text("TELESCOP"), events.Value("OBS_ID")?.ToString(), events.Real("LIVETIME"),
            counter.Read, counter.Skipped, counter.Selected, counter.Map.Total, parameters.MinEnergy, parameters.MaxEnergy,
            geometry.Centre, geometry.Width, geometry.BinSize, geometry.Size, brightest);
    }
}

internal sealed record BrightestPixel(double RightAscension, double Declination, int Count);
