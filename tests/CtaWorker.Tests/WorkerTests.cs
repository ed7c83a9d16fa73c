using System.Text.Json;
using System.Text.RegularExpressions;
using CtaWorker.Fits;

namespace CtaWorker.Tests;

public sealed class WorkerTests
{
    [Theory]
    [InlineData("ra = '12:30' is not a number", "skymap", "--ra", "12:30", "--dec", "1")]
    [InlineData("width = 21 is out of range: 0.1 to 20 deg", "skymap", "--width", "21")]
    [InlineData("width = NaN is out of range", "skymap", "--width", "NaN")]
    [InlineData("emin = 5 TeV must be below emax = 2 TeV", "skymap", "--emin", "5", "--emax", "2")]
    [InlineData("dec is missing", "skymap", "--ra", "12")]
    [InlineData("binsize = 1 deg is larger than width = 0.1 deg", "skymap", "--binsize", "1", "--width", "0.1")]
    [InlineData("unknown option --widht: there are --events, --ra", "skymap", "--widht", "2")]
    [InlineData("option --width needs a value", "skymap", "--width")]
    [InlineData("'2' is not understood", "skymap", "2")]
    [InlineData("seed = '1.5' is not an integer", "simulate", "--seed", "1.5")]
    [InlineData("pace = 601 is out of range: 0 to 600 s", "simulate", "--pace", "601")]
    [InlineData("events would be made", "simulate", "--rate", "1000", "--duration", "360000")]
    [InlineData("unknown command 'paint'", "paint")]
    [InlineData("no command")]
    public async Task A_wrong_parameter_gives_status_64_and_one_line(string message, params string[] arguments)
    {
        using var folder = new WorkFolder();
        var run = await folder.RunAsync(arguments);
        run.Status.Should().Be(64);
        run.Error.Should().Contain(message).And.EndWith("\n");
        run.Error.TrimEnd('\n').Should().NotContain("\n");
    }

    [Fact]
    public async Task Control_characters_in_a_value_do_not_break_the_line()
    {
        using var folder = new WorkFolder();
        var run = await folder.RunAsync("skymap", "--width", "1\n2\u001b[31m" + new string('x', 500));
        run.Error.Count(char.IsControl).Should().Be(1);
        run.Error.Length.Should().BeLessThan(150);
    }

    [Fact]
    public async Task Parameters_come_from_the_file_of_the_service_and_options_win()
    {
        using var folder = new WorkFolder();
        var list = folder.Write("any name.fits", FitsBytes.Events((10, 20, 1), (10, 20, 5)));
        var file = folder.Write("p.json", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["events"] = list, ["WIDTH"] = "2", ["binsize"] = new[] { "0.5" }, ["emin"] = "", ["emax"] = "3", ["smooth"] = "9", ["other"] = "x",
        }));

        var variables = new Dictionary<string, string> { ["UWS_PARAMETERS_FILE"] = file, ["UWS_JOB_ID"] = "j9", ["UWS_JOB_URL"] = "https://host/" + new string('u', 90) };
        var run = await folder.RunAsync(variables, TimeProvider.System, default, "skymap", "--smooth", "0");

        run.Status.Should().Be(0, run.Error);
        using var reader = new FitsReader(new MemoryStream(folder.Bytes("skymap.fits")));
        var header = reader.Next()!;
        header.Value("NAXIS1").Should().Be(4L);
        header.Value("NEVENTS").Should().Be(1L);
        header.Text("JOBID").Should().Be("j9");
        header.Text("JOBURL").Should().Be(variables["UWS_JOB_URL"]);
        folder.Text("summary.json").Should().Contain("\"jobId\": \"j9\"");
        folder.Text("log.txt").Should().Contain("events = any name.fits").And.NotContain(folder.Root);
        Regex.Replace(run.Output, @"(?m)^\[ *\d+\.\d\d s\] ", "").Should().Be(folder.Text("log.txt"), "the kept one is the same for the same work, however long it takes");
    }

    [Theory]
    [InlineData("skymap", "--events")]
    [InlineData("simulate", "--duration", "60")]
    public async Task The_summary_of_another_job_differs_but_not_in_what_counts(params string[] words)
    {
        async Task<(string Summary, string Digest)> RunAsync(string job)
        {
            using var folder = new WorkFolder();
            string[] all = words[^1] == "--events" ? [.. words, folder.Write("events.fits", FitsBytes.Events((10, 20, 1)))] : words;
            (await folder.RunAsync(new() { ["UWS_JOB_ID"] = job }, TimeProvider.System, default, all)).Status.Should().Be(0);
            using var told = JsonDocument.Parse(folder.Text("provenance.json"));
            return (folder.Text("summary.json"), told.RootElement.GetProperty("entity").GetProperty("cta:summary.json").GetProperty("cta:contentSha256").GetString()!);
        }

        var (first, second) = (await RunAsync("j1"), await RunAsync("j2"));
        second.Summary.Should().NotBe(first.Summary);
        second.Digest.Should().Be(first.Digest).And.MatchRegex("^[0-9a-f]{64}$");
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"width\": ")]
    [InlineData("{\"width\": [\"1\", \"2\"]}")]
    public async Task A_wrong_parameter_file_is_status_64(string json)
    {
        using var folder = new WorkFolder();
        var file = folder.Write("p.json", System.Text.Encoding.UTF8.GetBytes(json));
        (await folder.RunAsync(new() { ["UWS_PARAMETERS_FILE"] = file }, TimeProvider.System, default, "skymap")).Status.Should().Be(64);
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_temporary()
    {
        using var folder = new WorkFolder();
        Directory.CreateDirectory(Path.Combine(folder.Output, "skymap.fits.part"));
        var run = await folder.RunAsync("skymap");
        run.Status.Should().Be(75, run.Error);
    }

    [Fact]
    public async Task Progress_goes_to_the_program_on_the_path_as_arguments()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the stand-in for uws-progress is a shell script");
            return;
        }

        using var folder = new WorkFolder();
        var seen = Path.Combine(folder.Root, "seen");
        var program = folder.Write("uws-progress", System.Text.Encoding.ASCII.GetBytes($"#!/bin/sh\nprintf '%s|%s\\n' \"$1\" \"$2\" >> '{seen}'\n"));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var run = await folder.RunAsync(new() { ["PATH"] = "/nowhere:" + folder.Root }, TimeProvider.System, default, "skymap");

        run.Status.Should().Be(0);
        var lines = await File.ReadAllLinesAsync(seen);
        lines.Should().HaveCountGreaterThan(1).And.StartWith("1|reading the event list").And.EndWith("100|done");
    }

    [Fact]
    public async Task Odd_values_in_the_cards_of_the_list_do_not_stop_the_map()
    {
        using var folder = new WorkFolder();
        var header = FitsBytes.Events(1).Add("LIVETIME", "1").Add("RA_PNT", "junk").Add("OBJECT", "caf\u00e9").Add("TSTART", 1e300).Add("MJDREFI", 51544L);
        var bytes = FitsBytes.File(header, FitsBytes.Rows((10, 20, 1))).With("LIVETIME", "1E999");
        var run = await folder.RunAsync("skymap", "--events", folder.Write("odd.fits", bytes));
        run.Status.Should().Be(0, run.Error);
        folder.Text("summary.json").Should().Contain("\"eventsOnMap\": 1").And.NotContain("livetime");
    }

    [Fact]
    public async Task Help_names_every_parameter()
    {
        using var folder = new WorkFolder();
        var run = await folder.RunAsync("help");
        run.Status.Should().Be(0);
        run.Output.Should().ContainAll("--binsize", "--pace", "--fov", "skymap.fits", "events.fits");
    }
}
