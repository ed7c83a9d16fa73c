using System.ComponentModel;
using System.Diagnostics;

namespace CtaWorker.Tests;

/// <summary>The results before the judges that astronomers use; and the real event list, where it is there.</summary>
public sealed class OutsideTests
{
    private static readonly string RealList = FindRealList();

    [Theory]
    [InlineData("simulate", "events.fits")]
    [InlineData("skymap", "skymap.fits")]
    public async Task Fitsverify_has_nothing_to_say(string command, string result)
    {
        Assert.SkipUnless(Run("fitsverify").HasValue, "fitsverify is not installed");
        using var folder = new WorkFolder();
        // An address longer than a card as well: it needs CONTINUE.
        var variables = new Dictionary<string, string> { ["UWS_JOB_ID"] = "j1", ["UWS_JOB_URL"] = "https://host/" + new string('\'', 100) };
        await folder.RunAsync(variables, TimeProvider.System, default, command);
        var verdict = Run("fitsverify", Path.Combine(folder.Output, result))!.Value;
        verdict.Output.Should().Contain("0 warning(s) and 0 error(s)");
    }

    [Fact]
    public async Task Astropy_agrees_on_the_checksums_the_counts_and_where_the_brightest_pixel_is()
    {
        Assert.SkipUnless(Run("/usr/bin/python3", "-c", "import astropy.wcs") is { Status: 0 }, "astropy is not installed");
        const string Script = """
            import json, pathlib, sys, warnings
            from astropy.io import fits
            from astropy.wcs import WCS
            import numpy as np
            warnings.simplefilter('error')
            file = fits.open(sys.argv[1] + '/skymap.fits', checksum=True, memmap=False)
            hdu = file[0]
            told = json.loads(pathlib.Path(sys.argv[1], 'summary.json').read_text())
            assert hdu.data.sum() == told['eventsOnMap'], 'sum'
            row, column = np.unravel_index(hdu.data.argmax(), hdu.data.shape)
            ra, dec = WCS(hdu.header).wcs_pix2world(column, row, 0)
            assert abs(ra - told['brightest']['rightAscension']) < 1e-9, ra
            assert abs(dec - told['brightest']['declination']) < 1e-9, dec
            file.close()
            """;
        using var folder = new WorkFolder();
        await folder.RunAsync("skymap", "--ra", "83", "--dec", "21");
        var verdict = Run("/usr/bin/python3", "-c", Script, folder.Output)!.Value;
        verdict.Status.Should().Be(0, verdict.Output);
    }

    [Fact]
    public async Task All_events_of_a_real_list_are_read_and_the_galactic_centre_is_the_brightest()
    {
        Assert.SkipUnless(File.Exists(RealList), "the event list of CTA 1DC is not there");
        using var folder = new WorkFolder();
        var run = await folder.RunAsync("skymap", "--events", RealList, "--emin", "0.001", "--emax", "1000", "--binsize", "0.1");
        run.Status.Should().Be(0, run.Error);
        folder.Text("summary.json").Should().ContainAll(
            "\"eventsRead\": 106217", "\"eventsSkipped\": 0", "\"eventsInEnergyRange\": 106217", "\"observationId\": \"110380\"", "\"livetime\": 1764");
        using var json = System.Text.Json.JsonDocument.Parse(folder.Text("summary.json"));
        var brightest = json.RootElement.GetProperty("brightest");
        new Sky.SkyPosition(brightest.GetProperty("rightAscension").GetDouble(), brightest.GetProperty("declination").GetDouble())
            .DistanceTo(new Sky.SkyPosition(266.42, -29.01)).Should().BeLessThan(0.15);
    }

    [Fact]
    public void The_program_itself_ends_with_the_status_that_a_service_reads()
    {
        var program = typeof(Worker).Assembly.Location;
        Run("dotnet", program, "help")!.Value.Status.Should().Be(0);
        var wrong = Run("dotnet", program, "skymap", "--width", "0")!.Value;
        wrong.Status.Should().Be(64);
        wrong.Output.Should().Contain("skymap: width = 0 is out of range");
    }

    /// <summary>Status and all output, or null when there is no such program.</summary>
    private static (int Status, string Output)? Run(string program, params string[] arguments)
    {
        using var folder = new WorkFolder();
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Root };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit(TimeSpan.FromMinutes(2)).Should().BeTrue();
            return (process.ExitCode, output + error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Beside the repository, in <c>../shared/data</c>.</summary>
    private static string FindRealList()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "UwsKit.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "/", "shared", "data", "cta-1dc-gps-110380.fits");
    }
}
