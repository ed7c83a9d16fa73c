using System.Net;
using System.Xml.Linq;

namespace UwsKit;

public sealed class RegistryRecordTests
{
    [Fact]
    public async Task The_record_is_valid_and_has_the_capabilities()
    {
        await using var app = await Descriptions.StartAsync(Descriptions.Register);
        using var response = await app.Client.GetAsync("/uws/registry-record");
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/xml");
        var xml = await response.Content.ReadAsStringAsync();
        Schemas.ValidateRecord(xml);
        var root = XDocument.Parse(xml).Root!;
        root.Element("identifier")!.Value.Should().Be("ivo://example.org/maps/one");
        root.Attribute("created")!.Value.Should().Be("2026-03-01T00:00:00.000Z");
        root.Element("content")!.Elements("subject").Select(s => s.Value).Should().Equal("gamma-ray-astronomy", "sky-surveys");
        XDocument.Parse(await app.TextAsync("/uws/capabilities")).Root!.Elements().Select(e => e.ToString()).Should().HaveCount(root.Elements("capability").Count());
    }

    [Fact]
    public async Task The_shortest_record_is_valid_too()
    {
        await using var app = await UwsApp.StartAsync(settings =>
        {
            Descriptions.Register(settings);
            foreach (var key in (string[])["ShortName", "Creators:0", "ContactEmail", "ContactAddress", "Subjects:1", "Version", "ContentLevels:0", "Rights", "RightsUrl"])
            {
                settings.Remove($"Uws:Registry:{key}");
            }
        });
        Schemas.ValidateRecord(await app.TextAsync("/uws/registry-record"));
    }

    [Fact]
    public async Task Without_a_section_there_is_none()
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync("/uws/registry-record").ShouldRefuseAsync(HttpStatusCode.NotFound, "section Registry");
    }

    [Fact]
    public async Task Every_fault_of_the_section_is_told_at_the_start()
    {
        var faults = (await FluentActions.Awaiting(() => UwsApp.StartAsync(settings =>
        {
            Descriptions.Register(settings);
            settings["Uws:Registry:Identifier"] = "https://example.org/maps";
            settings["Uws:Registry:ShortName"] = "a name that is too long";
            settings["Uws:Registry:Created"] = "yesterday";
            settings["Uws:Registry:ReferenceUrl"] = "about.html";
            settings["Uws:Registry:ContactEmail"] = "nowhere";
            settings["Uws:Registry:Publisher"] = "";
            settings["Uws:Registry:Color"] = "blue";
            settings.Remove("Uws:Registry:Subjects:0");
            settings.Remove("Uws:Registry:Subjects:1");
        })).Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;
        foreach (var line in (string[])
        [
            "Uws:Registry:Identifier: 'https://example.org/maps' is not allowed; allowed: an IVOA identifier such as ivo://example.org/maps",
            "Uws:Registry:ShortName: 'a name that is too long' is not allowed; allowed: at most 16 characters",
            "Uws:Registry:Created: 'yesterday' is not allowed; allowed: an ISO 8601 instant in UTC such as 2030-01-31T12:00:00Z, or a date",
            "Uws:Registry:ReferenceUrl: 'about.html' is not allowed; allowed: an absolute http or https URL",
            "Uws:Registry:ContactEmail: 'nowhere' is not allowed; allowed: a mail address such as help@example.org",
            "Uws:Registry:Publisher: '' is not allowed; a value is needed",
        ])
        {
            faults.Should().Contain(line);
        }

        faults.Should().Contain(f => f.StartsWith("Uws:Registry:Color: unknown key")).And.Contain(f => f.StartsWith("Uws:Registry:Subjects:"));
    }
}
