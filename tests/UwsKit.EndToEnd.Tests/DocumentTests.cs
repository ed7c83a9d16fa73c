using System.Net;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Microsoft.OpenApi;

namespace UwsKit.EndToEnd;

/// <summary>The descriptions of the CTA host alone give every document, each valid for who reads it.</summary>
public sealed class DocumentTests : IAsyncLifetime
{
    private static readonly string[] VoResource = ["w3c/xml.xsd", "w3c/xlink.xsd", "ivoa/stc-v1.30.xsd", "ivoa/VOResource-v1.2.xsd", "ivoa/VODataService-v1.2.xsd"];

    private readonly TestFolder _folder = new();
    private ServiceHost? _host;

    private string Root => _host!.Root;

    public async ValueTask InitializeAsync() => _host = await ServiceHost.StartAsync(
        Places.CtaService, _folder, "--Uws:Registry:Identifier=ivo://example.org/cta", "--Uws:Registry:Title=CTA jobs", "--Uws:Registry:Publisher=Example", "--Uws:Registry:ContactName=Help desk",
        "--Uws:Registry:Subjects:0=gamma-ray-astronomy", "--Uws:Registry:Description=Maps and simulations.", "--Uws:Registry:ReferenceUrl=https://example.org/cta", "--Uws:Registry:Created=2026-01-01");

    public async ValueTask DisposeAsync()
    {
        await _host!.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task Every_XML_document_is_valid()
    {
        Validate(await ReadAsync("application.wadl"), "w3c/xml.xsd", "wadl/wadl.xsd");
        Validate(await ReadAsync("capabilities"), [.. VoResource, "ivoa/VOSICapabilities-v1.0.xsd"]);
        Validate(await ReadAsync("availability"), "ivoa/VOSIAvailability-v1.0.xsd");
        Validate(await ReadAsync("registry-record"), [.. VoResource, "ivoa/RegistryInterface-v1.0.xsd"]);
    }

    [Fact]
    public async Task The_OpenAPI_document_is_sound_and_knows_both_lists()
    {
        var read = OpenApiDocument.Parse(await ReadAsync("openapi.json"), "json");
        read.Diagnostic!.Errors.Should().BeEmpty();
        read.Diagnostic.Warnings.Should().BeEmpty();
        read.Document!.Paths.Keys.Should().Contain(["/skymap", "/simulate", "/skymap/{job}/results/{result}"]);
        var form = read.Document.Components!.Schemas!["createJob.simulate"].Properties!;
        form["emin"].Maximum.Should().Be("500");
        form["duration"].Type.Should().Be(JsonSchemaType.Number);
    }

    [Fact]
    public async Task Descriptions_are_served_without_commands()
    {
        using var all = JsonDocument.Parse(await ReadAsync("descriptions"));
        all.RootElement.GetProperty("descriptions").EnumerateArray().Select(d => d.GetProperty("name").GetString()).Should().Contain(["skymap", "simulate"]);
        foreach (var document in (string[])["descriptions/skymap", "descriptions/simulate", "application.wadl", "openapi.json", "capabilities", "examples", "registry-record"])
        {
            (await ReadAsync(document)).Should().NotContain("CtaWorker", document);
        }
    }

    [Fact]
    public async Task The_command_line_of_an_example_makes_its_map()
    {
        var page = XDocument.Parse(await ReadAsync("examples"));
        var line = page.Descendants().Single(e => e.Attribute("id")?.Value == "crab.skymap").Descendants().Single(e => e.Name.LocalName == "pre").Value;

        var run = await Tool.RunAsync("sh", ["-c", line]);

        run.Status.Should().Be(0, run.All);
        var job = run.Output.Split('\n').Single(l => l.StartsWith("Location: ", StringComparison.OrdinalIgnoreCase)).Trim().Split('/')[^1];
        UwsClient.PhaseOf(await _host!.List("skymap").EndAsync(job)).Should().Be("COMPLETED");
        (await _host.List("skymap").GetAsync($"{Root}/skymap/{job}/description")).Body.Should().Be(await ReadAsync("descriptions/skymap"));
    }

    [Fact]
    public async Task Pyvo_reads_capabilities_and_availability()
    {
        await Tool.NeedModuleAsync("pyvo", "python3-pyvo");
        var run = await Tool.RunAsync("/usr/bin/python3", [Places.Beside("Clients/vosi.py"), Root]);
        run.Output.Should().EndWith("fine\n", run.All);
    }

    [Fact]
    public async Task Stilts_finds_no_fault_in_capabilities_and_availability()
    {
        Tool.Need("stilts", "stilts");
        var report = await Tool.RunAsync("stilts", ["taplint", "interface=tap1.1", $"tapurl={Root}", "stages=CPV AVV", "report=EWF"]);
        report.Output.Should().Contain("Section CPV").And.Contain("Totals: Errors: 0; Warnings: 0; Failures: 0", report.All);
    }

    private async Task<string> ReadAsync(string path)
    {
        var (status, body) = await _host!.List("skymap").GetAsync($"{Root}/{path}");
        status.Should().Be(HttpStatusCode.OK, body);
        return body;
    }

    private static void Validate(string xml, params string[] files)
    {
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var file in files)
        {
            using var reader = XmlReader.Create(Places.Shared($"xsd/{file}"), new() { DtdProcessing = DtdProcessing.Ignore });
            set.Add(null, reader);
        }

        set.Compile();
        List<string> faults = [];
        XDocument.Parse(xml).Validate(set, (_, e) => { if (e.Severity == XmlSeverityType.Error) faults.Add(e.Message); });
        faults.Should().BeEmpty();
    }
}
