namespace UwsKit.EndToEnd;

/// <summary>From photons to the comparison of two maps: one graph, read by those who will read it.</summary>
public sealed class ProvenanceTests(CtaHost shared) : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        shared.Host.ShowLog();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task A_chain_is_one_graph_that_prov_reads_and_the_schema_accepts_and_its_jobs_can_be_made_anew()
    {
        var (simulate, skymap, compare) = (shared.Host.List("simulate"), shared.Host.List("skymap"), shared.Host.List("compare"));
        var photons = await DoneAsync(simulate, ("duration", "60"), ("RUNID", "<photons> & \"more\""), ("PHASE", "RUN"));
        var map = await DoneAsync(skymap, ("events", $"{simulate.JobUrl(photons)}/results/events"), ("width", "2"), ("PHASE", "RUN"));
        var finer = await DoneAsync(skymap, ("events", $"{simulate.JobUrl(photons)}/results/events"), ("width", "1"), ("PHASE", "RUN"));
        var comparison = await DoneAsync(
            compare, ("one", $"{skymap.JobUrl(map)}/results/result"), ("other", $"{skymap.JobUrl(finer)}/results/result"), ("PHASE", "RUN"));

        List<string> files = [];
        foreach (var (format, ending) in new[] { ("PROV-JSON", "json"), ("PROV-XML", "xml"), ("PROV-N", "provn"), ("PROV-VOTABLE", "vot"), ("PROV-SVG", "svg") })
        {
            var (status, text) = await compare.GetAsync($"{compare.JobUrl(comparison)}/provenance?RESPONSEFORMAT={format}&DESCRIPTIONS=2");
            ((int)status).Should().Be(200, text);
            foreach (var job in new[] { photons, map, finer, comparison })
            {
                text.Should().Contain(job, format);
            }

            files.Add(_folder[$"graph.{ending}"]);
            await File.WriteAllTextAsync(files[^1], text);
        }

        // What a job used is found from there as soon as the service has let go of the job.
        await Patience.UntilAsync(
            async () => (await simulate.GetAsync($"{shared.Host.Root}/provsap?ID={photons}-r-events&DIRECTION=FORTH&DEPTH=ALL")).Body.Contains(comparison, StringComparison.Ordinal), "the comparison is found from the photons");
        if (File.Exists("/usr/bin/xmllint"))
        {
            (await Tool.RunAsync("/usr/bin/xmllint", ["--nonet", "--noout", "--schema", Places.Shared("xsd/prov/prov.xsd"), files[1]])).Status.Should().Be(0);
        }

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        await SameAgainAsync(http, simulate, photons, "result events: equal, sha256");
        await SameAgainAsync(http, skymap, map, "result result: equal");

        // The same map of a file that a person uploads: joined by its content, and reproduced with a copy of it.
        using var form = new MultipartFormDataContent { { new StringContent("2"), "width" }, { new StringContent("RUN"), "PHASE" } };
        var events = new ByteArrayContent(await http.GetByteArrayAsync(new Uri($"{simulate.JobUrl(photons)}/results/events")));
        events.Headers.ContentType = new("application/fits");
        form.Add(events, "events", "my events.fits");
        using var uploaded = await http.PostAsync(new Uri($"{shared.Host.Root}/skymap"), form);
        ((int)uploaded.StatusCode).Should().Be(303, await uploaded.Content.ReadAsStringAsync());
        var own = uploaded.Headers.Location!.AbsolutePath.Split('/')[^1];
        UwsClient.PhaseOf(await skymap.EndAsync(own)).Should().Be("COMPLETED");
        await SameAgainAsync(http, skymap, own, "result result: equal");
        await Patience.UntilAsync(
            async () => (await skymap.GetAsync($"{skymap.JobUrl(own)}/provenance?RESPONSEFORMAT=PROV-N")).Body.Contains("-r-events", StringComparison.Ordinal), "an upload is known by its content");

        await Tool.NeedModuleAsync("prov", "python3-prov");
        var read = await Tool.RunAsync("/usr/bin/python3", [Places.Beside("Clients/readprov.py"), files[0], files[1]]);
        read.Output.Should().EndWith("fine\n", read.All);
    }

    private static async Task<string> DoneAsync(UwsClient list, params (string, string)[] form)
    {
        var job = await list.CreateAsync(form);
        var document = await list.EndAsync(job);
        UwsClient.PhaseOf(document).Should().Be("COMPLETED", UwsClient.MessageOf(document));
        return job;
    }

    private static async Task SameAgainAsync(HttpClient http, UwsClient list, string job, string words)
    {
        using var nothing = new ByteArrayContent([]);
        using var made = await http.PostAsync(new Uri($"{list.JobUrl(job)}/reproduce"), nothing);
        ((int)made.StatusCode).Should().Be(303, await made.Content.ReadAsStringAsync());
        var again = made.Headers.Location!.AbsolutePath.Split('/')[^1];
        UwsClient.PhaseOf(await list.EndAsync(again)).Should().Be("COMPLETED");
        (await list.GetAsync($"{list.JobUrl(again)}/reproduce")).Body.Should().Contain(words).And.Contain("description: the same");
    }
}
