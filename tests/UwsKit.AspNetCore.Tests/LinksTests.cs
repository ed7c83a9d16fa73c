using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;

namespace UwsKit;

public sealed class LinksTests
{
    private static readonly XNamespace Ns = "http://www.ivoa.net/xml/VOTable/v1.3";

    private static readonly JobDescription Described = UwsApp.Probe with
    {
        Title = "A <probe>", Text = "looks & sees",
        Parameters =
        [
            new("width", ParameterType.Real) { Min = "0.1", Max = "20", Unit = "deg", Default = "5", Ucd = "pos.angDistance", Text = "width of the map", Title = "Width" },
            new("mode", ParameterType.Text) { Options = ["fast", "slow"], Required = true }, new("band", ParameterType.Real) { Xtype = "interval", Repeatable = true, MaxCount = 4 },
            new("image", ParameterType.File) { MediaType = "image/fits", Text = "the image" },
        ],
        Results = [new("map", "image/fits") { Text = "the map" }, new("quick", "image/png") { PreviewOf = "map" }, new("numbers", "application/json") { FilePattern = "n.json" }],
    };

    private static async Task<(string Xml, List<string?[]> Rows)> LinksAsync(UwsApp app, string path, string? user = null, string? form = null)
    {
        var content = form is null ? null : new StringContent(form, new UTF8Encoding(false), "application/x-www-form-urlencoded");
        using var response = await app.SendAsync(form is null ? "GET" : "POST", path, content, ("X-User", user ?? ""));
        TypeOf(response).Should().Be("application/x-votable+xml;content=datalink");
        var xml = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, xml);
        Schemas.Validate(xml, "ivoa/VOTable-1.4.xsd");
        return (xml, [.. XDocument.Parse(xml).Descendants(Ns + "TR").Select(r => r.Elements().Select(c => c.Value.Length == 0 ? null : c.Value).ToArray())]);
    }

    // Blanks between the parts of a media type are the client's.
    private static string TypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal);

    private static async Task<string> CompleteAsync(UwsApp app)
    {
        using var form = new MultipartFormDataContent { { new StringContent("fast"), "mode" }, { new ByteArrayContent([1, 2, 3]), "image", "a.fits" } };
        using var created = await app.SendAsync("POST", "/uws/probe", form);
        var path = created.Headers.Location!.AbsolutePath;
        await app.ExecuteAsync(path);
        foreach (var (area, name, text) in new[] { (JobFileArea.Output, "quick", "png"), (JobFileArea.Output, "n.json", "{}"), (JobFileArea.Output, "map", "fits!"), (JobFileArea.Log, "stdout", "done") })
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            await app.Files.WriteAsync(UwsApp.IdOf(path), area, name, null, content, default);
        }

        await app.Manager.FinishAsync(UwsApp.IdOf(path));
        return path;
    }

    [Fact]
    public async Task A_finished_job_links_its_results_previews_logs_and_inputs()
    {
        await using var app = await UwsApp.StartAsync(description: Described);
        var path = await CompleteAsync(app);
        var (id, url) = (UwsApp.IdOf(path).Value, $"http://localhost{path}");

        var (xml, rows) = await LinksAsync(app, $"{path}/links");

        rows.Should().BeEquivalentTo<string?[]>(
        [
            [id, $"{url}/results/map", null, null, "the map", "#this", "image/fits", "5", "map", "false", "true"],
            [id, $"{url}/results/quick", null, null, "quick", "#preview", "image/png", "3", "quick", "false", "true"],
            [id, $"{url}/results/numbers", null, null, "numbers", "#auxiliary", "application/json", "2", "numbers", "false", "true"],
            [id, $"{url}/parameters/image", null, null, "the image", "#progenitor", "image/fits", "3", "image", "false", "true"],
            [id, $"{url}/stdout", null, null, "standard output", "#auxiliary", "text/plain", "4", "stdout", "false", "true"],
        ], o => o.WithStrictOrdering());
        xml.Should().Contain("<INFO name=\"QUERY_STATUS\" value=\"OK\" />").And.Contain("value=\"ivo://ivoa.net/std/DataLink#links-1.1\"");
        foreach (var row in rows)
        {
            (await app.Client.GetAsync(row[1])).StatusCode.Should().Be(HttpStatusCode.OK, row[1]);
        }
    }

    [Fact]
    public async Task A_preview_is_marked_in_the_documents_of_its_job()
    {
        await using var app = await UwsApp.StartAsync(description: Described);
        var path = await CompleteAsync(app);
        var xml = await app.TextAsync(path);
        Schemas.ValidateUws(xml);
        XDocument.Parse(xml).Descendants().Where(e => e.Name.LocalName == "result").ToDictionary(r => r.Attribute("id")!.Value, r => r.Attribute(XName.Get("previewOf", UwsXmlNames.Custom))?.Value)
            .Should().BeEquivalentTo(new Dictionary<string, string?> { ["map"] = null, ["quick"] = "map", ["numbers"] = null });
        using var json = JsonDocument.Parse(await (await app.SendAsync("GET", path, null, ("Accept", "application/json"))).Content.ReadAsStringAsync());
        json.RootElement.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("id").GetString() == "quick").GetProperty("previewOf").GetString().Should().Be("map");
    }

    [Fact]
    public async Task A_response_describes_how_jobs_of_its_list_are_created()
    {
        await using var app = await UwsApp.StartAsync(description: Described);
        foreach (var path in new[] { $"{await CompleteAsync(app)}/links", "/uws/links/probe", "/uws/links" })
        {
            var (xml, _) = await LinksAsync(app, path);

            var service = XDocument.Parse(xml).Descendants(Ns + "RESOURCE").Single(r => (string?)r.Attribute("utype") == "adhoc:service");
            service.Element(Ns + "DESCRIPTION")!.Value.Should().Be("A <probe>. looks & sees");
            service.Elements(Ns + "PARAM").ToDictionary(p => (string)p.Attribute("name")!, p => (string)p.Attribute("value")!).Should().BeEquivalentTo(new Dictionary<string, string>
            {
                ["standardID"] = "ivo://ivoa.net/std/UWS#rest-1.1", ["accessURL"] = "http://localhost/uws/probe", ["contentType"] = "text/xml",
            });
            var inputs = service.Element(Ns + "GROUP")!.Elements().ToDictionary(p => (string)p.Attribute("name")!);
            inputs.Keys.Should().Equal("width", "mode", "band", "image");
            inputs.Values.Should().OnlyContain(p => (string)p.Attribute("value")! == "", "a value would be one that is sent as it is");
            inputs["width"].ToString(SaveOptions.DisableFormatting).Should().Contain("unit=\"deg\" ucd=\"pos.angDistance\"").And.Contain("Default: 5. Width: width of the map.").And.MatchRegex("MIN value=\"0.1\".*MAX value=\"20\"");
            inputs["mode"].Descendants(Ns + "OPTION").Select(o => (string)o.Attribute("value")!).Should().Equal("fast", "slow");
            inputs["mode"].Value.Should().Be("Required.");
            inputs["band"].Value.Should().Be("Optional. May be repeated: at most 4 values.");
            ((string?)inputs["band"].Attribute("arraysize"), (string?)inputs["band"].Attribute("xtype")).Should().Be(("2", "interval"));
        }
    }

    [Fact]
    public async Task A_job_without_results_says_why()
    {
        await using var app = await UwsApp.StartAsync(description: Described with { Parameters = [] });
        var path = await app.CreateAsync();
        async Task<string?> WhyAsync() => (await LinksAsync(app, $"{path}/links")).Rows.Single()[3];

        (await WhyAsync()).Should().Be("TransientFault: the job is PENDING and has no results yet");
        await app.ExecuteAsync(path);
        (await WhyAsync()).Should().Be("TransientFault: the job is EXECUTING and has no results yet");
        await app.Manager.ReportAsync(UwsApp.IdOf(path), BackendState.Failed, e => e with { Message = "no disk <&" });
        (await WhyAsync()).Should().Be("FatalFault: no disk <&");
        path = await app.CreateAsync();
        await app.PostAsync($"{path}/phase", "PHASE=ABORT");
        (await WhyAsync()).Should().Be("NotFoundFault: the job was aborted and left no results");
    }

    [Fact]
    public async Task Inputs_by_URL_are_linked_where_they_came_from()
    {
        await using var app = await UwsApp.StartAsync(description: Described);
        var path = await app.CreateAsync("mode=fast&image=https://example.org/a.fits?x=1%262");
        var (_, rows) = await LinksAsync(app, $"{path}/links");
        rows.Single(r => r[5] == "#progenitor").Should().Equal(UwsApp.IdOf(path).Value, "https://example.org/a.fits?x=1&2", null, null, "the image", "#progenitor", "image/fits", null, "image", null, null);
    }

    [Fact]
    public async Task Each_of_several_files_has_a_link_of_its_own_and_the_one_that_the_JSON_document_tells()
    {
        await using var app = await UwsApp.StartAsync(description: UwsApp.Probe with
        {
            Parameters = [new("image", ParameterType.File) { Repeatable = true, Text = "the image" }, new("UPLOAD", ParameterType.File) { Repeatable = true }],
        });
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1]), "image", "a" }, { new ByteArrayContent([1, 2]), "image", "b" }, { new StringContent("stars,param:mine"), "UPLOAD" }, { new ByteArrayContent([1, 2, 3]), "mine", "c" }, { new StringContent("far,https://example.org/t.vot"), "UPLOAD" } };
        using var created = await app.SendAsync("POST", "/uws/probe", form);
        var path = created.Headers.Location!.AbsolutePath;

        var (_, rows) = await LinksAsync(app, $"{path}/links");

        var own = $"http://localhost{path}/parameters";
        rows.Where(r => r[5] == "#progenitor").Select(r => (r[1], r[7], r[8])).Should().BeEquivalentTo(new[]
        {
            ($"{own}/image/1", "1", "image"), ($"{own}/image/2", "2", "image"), ($"{own}/UPLOAD/stars", "3", "stars"), ("https://example.org/t.vot", null, "far"),
        });
        foreach (var (_, url, size) in rows.Where(r => r[7] is not null).Select(r => (r[5], r[1]!, long.Parse(r[7]!, System.Globalization.CultureInfo.InvariantCulture))))
        {
            (await app.Client.GetByteArrayAsync(url)).Should().HaveCount((int)size);
        }

        using var json = JsonDocument.Parse(await (await app.SendAsync("GET", path, null, ("Accept", "application/json"))).Content.ReadAsStringAsync());
        json.RootElement.GetProperty("parameters").EnumerateArray().Select(p => (p.GetProperty("value").GetString(), p.GetProperty("href").GetString())).Should().BeEquivalentTo(new[]
        {
            (null, $"{own}/image/1"), (null, $"{own}/image/2"), ($"stars,{own}/UPLOAD/stars", $"{own}/UPLOAD/stars"), ("far,https://example.org/t.vot", $"{own}/UPLOAD/far"),
        });
    }

    [Fact]
    public async Task IDs_name_jobs_of_the_service_and_everything_else_is_not_found()
    {
        await using var app = await UwsApp.StartAsync(description: Described);
        var path = await CompleteAsync(app);
        var id = UwsApp.IdOf(path).Value;

        var (_, rows) = await LinksAsync(app, $"/uws/links?id=nope&ID={id}&ID=http://localhost{path}&ID=nope&ID=a%00%3C%26");
        rows.Select(r => r[0]).Distinct().Should().Equal("nope", id, $"http://localhost{path}", "a\uFFFD<&");
        rows.Where(r => r[0] is "nope").Should().ContainSingle().Which.Should().Equal("nope", null, null, "NotFoundFault: 'nope' is no job here that you may see", null, "#this", null, null, null, null, null);
        rows.Count(r => r[1] is not null).Should().Be(10);

        (await LinksAsync(app, $"{path}/links", form: $"ID={id}&RESPONSEFORMAT=votable")).Rows.Should().HaveCount(5);
        (await LinksAsync(app, $"{path}/links?ID=j{new string('0', 30)}")).Rows.Should().ContainSingle().Which[3].Should().StartWith("NotFoundFault");
        (await LinksAsync(app, "/uws/links/probe")).Rows.Should().BeEmpty();
        (await LinksAsync(app, "/uws/links", form: $"ID={id}")).Rows.Should().HaveCount(5);
    }

    [Fact]
    public async Task A_job_of_somebody_else_looks_like_one_that_is_not_there()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add, description: Described);
        using var created = await app.SendAsync("POST", "/uws/probe", null, ("X-User", "amina"));
        var path = created.Headers.Location!.AbsolutePath;
        await app.EditAsync(path, j => j with { Phase = ExecutionPhase.Completed, EndTime = j.CreationTime, Results = [new("map", "map") { Main = true }] });
        var query = $"/uws/links?ID={UwsApp.IdOf(path).Value}";

        (await LinksAsync(app, query, "amina")).Rows.Single()[9..].Should().Equal("true", "true");
        foreach (var user in new[] { "bob", null })
        {
            (await LinksAsync(app, query, user)).Rows.Single()[3].Should().StartWith("NotFoundFault");
            using var other = await app.SendAsync("GET", $"{path}/links", null, ("X-User", user ?? ""));
            other.StatusCode.Should().Be(user is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("votable", "application/x-votable+xml;content=datalink")]
    [InlineData("application/x-votable%2Bxml", "application/x-votable+xml;content=datalink")]
    [InlineData("application/x-votable%2Bxml;serialization=TABLEDATA", "application/x-votable+xml;serialization=TABLEDATA")]
    [InlineData("text/xml", "text/xml;charset=utf-8")]
    public async Task The_form_is_the_one_asked_for(string asked, string given)
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.Client.GetAsync($"/uws/links?responseformat={asked}");
        (response.StatusCode, TypeOf(response)).Should().Be((HttpStatusCode.OK, given));
    }

    [Theory]
    [InlineData("RESPONSEFORMAT=fits", "UsageFault: RESPONSEFORMAT 'fits' is not allowed; allowed: votable, application/x-votable+xml, text/xml")]
    [InlineData("RESPONSEFORMAT=application/x-votable%2Bxml;serialization=BINARY2", "UsageFault: RESPONSEFORMAT *BINARY2*")]
    [InlineData("RESPONSEFORMAT=votable%0D%0AX: y", "UsageFault: RESPONSEFORMAT *")]
    [InlineData("RESPONSEFORMAT=application/x-votable%2Bxml;content=datalink%0D%0AX: y", "UsageFault: RESPONSEFORMAT *")]
    [InlineData("RESPONSEFORMAT=votable&responseformat=text/xml", "UsageFault: RESPONSEFORMAT is given 2 times; allowed: once")]
    public async Task A_form_that_there_is_not_is_refused_as_a_VOTable(string query, string message)
    {
        await using var app = await UwsApp.StartAsync();
        using var response = await app.Client.GetAsync($"/uws/links?{query}");
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var xml = await response.Content.ReadAsStringAsync();
        Schemas.Validate(xml, "ivoa/VOTable-1.4.xsd");
        XDocument.Parse(xml).Descendants(Ns + "INFO").Single().Value.Should().Match(message);
    }

    [Fact]
    public async Task Of_very_many_IDs_the_first_hundred_are_answered_and_the_rest_is_told()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxValues"] = "2000");
        var (xml, rows) = await LinksAsync(app, "/uws/links", form: string.Join('&', Enumerable.Range(0, 1000).Select(i => $"ID=x{i}")));
        rows.Should().HaveCount(100);
        xml.Should().Contain("value=\"OVERFLOW\"");
    }

    [Fact]
    public async Task A_list_that_is_not_there_has_no_links()
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync("/uws/links/none").ShouldRefuseAsync(HttpStatusCode.NotFound, "There is no job list 'none'.");
        (await app.SendAsync("DELETE", "/uws/links")).StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        using var head = await app.SendAsync("HEAD", "/uws/links");
        (head.StatusCode, await head.Content.ReadAsStringAsync()).Should().Be((HttpStatusCode.OK, ""));
    }
}
