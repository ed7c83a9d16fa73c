using System.Globalization;
using CtaWorker.Simulation;
using CtaWorker.SkyMap;

namespace CtaWorker;

/// <summary>The help text, from the same tables that check the values.</summary>
internal static class Usage
{
    public static void Print(TextWriter output)
    {
        output.WriteLine("""
            CtaWorker: gamma-ray event lists and sky maps, the work of an example UWS service

            CtaWorker skymap   [--events FILE] [--name value ...] [--output DIR]
                reads an event list (FITS, GADF DL3, also gzipped) and counts the events on a map;
                without --events it takes the small list that "simulate" makes with its defaults
                results: skymap.fits preview.png summary.json provenance.json log.txt
            """);
        Print(output, SkyMapParameters.All);
        output.WriteLine("""

            CtaWorker simulate [--name value ...] [--output DIR]
                makes up an observation of two point sources; the same seed gives the same bytes
                results: events.fits summary.json provenance.json log.txt
            """);
        Print(output, SimulationParameters.All);
        output.WriteLine("""

            A service gives the same parameters in the JSON file UWS_PARAMETERS_FILE and the folder in UWS_OUTPUT_DIR;
            options win over the file. Exit status: 0 fine, 64 wrong usage or parameter, 65 wrong input data, 70 internal fault,
            75 try again later, 143 stopped; every failure has one line on standard error.
            """);
    }

    private static void Print(TextWriter output, IEnumerable<NumberParameter> parameters)
    {
        foreach (var p in parameters)
        {
            var value = p.Default is { } number ? $", default {number.ToString(CultureInfo.InvariantCulture)}" : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    --{p.Name,-9} {p.Text} ({p.Min} to {p.Max} {p.Unit}").TrimEnd() + value + ")");
        }
    }
}
