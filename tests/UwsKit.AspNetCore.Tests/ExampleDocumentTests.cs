using System.Net;
using System.Xml.Linq;

namespace UwsKit;

public sealed class ExampleDocumentTests
{
    [Fact]
    public async Task Examples_are_XHTML_with_RDFa_as_DALI_asks()
    {
        await using var app = await Descriptions.StartAsync();
        using var response = await app.Client.GetAsync("/uws/examples");
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/xhtml+xml");
        var root = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        var wrapper = root.Descendants().Single(e => e.Attribute("vocab") is not null);
        wrapper.Attribute("vocab")!.Value.Should().Be("http://www.ivoa.net/rdf/examples#");
        var examples = wrapper.Descendants().Where(e => e.Attribute("typeof")?.Value == "example").ToList();
        examples.Select(e => e.Attribute("id")!.Value).Should().Equal("crab.probe", "plain.probe");
        examples.Should().OnlyContain(e => e.Attribute("resource")!.Value == "#" + e.Attribute("id")!.Value);
        string[] Of(string property) => [.. examples[0].Descendants().Where(e => e.Attribute("property")?.Value == property).Select(e => e.Value)];
        Of("name").Should().Equal("crab");
        Of("capability").Should().Equal("ivo://ivoa.net/std/SODA#async-1.0");
        Of("key").Should().Equal("label", "band", "band", "POS");
        Of("value").Should().Equal("it's <it>", "1", "2", "83.6 22 1");
        examples[0].Descendants().Single(e => e.Name.LocalName == "pre").Value.Should().Be(
            @"curl -i -d PHASE=RUN --data-urlencode 'label=it'\''s <it>' --data-urlencode 'band=1' --data-urlencode 'band=2' --data-urlencode 'POS=83.6 22 1' 'http://localhost/uws/probe'");
    }

    [Fact]
    public async Task Without_any_there_is_no_such_document()
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync("/uws/examples").ShouldRefuseAsync(HttpStatusCode.NotFound, "no examples");
    }
}
