using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using static UwsKit.Chains;

namespace UwsKit;

public sealed class ProvenanceTests
{
    private static readonly XNamespace Prov = "http://www.w3.org/ns/prov#", Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task A_chain_of_jobs_is_one_graph_in_every_format()
    {
        await using var app = await UwsApp.StartAsync();
        var photons = await ChainAsync(app, "photons", null);
        var map = await ChainAsync(app, "map", photons);
        var comparison = await ChainAsync(app, "comparison", map);
        string[] jobs = [photons, map, comparison];

        var json = JsonDocument.Parse(await app.TextAsync($"{comparison}/provenance")).RootElement;
        json.GetProperty("activity").EnumerateObject().Select(a => a.Name).Should().BeEquivalentTo(jobs.Select(j => $"uws:{UwsApp.IdOf(j)}"));
        Relations(json, "used", "activity", "entity").Should().Contain([
            ($"uws:{UwsApp.IdOf(comparison)}", $"uws:{UwsApp.IdOf(map)}-r-result"), ($"uws:{UwsApp.IdOf(map)}", $"uws:{UwsApp.IdOf(photons)}-r-result")]);
        Relations(json, "wasGeneratedBy", "entity", "activity").Should().Contain(($"uws:{UwsApp.IdOf(photons)}-r-result", $"uws:{UwsApp.IdOf(photons)}"));
        json.GetProperty("entity").GetProperty($"uws:{UwsApp.IdOf(map)}-r-result").GetProperty("uwskit:sha256").GetString().Should().HaveLength(64);

        var xml = await app.TextAsync($"{comparison}/provenance?RESPONSEFORMAT=PROV-XML&DESCRIPTIONS=2");
        Schemas.Validate(xml, "w3c/xml.xsd", "prov/prov-core.xsd");
        XDocument.Parse(xml).Root!.Elements(Prov + "activity").Should().HaveCount(3);
        Schemas.Validate(await app.TextAsync($"{comparison}/provenance?responseformat=votable&descriptions=2"), "ivoa/VOTable-1.4.xsd");
        var notation = await app.TextAsync($"{comparison}/provenance?FORMAT=text/provenance-notation");
        notation.Should().StartWith("document\n").And.EndWith("endDocument\n").And.Contain($"used(uws:{UwsApp.IdOf(map)}, uws:{UwsApp.IdOf(photons)}-r-result, ");

        var svg = XDocument.Parse(await app.TextAsync($"{comparison}/provenance?RESPONSEFORMAT=PROV-SVG"));
        svg.Descendants(Svg + "a").Select(a => (string)a.Attribute("href")!).Should().Contain([$"http://localhost{photons}", $"http://localhost{map}/results/result"]);
        svg.Descendants(Svg + "script").Should().BeEmpty();
        svg.Root!.Element(Svg + "title").Should().NotBeNull();
    }

    [Fact]
    public async Task Depth_direction_and_switches_bound_the_graph()
    {
        await using var app = await UwsApp.StartAsync();
        var photons = await ChainAsync(app, "photons", null);
        var map = await ChainAsync(app, "map", photons);
        var (first, second) = (UwsApp.IdOf(photons), UwsApp.IdOf(map));
        await UntilKeptAsync(app, second);

        (await NodesAsync(app, $"ID={second}-r-result&DEPTH=0")).Should().BeEquivalentTo($"uws:{second}-r-result");
        (await NodesAsync(app, $"id=uws:{second}-r-result&depth=1&direction=back")).Should().BeEquivalentTo($"uws:{second}-r-result", $"uws:{second}");
        (await NodesAsync(app, $"ID={first}-r-result&DEPTH=ALL&DIRECTION=FORTH&AGENTS=0&CONFIGURATION=0"))
            .Should().BeEquivalentTo($"uws:{first}-r-result", $"uws:{second}", $"uws:{second}-r-result");
        (await NodesAsync(app, $"ID={first}&DIRECTION=FORWARD&AGENTS=FALSE&CONFIGURATION=FALSE")).Should().BeEquivalentTo($"uws:{first}", $"uws:{first}-r-result");
        (await NodesAsync(app, $"ID={Uri.EscapeDataString($"http://localhost/uws/provsap?ID={first}")}&AGENTS=0")).Should().Contain([$"uws:{first}", $"uws:{first}-p-text"]);
        (await app.TextAsync($"/uws/provsap?ID={first}&MODEL=W3C&DESCRIPTIONS=1")).Should().NotContain("voprov");
        (await NodesAsync(app, $"ID={first}&DESCRIPTIONS=1")).Should().Contain($"uws:{first}-d-activity");
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "ID")]
    [InlineData("ID=j0000000000000000000000000000000", HttpStatusCode.NotFound, "j0000000000000000000000000000000")]
    [InlineData("ID=%00%3Cx", HttpStatusCode.NotFound, "node")]
    [InlineData("ID=x&DEPTH=-1", HttpStatusCode.BadRequest, "-1")]
    [InlineData("ID=x&DEPTH=many", HttpStatusCode.BadRequest, "ALL")]
    [InlineData("ID=x&DIRECTION=UP", HttpStatusCode.BadRequest, "BACK")]
    [InlineData("ID=x&MODEL=IBM", HttpStatusCode.BadRequest, "W3C")]
    [InlineData("ID=x&AGENT=yes", HttpStatusCode.BadRequest, "TRUE")]
    [InlineData("ID=x&RESPONSEFORMAT=PDF", HttpStatusCode.BadRequest, "PROV-VOTABLE")]
    public async Task Bad_requests_are_answered_in_one_line(string query, HttpStatusCode status, string word)
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync($"/uws/provsap?{query}").ShouldRefuseAsync(status, word);
    }

    [Theory]
    [InlineData("application/provenance+xml", "application/provenance+xml")]
    [InlineData("text/provenance-notation", "text/provenance-notation")]
    [InlineData("application/x-votable+xml", "application/x-votable+xml")]
    [InlineData("image/svg+xml", "image/svg+xml")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "image/svg+xml")]
    [InlineData("application/xml", "application/xml")]
    [InlineData("*/*", "application/json")]
    public async Task The_form_is_chosen_by_Accept(string accept, string expected)
    {
        await using var app = await UwsApp.StartAsync();
        var job = await ChainAsync(app, "photons", null);
        using var answer = await app.SendAsync("GET", $"{job}/provenance", null, ("Accept", accept));
        answer.Content.Headers.ContentType!.MediaType.Should().Be(expected);
        answer.Headers.GetValues("Content-Security-Policy").Should().ContainSingle().Which.Should().StartWith("default-src 'none'");
    }

    [Fact]
    public async Task Provenance_outlives_the_deletion_and_says_when_the_results_went()
    {
        await using var app = await UwsApp.StartAsync();
        var job = await ChainAsync(app, "photons", null);
        (await app.SendAsync("DELETE", job)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await UntilGoneAsync(app, UwsApp.IdOf(job));

        var json = JsonDocument.Parse(await app.TextAsync($"{job}/provenance")).RootElement;
        json.GetProperty("entity").GetProperty($"uws:{UwsApp.IdOf(job)}-r-result").GetProperty("voprov:invalidatedAtTime").GetProperty("$").GetString().Should().EndWith("Z");
        json.GetProperty("activity").GetProperty($"uws:{UwsApp.IdOf(job)}").GetProperty("uwskit:manager").GetString().Should().Be("scripted");
        XDocument.Parse(await app.TextAsync($"{job}/provenance?FORMAT=svg")).Descendants(Svg + "a").Should().BeEmpty("what is gone is no link");
        (await app.Client.GetAsync(job)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Provenance_that_goes_with_the_job_is_gone_with_it()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Provenance:KeepFor"] = "0s");
        var job = await ChainAsync(app, "photons", null);
        await app.TextAsync($"{job}/provenance");
        await app.SendAsync("DELETE", job);
        await UntilGoneAsync(app, UwsApp.IdOf(job));
        await app.Client.GetAsync($"{job}/provenance").ShouldRefuseAsync(HttpStatusCode.NotFound, UwsApp.IdOf(job).Value);
    }

    [Fact]
    public async Task An_archived_job_keeps_its_results_in_provenance_only()
    {
        await using var app = await UwsApp.StartAsync(list: new() { Archive = ArchivePolicy.Always });
        var job = await ChainAsync(app, "photons", null);
        await app.SendAsync("DELETE", job);
        (await app.TextAsync($"{job}/phase")).Should().Be("ARCHIVED");
        (await app.TextAsync($"{job}/provenance")).Should().Contain($"uws:{UwsApp.IdOf(job)}-r-result");
    }

    [Fact]
    public async Task Somebody_elses_job_is_a_node_without_anything_behind_it_and_not_even_that_where_jobs_are_hidden()
    {
        foreach (var hide in new[] { false, true })
        {
            await using var app = await UwsApp.StartAsync(s => s["Uws:Http:HideForeignJobs"] = $"{hide}", build: TestUsers.Add);
            var secret = await ChainAsync(app, "secret", null, "amina");
            var job = await ChainAsync(app, "mine", secret, "bob", content: "another");
            var copied = await ChainAsync(app, "copy", secret, "bob", byUrl: false);

            using var answer = await app.SendAsync("GET", $"{job}/provenance", null, ("X-User", "bob"));
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
            text.Should().NotContain("amina").And.NotContain("text of secret");
            text.Contains($"\"uws:{UwsApp.IdOf(secret)}\": {{", StringComparison.Ordinal).Should().Be(!hide);
            using var byContent = await app.SendAsync("GET", $"{copied}/provenance", null, ("X-User", "bob"));
            (await byContent.Content.ReadAsStringAsync()).Should().NotContain(UwsApp.IdOf(secret).Value, "the same content does not tell whose job made it");
            await app.SendAsync("GET", $"{secret}/provenance", null, ("X-User", "bob")).ShouldRefuseAsync(hide ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden);
            await app.SendAsync("GET", $"/uws/provsap?ID={UwsApp.IdOf(secret)}", null, ("X-User", "bob")).ShouldRefuseAsync(HttpStatusCode.NotFound);
            await app.SendAsync("GET", "/uws/provsap?ID=user-amina", null, ("X-User", "bob")).ShouldRefuseAsync(HttpStatusCode.NotFound);
            using var forth = await app.SendAsync("GET", $"/uws/provsap?ID={UwsApp.IdOf(secret)}-r-result&DIRECTION=FORTH&DEPTH=ALL", null, ("X-User", "amina"));
            (await forth.Content.ReadAsStringAsync()).Should().NotContain("bob").And.NotContain(UwsApp.IdOf(job).Value, "who used it is theirs to tell");
        }
    }

    [Fact]
    public async Task A_job_is_made_anew_and_compared()
    {
        await using var app = await UwsApp.StartAsync();
        var job = await ChainAsync(app, "photons", null);
        await app.Client.GetAsync($"{job}/reproduce").ShouldRefuseAsync(HttpStatusCode.NotFound, "POST");
        using var made = await app.PostAsync($"{job}/reproduce", "");
        made.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var again = made.Headers.Location!.AbsolutePath;
        (await app.TextAsync($"{again}/reproduce")).Should().Contain($"reproduces: http://localhost{job}\n").And.Contain("description: the same").And.Contain("not yet");
        await EndAsync(app, again, "photons");
        (await app.TextAsync($"{again}/reproduce")).Should().Contain("result result: equal, sha256");
        (await app.TextAsync($"{again}/provenance")).Should().Contain($"uws:{UwsApp.IdOf(job)}");

        using var other = await app.PostAsync($"{job}/reproduce", "");
        await EndAsync(app, other.Headers.Location!.AbsolutePath, "something else");
        (await app.TextAsync($"{other.Headers.Location.AbsolutePath}/reproduce")).Should().Contain("result result: differs");
    }

    [Fact]
    public async Task A_reproduction_that_is_over_before_its_original_waits_to_be_compared()
    {
        await using var app = await UwsApp.StartAsync();
        using var made = await app.PostAsync("/uws/probe", "text=a&PHASE=RUN");
        var job = made.Headers.Location!.AbsolutePath;
        using var reproduced = await app.PostAsync($"{job}/reproduce", "");
        var again = reproduced.Headers.Location!.AbsolutePath;
        await EndAsync(app, again, "photons");
        (await app.TextAsync($"{again}/reproduce")).Should().MatchRegex("results: not yet, the job that it reproduces is (QUEUED|EXECUTING)\n$").And.NotContain("result: new");
        await EndAsync(app, job, "photons");
        (await app.TextAsync($"{again}/reproduce")).Should().Contain("result result: equal, sha256");
    }

    [Fact]
    public async Task One_request_that_follows_makes_the_job_anew_waits_for_it_and_compares()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var job = await ChainAsync(app, "photons", null);
        using var curl = Process.Start(new ProcessStartInfo("curl", ["-fsSL", "-d", "", $"{app.Client.BaseAddress}{job[1..]}/reproduce?WAIT=-1"]) { RedirectStandardOutput = true })!;
        var said = curl.StandardOutput.ReadToEndAsync();
        JobId? again = null;
        await UntilAsync(async () => (again = (await app.Storage.ListAsync(new() { Visibility = Visibility.Everybody }, default)).FirstOrDefault(j => j.Id != UwsApp.IdOf(job))?.Id) is not null);
        said.IsCompleted.Should().BeFalse("the job is not over");
        await EndAsync(app, $"/uws/probe/{again}", "photons");
        var lines = (await said.WaitAsync(TimeSpan.FromSeconds(30))).Split('\n');
        lines.Should().StartWith([$"job: {app.Client.BaseAddress}uws/probe/{again}", $"reproduces: {app.Client.BaseAddress}{job[1..]}"]).And.Contain(l => l.StartsWith("result result: equal, sha256", StringComparison.Ordinal));

        await app.PostAsync($"{job}/reproduce?WAIT=soon", "").ShouldRefuseAsync(HttpStatusCode.BadRequest, "soon");
        (await app.Storage.ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().HaveCount(2, "a wrong request makes no job");
        using var made = await app.PostAsync($"{job}/reproduce?WAIT=0", "");
        (await app.TextAsync(made.Headers.Location!.PathAndQuery)).Should().Contain("results: not yet");
    }

    [Fact]
    public async Task Uploads_in_the_way_of_DALI_are_copied_too_and_give_the_same_results()
    {
        await using var app = await UwsApp.StartAsync();
        using var form = new MultipartFormDataContent { { new StringContent("text of stars"), "text" }, { new StringContent("cat,param:stars"), "UPLOAD" } };
        form.Add(new ByteArrayContent("ra,dec\n1,2\n"u8.ToArray()), "stars", "stars 1.csv");
        form.Add(new ByteArrayContent("pixels"u8.ToArray()), "image", "in.fits");
        using var made = await app.SendAsync("POST", "/uws/probe", form);
        var job = made.Headers.Location!.AbsolutePath;
        (await app.PostAsync($"{job}/phase", "PHASE=RUN")).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await EchoAsync(app, job);

        using var remade = await app.PostAsync($"{job}/reproduce", "");
        remade.StatusCode.Should().Be(HttpStatusCode.SeeOther, await remade.Content.ReadAsStringAsync());
        var again = remade.Headers.Location!.AbsolutePath;
        await EchoAsync(app, again);

        (await app.TextAsync($"{again}/reproduce")).Should().Contain("result result: equal, sha256");
        var (before, after) = ((await app.Storage.GetAsync(UwsApp.IdOf(job), default))!, (await app.Storage.GetAsync(UwsApp.IdOf(again), default))!);
        after.Parameters.Select(p => (p.Name, p.Value, p.File?.Sha256, p.File?.OriginalName, p.File?.MediaType))
            .Should().Equal(before.Parameters.Select(p => (p.Name, p.Value, p.File?.Sha256, p.File?.OriginalName, p.File?.MediaType)));
        after.Parameters.Count(p => p.File is not null).Should().Be(2);

        // What the work of such a job would do: its result is made of what it was sent.
        static async Task EchoAsync(UwsApp app, string path)
        {
            var id = UwsApp.IdOf(path);
            await app.Manager.WaitForSubmissionAsync(id, TestContext.Current.CancellationToken);
            await app.Manager.RunAsync(id);
            var result = new MemoryStream();
            foreach (var file in (await app.Files.ListAsync(id, JobFileArea.Input, default)).OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                await result.WriteAsync(Encoding.UTF8.GetBytes(file.Name + "\n"));
                await using var content = await app.Files.OpenReadAsync(id, JobFileArea.Input, file.Name, default);
                await content!.Stream!.CopyToAsync(result);
            }

            result.Position = 0;
            await app.Files.WriteAsync(id, JobFileArea.Output, "result", "text/plain", result, default);
            await app.Manager.FinishAsync(id);
            await UntilKeptAsync(app, id);
        }
    }

    [Fact]
    public async Task A_job_with_an_upload_is_made_anew_with_a_copy_as_long_as_it_is_kept()
    {
        await using var app = await UwsApp.StartAsync();
        var first = await ChainAsync(app, "photons", null);
        var job = await ChainAsync(app, "map", first, byUrl: false);
        using var made = await app.PostAsync($"{job}/reproduce", "");
        made.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var again = (await app.Storage.GetAsync(UwsApp.IdOf(made.Headers.Location!.AbsolutePath), default))!;
        var before = (await app.Storage.GetAsync(UwsApp.IdOf(job), default))!;
        again.Parameters.Single(p => p.Name == "image").File!.Sha256.Should().Be(before.Parameters.Single(p => p.Name == "image").File!.Sha256);
        await app.SendAsync("DELETE", job);
        await UntilGoneAsync(app, UwsApp.IdOf(job));
        await app.PostAsync($"{job}/reproduce", "").ShouldRefuseAsync(HttpStatusCode.Forbidden, "image", "no longer kept");
    }

    [Fact]
    public async Task A_chain_beyond_the_limit_is_cut_with_a_word()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Provenance:MaxNodes"] = "10");
        string? last = null;
        for (var n = 0; n < 8; n++)
        {
            last = await ChainAsync(app, $"link {n}", last);
        }

        var notation = await app.TextAsync($"{last}/provenance?RESPONSEFORMAT=PROV-N&CONFIGURATION=0&AGENTS=0");
        notation.Should().Contain("cut at the 10 nodes");
        notation.Split('\n').Count(l => l.StartsWith("  activity(", StringComparison.Ordinal) || l.StartsWith("  entity(", StringComparison.Ordinal)).Should().Be(10);
    }

    [Fact]
    public async Task What_a_script_says_of_itself_is_merged_under_its_job_and_nonsense_is_one_warning()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync("text=x");
        await app.ExecuteAsync(path);
        var own = $$$"""
            {"prefix":{"ex":"urn:x"},"activity":{"ex:fit":{"prov:label":"fit the spectrum","ex:version":"1.2"}},
             "entity":{"ex:irf":{"prov:label":"instrument response"},"ex:out":{"prov:location":"result"}},
             "used":{"_:1":{"prov:activity":"ex:fit","prov:entity":"ex:irf"},"_:2":{"prov:activity":"ex:{{{UwsApp.IdOf(path)}}}","prov:entity":"ex:irf"}},
             "wasGeneratedBy":{"_:3":{"prov:entity":"ex:out","prov:activity":"ex:fit"} } }
            """;
        await app.Files.WriteAsync(UwsApp.IdOf(path), JobFileArea.Output, "provenance.json", null, new MemoryStream(Encoding.UTF8.GetBytes(own)), default);
        await EndAsync(app, path, "done", run: false);
        var xml = await app.TextAsync($"{path}/provenance?FORMAT=PROV-XML");
        Schemas.Validate(xml, "w3c/xml.xsd", "prov/prov-core.xsd");
        xml.Should().Contain("fit the spectrum").And.Contain("instrument response").And.Contain("own:version").And.Contain("wasInformedBy");

        var bad = await app.CreateAsync("text=x");
        await app.ExecuteAsync(bad);
        var foreign = $"{{\"entity\":{{\"ex:{UwsApp.IdOf(path)}\":{{}}}}}}";
        await app.Files.WriteAsync(UwsApp.IdOf(bad), JobFileArea.Output, "provenance.json", null, new MemoryStream(Encoding.UTF8.GetBytes(foreign)), default);
        await EndAsync(app, bad, "done", run: false);
        (await app.TextAsync($"{bad}/phase")).Should().Be("COMPLETED");
        (await app.TextAsync($"{bad}/provenance")).Should().Contain("uwskit:warning").And.Contain("which is not this one");
    }

    private static async Task<IReadOnlyList<string>> NodesAsync(UwsApp app, string query)
    {
        var json = JsonDocument.Parse(await app.TextAsync($"/uws/provsap?{query}")).RootElement;
        return [.. ((string[])["entity", "activity", "agent"]).Where(k => json.TryGetProperty(k, out _)).SelectMany(k => json.GetProperty(k).EnumerateObject().Select(n => n.Name))];
    }

    private static IEnumerable<(string?, string?)> Relations(JsonElement json, string name, string from, string to)
        => json.GetProperty(name).EnumerateObject().Select(r => (r.Value.GetProperty("prov:" + from).GetString(), r.Value.GetProperty("prov:" + to).GetString()));
}
