using System.Net;
using System.Xml.Linq;

namespace UwsKit;

public sealed class WadlTests
{
    private static readonly XNamespace Wadl = "http://wadl.dev.java.net/2009/02";
    private static readonly XNamespace Own = "urn:uwskit:description";

    [Fact]
    public async Task The_whole_tree_is_a_valid_document()
    {
        await using var app = await Descriptions.StartAsync();
        using var response = await app.Client.GetAsync("/uws/application.wadl");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/vnd.sun.wadl+xml");
        var xml = await response.Content.ReadAsStringAsync();
        xml.Should().NotContain(Descriptions.Hidden);
        Schemas.Validate(xml, "w3c/xml.xsd", "wadl/wadl.xsd");
        var root = XDocument.Parse(xml).Root!;
        root.Element(Wadl + "resources")!.Attribute("base")!.Value.Should().Be("http://localhost/uws/");
        var list = root.Descendants(Wadl + "resource").Single(r => r.Attribute("path")!.Value == "probe");
        list.Elements(Wadl + "method").Select(m => m.Attribute("name")!.Value).Should().Equal("GET", "POST");
        list.Element(Wadl + "resource")!.Attribute("type")!.Value.Should().Be("#job");
        root.Elements(Wadl + "resource_type").Single().Elements(Wadl + "resource").Select(r => r.Attribute("path")!.Value)
            .Should().Contain(["phase", "parameters/{name}", "results/{result}", "stdout", "events"]);
        root.Descendants(Wadl + "resource").Where(r => r.Attribute("path")!.Value == "results/result").Descendants(Wadl + "representation").Single()
            .Attribute("mediaType")!.Value.Should().Be("image/fits");
    }

    [Fact]
    public async Task A_form_says_all_that_the_description_says()
    {
        await using var app = await Descriptions.StartAsync();
        var root = XDocument.Parse(await app.TextAsync("/uws/application.wadl")).Root!;
        var forms = root.Descendants(Wadl + "method").Single(m => m.Attribute("id")?.Value == "createJob.probe").Descendants(Wadl + "representation")
            .Where(r => r.HasElements).ToList();

        forms.Select(f => f.Attribute("mediaType")!.Value).Should().Equal("application/x-www-form-urlencoded", "multipart/form-data");
        XElement Param(int form, string name) => forms[form].Elements(Wadl + "param").Single(p => p.Attribute("name")!.Value == name);
        string? Of(string name, XName attribute) => Param(0, name).Attribute(attribute)?.Value;
        Of("label", "required").Should().Be("true");
        Of("label", Own + "pattern").Should().Be("[A-Za-z'<>& ]+");
        Param(0, "label").Element(Wadl + "doc")!.Attribute("title")!.Value.Should().Be("Label <b>");
        Of("count", "default").Should().Be("3");
        Of("count", "type").Should().Be("xs:long");
        Of("count", Own + "max").Should().Be("10");
        Of("band", "repeating").Should().Be("true");
        Param(0, "band").Elements(Own + "default").Select(d => d.Value).Should().Equal("0.5", "1e-7");
        Of("POS", Own + "xtype").Should().Be("circle");
        Of("POS", "type").Should().Be("xs:string");
        Param(0, "mode").Elements(Wadl + "option").Select(o => o.Attribute("value")!.Value + o.Attribute(Own + "title")?.Value).Should().Equal("fast", "slowslow but \"exact\"");
        Of("image", "type").Should().Be("xs:anyURI");
        Param(1, "image").Attribute("type")!.Value.Should().Be("xs:base64Binary");
        Param(0, "PHASE").Element(Wadl + "option")!.Attribute("value")!.Value.Should().Be("RUN");
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var app = await Descriptions.StartAsync();
        foreach (var path in (string[])["application.wadl", "openapi.json", "capabilities", "examples", "descriptions", "descriptions/probe"])
        {
            using var first = await app.Client.GetAsync($"/uws/{path}");
            var tag = first.Headers.ETag!.ToString();
            (await app.SendAsync("GET", $"/uws/{path}", null, ("If-None-Match", tag))).StatusCode.Should().Be(HttpStatusCode.NotModified, path);
            using var head = await app.SendAsync("HEAD", $"/uws/{path}");
            head.Headers.ETag!.ToString().Should().Be(tag);
            (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        }
    }
}
