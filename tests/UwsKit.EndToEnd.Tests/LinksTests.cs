using System.Text.RegularExpressions;

namespace UwsKit.EndToEnd;

/// <summary>pyvo and stilts read the links of a sky map and the descriptions of its service.</summary>
public sealed class LinksTests(CtaHost shared) : IDisposable
{
    public void Dispose() => shared.Host.ShowLog();

    private async Task<string> MapAsync()
    {
        var simulate = shared.Host.List("simulate");
        var events = await simulate.CreateAsync(("duration", "60"), ("PHASE", "RUN"));
        UwsClient.PhaseOf(await simulate.EndAsync(events)).Should().Be("COMPLETED");
        var list = shared.Host.List("skymap");
        var job = await list.CreateAsync(("events", $"{simulate.JobUrl(events)}/results/result"), ("width", "2"), ("PHASE", "RUN"));
        var ended = await list.EndAsync(job);
        UwsClient.PhaseOf(ended).Should().Be("COMPLETED", ended.ToString());
        return $"{list.JobUrl(job)}/links";
    }

    [Fact]
    public async Task Pyvo_finds_results_previews_and_services()
    {
        await Tool.NeedModuleAsync("pyvo", "python3-pyvo");
        var run = await Tool.RunAsync("/usr/bin/python3", ["-W", "ignore", Places.Beside("Clients/datalink.py"), shared.Host.Root, await MapAsync()]);
        run.Output.Should().EndWith("fine\n", run.All);
    }

    [Fact]
    public async Task Stilts_finds_nothing_wrong_with_links_and_descriptors()
    {
        Tool.Need("stilts", "stilts");
        foreach (var url in new[] { await MapAsync(), $"{shared.Host.Root}/links", $"{shared.Host.Root}/links/skymap", $"{shared.Host.Root}/links?ID=nope" })
        {
            var links = await Tool.RunAsync("stilts", ["datalinklint", $"votable={url}", "report=EWF"]);
            Regex.IsMatch(links.Output, @"Totals: Errors: 0; Warnings: 0; Failures: 0").Should().BeTrue($"{url}\n{links.All}");
            var table = await Tool.RunAsync("stilts", ["votlint", $"votable={url}", "version=1.4"]);
            (table.Status, table.Output + table.Error).Should().Be((0, ""), url);
        }
    }

    [Fact]
    public async Task Stilts_finds_nothing_wrong_with_a_description_as_VOTable()
    {
        Tool.Need("stilts", "stilts");
        await using var folder = new TestFolder();
        var table = Path.Combine(folder.Path, "skymap.vot");
        var description = Path.Combine(Path.GetDirectoryName(Places.CtaService)!, "jobs", "skymap.json");

        var (status, output) = await ServiceHost.RunAsync(Places.CtaService, folder, "--convert-description", description, table);

        status.Should().Be(0, output);
        output.Should().Contain("parameter 'ra': group is left out").And.Contain($"{table} is written;");
        var lint = await Tool.RunAsync("stilts", ["votlint", $"votable={table}", "version=1.4"]);
        // Both are what the layout asks for.
        lint.Status.Should().Be(0, lint.All);
        (lint.Output + lint.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should()
            .OnlyContain(line => line.Contains("Non-DALI xtype value \"application/octet-stream\"") || line.Contains("GROUP has ref 'events' to element type PARAM"));
    }
}
