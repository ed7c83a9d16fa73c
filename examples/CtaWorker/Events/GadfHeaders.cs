using CtaWorker.Fits;
using CtaWorker.Simulation;

namespace CtaWorker.Events;

/// <summary>The headers of a GADF DL3 event file (GADF 0.3, "EVENTS" and "GTI").</summary>
internal static class GadfHeaders
{
    // 2000-01-01T12:00:00 TT.
    private const long ReferenceDay = 51544;
    private const double ReferenceFraction = 0.5;

    public static FitsHeader Primary() => new FitsHeader()
        .Add("SIMPLE", true, "file conforms to the FITS standard")
        .Add("BITPIX", 8L)
        .Add("NAXIS", 0L)
        .Add("EXTEND", true);

    public static FitsHeader Events(Observation observation, int rowBytes)
    {
        var header = Table(rowBytes, ("EVENT_ID", "1K", null), ("TIME", "1D", "s"), ("RA", "1E", "deg"), ("DEC", "1E", "deg"), ("ENERGY", "1E", "TeV"));
        AddClass(header, "EVENTS");
        AddTimes(header);
        return header
            .Add("TSTART", Observation.Start, "[s] start of the observation")
            .Add("TSTOP", observation.Stop, "[s] end of the observation")
            .Add("DATE-OBS", ObservationTime.Date(ReferenceDay + ReferenceFraction + Observation.Start / 86400), "start (TIMESYS)")
            .Add("DATE-END", ObservationTime.Date(ReferenceDay + ReferenceFraction + observation.Stop / 86400), "end (TIMESYS)")
            .Add("ONTIME", observation.Stop - Observation.Start, "[s] good time including dead time")
            .Add("LIVETIME", observation.Parameters.Duration, "[s] time in which events were taken")
            .Add("DEADC", Observation.LiveFraction, "LIVETIME / ONTIME")
            .Add("OBS_ID", observation.Parameters.Seed, "observation: the seed of the simulation")
            .Add("OBS_MODE", "POINTING")
            .Add("OBJECT", observation.ObjectName, "observed object")
            .Add("RA_OBJ", observation.Target.RightAscension, "[deg] right ascension of the object")
            .Add("DEC_OBJ", observation.Target.Declination, "[deg] declination of the object")
            .Add("RA_PNT", observation.Pointing.RightAscension, "[deg] right ascension of the pointing")
            .Add("DEC_PNT", observation.Pointing.Declination, "[deg] declination of the pointing")
            .Add("RADESYS", "ICRS", "coordinate system")
            .Add("EQUINOX", 2000.0)
            .Add("TELESCOP", "CTA")
            .Add("INSTRUME", "SIMULATED")
            .Add("ORIGIN", "CtaWorker")
            .Add("CREATOR", "CtaWorker " + Release.Version)
            .Add("SEED", observation.Parameters.Seed, "of xoshiro256**")
            .Add("FLUX", observation.Parameters.Flux, "[Crab] brightness of the object")
            .Add("INDEX", observation.Parameters.Index, "photon index of the object")
            .Add("BKGRATE", observation.Parameters.Rate, "[1/s] background events")
            .Add("E_MIN", observation.Parameters.MinEnergy, "[TeV] lowest energy")
            .Add("E_MAX", observation.Parameters.MaxEnergy, "[TeV] highest energy");
    }

    public static FitsHeader GoodTime()
    {
        var header = Table(16, ("START", "1D", "s"), ("STOP", "1D", "s"));
        header.Set("NAXIS2", 1L);
        AddClass(header, "GTI");
        AddTimes(header);
        return header;
    }

    private static FitsHeader Table(int rowBytes, params (string Name, string Form, string? Unit)[] columns)
    {
        var header = new FitsHeader()
            .Add("XTENSION", "BINTABLE", "binary table extension")
            .Add("BITPIX", 8L)
            .Add("NAXIS", 2L)
            .Add("NAXIS1", (long)rowBytes, "bytes in a row")
            .Add("NAXIS2", 0L, "rows")
            .Add("PCOUNT", 0L)
            .Add("GCOUNT", 1L)
            .Add("TFIELDS", (long)columns.Length);
        for (var n = 1; n <= columns.Length; n++)
        {
            var (name, form, unit) = columns[n - 1];
            header.Add($"TTYPE{n}", name).Add($"TFORM{n}", form);
            if (unit is not null)
            {
                header.Add($"TUNIT{n}", unit);
            }
        }

        return header;
    }

    private static void AddClass(FitsHeader header, string name) => header
        .Add("EXTNAME", name)
        .Add("HDUCLASS", "GADF")
        .Add("HDUDOC", "https://github.com/open-gamma-ray-astro/gamma-astro-data-formats")
        .Add("HDUVERS", "0.3")
        .Add("HDUCLAS1", name);

    private static void AddTimes(FitsHeader header) => header
        .Add("MJDREFI", ReferenceDay, "[d] reference date, whole days")
        .Add("MJDREFF", ReferenceFraction, "[d] reference date, fraction")
        .Add("TIMEUNIT", "s")
        .Add("TIMESYS", "TT")
        .Add("TIMEREF", "LOCAL");
}
