using System.Globalization;
using CtaWorker.Fits;

namespace CtaWorker.Events;

/// <summary>Mission times: seconds after the reference date that MJDREFI and MJDREFF give.</summary>
internal static class ObservationTime
{
    private static readonly DateTime MjdZero = new(1858, 11, 17, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>The time of a keyword such as TSTART as a modified Julian date in the time system of the header; null if the header lacks it.</summary>
    public static double? Mjd(FitsHeader header, string keyword)
    {
        var days = header.Real("MJDREFI") + (header.Real("MJDREFF") ?? 0) + header.Real(keyword) / 86400;
        // Years 1858 to about 4600: anything else is junk in the header.
        return days is >= 0 and < 1_000_000 ? days : null;
    }

    /// <summary>As FITS writes dates.</summary>
    public static string Date(double mjd)
        => MjdZero.AddMilliseconds(Math.Round(mjd * 86_400_000)).ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture);
}
