using System.Text.Json;
using System.Text.RegularExpressions;

namespace UwsKit.EndToEnd;

/// <summary>The README's lines of curl do what they say.</summary>
public sealed partial class CurlTests(CtaHost shared) : IAsyncDisposable
{
    private static readonly byte[] PngSignature = [0x89, .. "PNG\r\n\u001a\n"u8];

    private readonly TestFolder _folder = new();
    private readonly UwsClient _maps = shared.Host.List("skymap");

    public async ValueTask DisposeAsync()
    {
        shared.Host.ShowLog();
        await _folder.DisposeAsync();
    }

    [Fact, Rule(25, 98, 102, 183, 187, 188)]
    public async Task The_lines_that_submit_wait_and_fetch_make_a_map()
    {
        var run = await RunAsync(Readme().Single(block => block.Contains("map.png", StringComparison.Ordinal)) + "\necho \"$JOB\"");

        run.Status.Should().Be(0, run.All);
        run.Output.Should().Contain("<uws:phase>COMPLETED</uws:phase>", run.All);
        (await File.ReadAllBytesAsync(_folder["map.png"])).Should().StartWith(PngSignature);
        await MapIsValidAsync(JobUrl().Match(run.Output.Split('\n')[^2]).Groups[1].Value);
    }

    [Fact]
    public async Task A_synchronous_request_makes_a_map_and_names_its_job()
    {
        var run = await RunAsync($"curl -sSL {_maps.Url}-sync -d width=2 -D head -o map.fits && curl -sS {_maps.Url}-sync -d width=99; curl -sS \"$(sed -n 's/^[Ll]ink: <\\(.*\\)>.*/\\1/p' head)/phase\"");

        run.Output.Should().Contain("parameter 'width': '99' is not allowed").And.EndWith("COMPLETED", run.All);
        (await File.ReadAllBytesAsync(_folder["map.fits"])).Should().StartWith("SIMPLE"u8.ToArray());
    }

    [Fact, Rule(105, 108)]
    public async Task The_lines_with_an_upload_and_with_the_url_of_a_result_make_maps()
    {
        var simulated = await shared.Host.List("simulate").CreateAsync(("duration", "300"), ("PHASE", "RUN"));
        await shared.Host.List("simulate").EndAsync(simulated);
        await File.WriteAllBytesAsync(_folder["events.fits"], await shared.Host.List("simulate").BytesAsync(simulated, "events"));
        var lines = Readme().Single(block => block.Contains("-F events=@events.fits", StringComparison.Ordinal))
            .Replace("pace=20", "pace=1", StringComparison.Ordinal).Split('\n').ToList();
        // What the README leaves to the reader.
        lines.Insert(lines.FindIndex(line => line.Contains("once $SIM is COMPLETED", StringComparison.Ordinal)), Wait("SIM"));

        var run = await RunAsync(string.Join('\n', lines));

        var jobs = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JobUrl().Match(line).Groups[1].Value).ToList();
        jobs.Should().HaveCount(2, run.All);
        foreach (var job in jobs)
        {
            (await MapIsValidAsync(job)).GetProperty("eventsRead").GetInt32().Should().BeGreaterThan(1000);
        }
    }

    [Fact, Rule(105, 108)]
    public async Task The_event_list_of_a_real_simulation_campaign_makes_a_map()
    {
        var events = Places.Shared("data/cta-1dc-gps-110380.fits");
        File.CreateSymbolicLink(_folder["events.fits"], events);
        var line = Readme().SelectMany(block => block.Split('\n')).Single(l => l.Contains("-F events=@events.fits", StringComparison.Ordinal));

        var run = await RunAsync(line);

        var summary = await MapIsValidAsync(JobUrl().Match(run.Output.Trim()).Groups[1].Value);
        summary.GetProperty("eventsRead").GetInt32().Should().Be(106_217);
        summary.GetProperty("eventsOnMap").GetInt32().Should().Be(52_642);
        summary.GetProperty("object").GetString().Should().Be("Galactic Plane Survey");
    }

    [Fact]
    public async Task The_first_lines_about_synchronous_requests_make_maps()
    {
        var run = await RunAsync(Blocks("docs/dali.md")[0]);

        run.Status.Should().Be(0, run.All);
        (await File.ReadAllBytesAsync(_folder["map.png"])).Should().StartWith(PngSignature);
        Tool.Need("fitsverify", "fitsverify");
        var verdict = await Tool.RunAsync("fitsverify", ["-q", _folder["map.fits"]]);
        verdict.Output.Should().Contain("verification OK", verdict.All);
        run.Output.Should().Contain("parameter 'width': '99' is not allowed").And.MatchRegex("(?i)link: <http://.*/skymap/j[0-9a-z]+>; rel=\"status\"");
    }

    private static string Wait(string variable)
        => $"until [ \"$(curl -s ${variable}/phase)\" = COMPLETED ]; do curl -s \"${variable}?WAIT=5&PHASE=$(curl -s ${variable}/phase)\" >/dev/null; done";

    private async Task<Tool> RunAsync(string script)
    {
        Tool.Need("curl", "curl");
        var here = new Uri(shared.Host.Root).GetLeftPart(UriPartial.Authority);
        return await Tool.RunAsync("bash", ["-ec", script.Replace("http://127.0.0.1:8080", here, StringComparison.Ordinal)], _folder.Path);
    }

    private async Task<JsonElement> MapIsValidAsync(string job)
    {
        var document = await _maps.EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("COMPLETED", document.ToString());
        (await _maps.BytesAsync(job, "preview")).Should().StartWith(PngSignature);
        await File.WriteAllBytesAsync(_folder["map.fits"], await _maps.BytesAsync(job, "result"));
        Tool.Need("fitsverify", "fitsverify");
        var verdict = await Tool.RunAsync("fitsverify", ["-q", _folder["map.fits"]]);
        verdict.Status.Should().Be(0, verdict.All);
        verdict.Output.Should().Contain("verification OK", verdict.All);
        return JsonSerializer.Deserialize<JsonElement>(await _maps.BytesAsync(job, "summary"));
    }

    /// <summary>The README's blocks of shell commands.</summary>
    private static List<string> Readme() => Blocks("README.md");

    private static List<string> Blocks(string document)
        => [.. ShellBlock().Matches(File.ReadAllText(Path.Combine(Places.Repository, document))).Select(m => m.Groups[1].Value.TrimEnd())];

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("/skymap/(j[0-9a-z]+)$")]
    private static partial Regex JobUrl();
}
