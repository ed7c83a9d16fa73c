using System.Globalization;
using CtaWorker.Events;
using CtaWorker.Fits;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>The job "skymap": event list in, counts map out.</summary>
internal static class SkyMapJob
{
    private const string MapFile = "skymap.fits";
    private const string PreviewFile = "preview.png";

    public static Task RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        var parameters = SkyMapParameters.Read(job.Parameters);
        job.Progress.Report(1, "reading the event list");
        var source = parameters.Events is { } path ? EventSource.FromFile(path, job.Environment.InputFolder) : EventSource.Example();

        using var events = source.Open();
        job.Journal.Write($"{source.Name}: {events.RowCount} events, object {events.Header.Text("OBJECT") ?? "not named"}");
        var centre = parameters.Centre ?? Pointing(events.Header) ?? MeanOf(source);
        job.Journal.Write(string.Create(CultureInfo.InvariantCulture,
            $"map around ra {centre.RightAscension:F4} dec {centre.Declination:F4} deg, {parameters.Size} x {parameters.Size} pixels"));

        var counter = new SkyMapCounter(
            new CountsMap(new MapGeometry(centre, parameters.Size, parameters.BinSize)), parameters.MinEnergy, parameters.MaxEnergy);
        counter.Run(events, share => job.Progress.Report(5 + 65 * share, "counting events"), cancellationToken);
        job.Journal.Write($"{counter.Read} events read, {counter.Selected} in the energy range, {counter.Map.Total} on the map");
        if (counter.Skipped > 0)
        {
            job.Journal.Write($"{counter.Skipped} events without a valid position or energy were left out");
        }

        WriteResults(job, parameters, events.Header, counter, cancellationToken);
        return Task.CompletedTask;
    }

    private static void WriteResults(
        JobContext job, SkyMapParameters parameters, FitsHeader events, SkyMapCounter counter, CancellationToken cancellationToken)
    {
        job.Progress.Report(75, "writing the map");
        var header = SkyMapHeader.Make(job, parameters, events, counter);
        var (counts, pixels) = ("", "");
        job.Output.Write(MapFile, stream => counts = SkyMapImage.Write(stream, header, counter.Map));
        cancellationToken.ThrowIfCancellationRequested();

        job.Progress.Report(85, "drawing the preview");
        job.Output.Write(PreviewFile, stream => pixels = Preview.Write(stream, job, parameters, events, counter.Map));

        var summary = SkyMapSummary.Of(job, parameters, events, counter);
        job.Output.Write(SummaryFile.Name, stream => SummaryFile.Write(stream, summary));
        OwnProvenance.Write(job, "skymap", (MapFile, counts), (PreviewFile, pixels), (SummaryFile.Name, SummaryFile.Digest(summary with { JobId = null })));
        job.Journal.Write($"wrote {MapFile}, {PreviewFile} and {SummaryFile.Name}");
        job.Progress.Report(100, "done");
    }

    private static SkyPosition? Pointing(FitsHeader header)
        => header.Real("RA_PNT") is { } ra && header.Real("DEC_PNT") is { } dec && Math.Abs(dec) <= 90
            ? new SkyPosition(SkyPosition.Normalise(ra), dec)
            : null;

    /// <summary>A pass of its own over the list: keeping the events instead would take memory without bound.</summary>
    private static SkyPosition MeanOf(EventSource source)
    {
        using var events = source.Open();
        var mean = new MeanDirection();
        foreach (var gamma in events.Read())
        {
            mean.Add(gamma.Position);
        }

        return mean.Value ?? throw WorkerException.BadData($"{source.Name} tells no pointing and has no events to take the centre from: give ra and dec");
    }
}
