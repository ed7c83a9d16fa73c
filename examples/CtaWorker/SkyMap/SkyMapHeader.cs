using System.Globalization;
using CtaWorker.Events;
using CtaWorker.Fits;

namespace CtaWorker.SkyMap;

/// <summary>The header of the map: WCS (FITS WCS papers I and II) and where the counts come from.</summary>
internal static class SkyMapHeader
{
    private static readonly string[] Copied = ["OBJECT", "OBS_ID", "TELESCOP", "INSTRUME", "OBSERVER", "LIVETIME", "ONTIME"];

    public static FitsHeader Make(JobContext job, SkyMapParameters parameters, FitsHeader events, SkyMapCounter counter)
    {
        var geometry = counter.Map.Geometry;
        var header = new FitsHeader()
            .Add("SIMPLE", true, "file conforms to the FITS standard")
            .Add("BITPIX", 32L)
            .Add("NAXIS", 2L)
            .Add("NAXIS1", (long)geometry.Size)
            .Add("NAXIS2", (long)geometry.Size)
            .Add("BUNIT", "count", "events in a pixel")
            .Add("CTYPE1", "RA---TAN", "right ascension, gnomonic projection")
            .Add("CTYPE2", "DEC--TAN", "declination, gnomonic projection")
            .Add("CUNIT1", "deg")
            .Add("CUNIT2", "deg")
            .Add("CRPIX1", geometry.ReferencePixel)
            .Add("CRPIX2", geometry.ReferencePixel)
            .Add("CRVAL1", geometry.Centre.RightAscension)
            .Add("CRVAL2", geometry.Centre.Declination)
            .Add("CDELT1", -geometry.BinSize, "east is left")
            .Add("CDELT2", geometry.BinSize, "north is up");
        AddFrame(header, events);
        foreach (var keyword in Copied)
        {
            // A number too large for a double has no place in a header again.
            if (events.Value(keyword) is { } value && (value is not double real || double.IsFinite(real)))
            {
                header.Add(keyword, value, "of the event list");
            }
        }

        AddTimes(header, events);
        header
            .Add("E_MIN", parameters.MinEnergy, "[TeV] lowest energy")
            .Add("E_MAX", parameters.MaxEnergy, "[TeV] highest energy")
            .Add("NREAD", counter.Read, "events in the list")
            .Add("NEVENTS", counter.Map.Total, "events on the map")
            .Add("CREATOR", "CtaWorker " + Release.Version)
            .Add("DATE", job.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture), "when this file was made (UTC)");
        AddText(header, "JOBID", job.Environment.JobId);
        AddText(header, "JOBURL", job.Environment.JobUrl);
        AddText(header, "PROVURL", job.Environment.ProvenanceUrl);
        return header;
    }

    /// <summary>The frame of the events. ICRS has no equinox; the older ones need theirs.</summary>
    private static void AddFrame(FitsHeader header, FitsHeader events)
    {
        // RADECSYS is the old spelling, still in most event lists.
        var said = (events.Text("RADESYS") ?? events.Text("RADECSYS"))?.ToUpperInvariant();
        var equinox = events.Real("EQUINOX");
        // Without a word on the frame the equinox decides (FITS 4.0 §8.3).
        var frame = said is "ICRS" or "FK5" or "FK4" ? said : equinox switch { null => "ICRS", < 1984 => "FK4", _ => "FK5" };
        header.Add("RADESYS", frame, "coordinate system");
        if (frame != "ICRS")
        {
            header.Add("EQUINOX", equinox ?? (frame == "FK4" ? 1950.0 : 2000.0));
        }
    }

    private static void AddTimes(FitsHeader header, FitsHeader events)
    {
        AddText(header, "TIMESYS", events.Text("TIMESYS"));
        AddTime(header, "OBS", ObservationTime.Mjd(events, "TSTART"));
        AddTime(header, "END", ObservationTime.Mjd(events, "TSTOP"));
    }

    private static void AddTime(FitsHeader header, string which, double? mjd)
    {
        if (mjd is { } day)
        {
            header.Add("DATE-" + which, ObservationTime.Date(day)).Add("MJD-" + which, day);
        }
    }

    private static void AddText(FitsHeader header, string keyword, string? value)
    {
        if (value is not null)
        {
            header.Add(keyword, value);
        }
    }
}
