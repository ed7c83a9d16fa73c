using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using static UwsKit.Chains;

namespace UwsKit;

/// <summary>Whatever is told, each format is what its schema or grammar says.</summary>
public sealed class ProvenanceFormatTests
{
    private static readonly string[] Forms = ["", "DESCRIPTIONS=2", "MODEL=W3C&DESCRIPTIONS=2", "AGENTS=0&CONFIGURATION=0", "DEPTH=0"];

    [Fact]
    public async Task A_single_job_and_a_chain()
    {
        await using var app = await UwsApp.StartAsync();
        var first = await ChainAsync(app, "photons", null);
        var last = await ChainAsync(app, "map", first);
        await CheckAsync(app, $"{first}/provenance", 1);
        await CheckAsync(app, $"{last}/provenance", 2);
        await CheckAsync(app, $"/uws/provsap?ID={UwsApp.IdOf(first)}-r-result&DIRECTION=FORTH&DEPTH=ALL", 1);
    }

    [Fact]
    public async Task Failed_aborted_archived_and_deleted_jobs()
    {
        await using var app = await UwsApp.StartAsync(list: new() { Archive = ArchivePolicy.Always });
        var archived = await ChainAsync(app, "photons", null);
        await app.SendAsync("DELETE", archived);
        await CheckAsync(app, $"{archived}/provenance", 1);

        var failed = await app.CreateAsync("text=<&\"'>&RUNID=run");
        await app.ExecuteAsync(failed);
        await app.Manager.FailAsync(UwsApp.IdOf(failed), "no \u0001 <good> \"line\"\nand another");
        await UntilKeptAsync(app, UwsApp.IdOf(failed));
        await CheckAsync(app, $"{failed}/provenance", 1);

        var aborted = await app.CreateAsync("text=7");
        await app.ExecuteAsync(aborted);
        (await app.PostAsync($"{aborted}/phase", "PHASE=ABORT")).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await UntilKeptAsync(app, UwsApp.IdOf(aborted));
        (await app.TextAsync($"{aborted}/provenance?RESPONSEFORMAT=PROV-N")).Should().Contain("ABORTED");
        await CheckAsync(app, $"{aborted}/provenance", 1);

        await using var other = await UwsApp.StartAsync();
        var deleted = await ChainAsync(other, "photons", null);
        await other.SendAsync("DELETE", deleted);
        await UntilGoneAsync(other, UwsApp.IdOf(deleted));
        await CheckAsync(other, $"{deleted}/provenance", 1);
    }

    [Fact]
    public async Task Somebody_elses_job()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var secret = await ChainAsync(app, "secret", null, "amina");
        var job = await ChainAsync(app, "mine", secret, "bob", content: "another");
        await CheckAsync(app, $"{job}/provenance", 2, ("X-User", "bob"));
    }

    [Fact]
    public async Task Hostile_names_and_values_wherever_a_client_or_a_script_may_put_them()
    {
        const string hostile = "x\"])\n  entity(evil) <script>alert(1)</script> & é \U0001F52D \u2028 ]]> --> 'a' \\\" %00 {} :a:b";
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        using var form = new MultipartFormDataContent { { new StringContent(hostile), "text" }, { new StringContent(hostile.ReplaceLineEndings(" ")[..60]), "RUNID" }, { new StringContent(hostile), "band" }, { new StringContent(""), "band" } };
        form.Add(new ByteArrayContent([1, 2]), "image", "a'<b>&c; é.fits");
        using var made = await app.SendAsync("POST", "/uws/probe", form, ("X-User", "an<n>a\"); agent(evil"));
        made.StatusCode.Should().Be(HttpStatusCode.SeeOther, await made.Content.ReadAsStringAsync());
        var path = made.Headers.Location!.AbsolutePath;
        await app.SendAsync("POST", $"{path}/phase", new FormUrlEncodedContent([new("PHASE", "RUN")]), ("X-User", "an<n>a\"); agent(evil"));
        var id = UwsApp.IdOf(path);
        await app.Manager.WaitForSubmissionAsync(id, TestContext.Current.CancellationToken);
        await app.Manager.RunAsync(id);
        string[] names = [hostile, ":", "::", "a:", ":b", "<x>", "a b", "\t", "prov:entity", "uws:x", "xml:lang", "_:b", "1", "-", ".", "é", "\uFFFF", "\U0001F52D", "../../etc/passwd"];
        var own = new Dictionary<string, object>
        {
            ["prefix"] = new Dictionary<string, string> { ["prov"] = "urn:evil", ["uws"] = "urn:evil", ["a b"] = "x" },
            ["entity"] = names.ToDictionary(n => n, n => (object)names.Take(n == hostile ? names.Length : 2).ToDictionary(a => a, a => (object)new Dictionary<string, object> { ["$"] = hostile, ["type"] = hostile })),
            ["activity"] = new Dictionary<string, object> { ["ex:a"] = new Dictionary<string, object> { ["prov:label"] = hostile, ["prov:type"] = hostile, [hostile] = 1e300 } },
            ["used"] = names.Index().ToDictionary(n => $"{n.Index}", n => new Dictionary<string, object> { ["prov:activity"] = "ex:a", ["prov:entity"] = n.Item, ["prov:role"] = hostile }),
        };
        await app.Files.WriteAsync(id, JobFileArea.Output, "provenance.json", null, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(own)), default);
        await app.Files.WriteAsync(id, JobFileArea.Output, "result", "text/plain", new MemoryStream([1]), default);
        await app.Manager.FinishAsync(id);
        await UntilKeptAsync(app, id);

        using var first = await app.SendAsync("GET", $"{path}/provenance", null, ("X-User", "an<n>a\"); agent(evil"));
        (await first.Content.ReadAsStringAsync()).Should().NotContain("uwskit:warning", "odd names are no fault").And.NotContain("urn:evil");
        var text = await CheckAsync(app, $"{path}/provenance", 2, ("X-User", "an<n>a\"); agent(evil"));
        JsonDocument.Parse(text).RootElement.GetProperty("used").EnumerateObject().Count(u => u.Value.GetProperty("prov:activity").GetString()!.Contains("-o-", StringComparison.Ordinal)).Should().Be(names.Length);
    }

    private static async Task<string> CheckAsync(UwsApp app, string url, int activities, params (string, string)[] headers)
    {
        string first = "";
        foreach (var form in Forms.Where(f => !(f.StartsWith("DEPTH", StringComparison.Ordinal) && url.Contains("DEPTH", StringComparison.Ordinal))))
        {
            var asked = $"{url}{(url.Contains('?', StringComparison.Ordinal) ? "&" : "?")}{form}&RESPONSEFORMAT=";
            var json = await GetAsync("PROV-JSON");
            await Schemas.ValidateProvJsonAsync(json);
            var root = JsonDocument.Parse(json).RootElement;
            Schemas.Validate(await GetAsync("PROV-XML"), "w3c/xml.xsd", "prov/prov-core.xsd");
            Schemas.Validate(await GetAsync("PROV-VOTABLE"), "ivoa/VOTable-1.4.xsd");
            XDocument.Parse(await GetAsync("PROV-SVG")).Descendants().Should().NotContain(e => e.Name.LocalName == "script");

            // One statement a line, whatever the values are made of.
            var statements = root.EnumerateObject().Where(k => k.Name != "prefix").Sum(k => k.Value.EnumerateObject().Count());
            var lines = (await GetAsync("PROV-N")).TrimEnd('\n').Split('\n');
            lines[0].Should().Be("document");
            lines[^1].Should().Be("endDocument");
            lines[1..^1].Where(l => l.Length > 0).Should().OnlyContain(l => l.StartsWith("  prefix ", StringComparison.Ordinal) || (l.StartsWith("  ", StringComparison.Ordinal) && l.EndsWith(')')));
            lines.Count(l => l.EndsWith(')')).Should().Be(statements);

            if (first.Length == 0)
            {
                first = json;
                root.GetProperty("activity").EnumerateObject().Should().HaveCount(activities);
            }

            async Task<string> GetAsync(string format)
            {
                using var answer = await app.SendAsync("GET", asked + format, null, headers);
                var text = await answer.Content.ReadAsStringAsync();
                answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
                return text;
            }
        }

        return first;
    }
}
