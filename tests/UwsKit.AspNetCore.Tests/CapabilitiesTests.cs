using System.Xml.Linq;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class CapabilitiesTests
{
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private static async Task<List<XElement>> ReadAsync(UwsApp app)
    {
        var xml = await app.TextAsync("/uws/capabilities");
        xml.Should().NotContain(Descriptions.Hidden);
        Schemas.ValidateVosi(xml);
        return [.. XDocument.Parse(xml).Root!.Elements("capability")];
    }

    [Fact]
    public async Task A_list_is_found_by_UWS_and_by_its_own_protocol_and_examples_where_there_are_any()
    {
        await using var app = await Descriptions.StartAsync();
        var capabilities = await ReadAsync(app);
        capabilities.Select(c => c.Attribute("standardID")!.Value).Should().Equal(
            "ivo://ivoa.net/std/VOSI#capabilities", "ivo://ivoa.net/std/VOSI#availability", "ivo://ivoa.net/std/UWS#rest-1.1", "ivo://ivoa.net/std/SODA#async-1.0",
            "ivo://ivoa.net/std/SODA#sync-1.0", "ivo://ivoa.net/std/DataLink#links-1.1", "ivo://ivoa.net/std/DALI#examples");
        capabilities[2].Elements("interface").Select(Kind).Should().Equal("vs:ParamHTTP", "vr:WebBrowser");
        capabilities[2].Descendants("accessURL").Select(u => u.Value).Distinct().Should().Equal("http://localhost/uws/probe");
        capabilities[3].Descendants("accessURL").Select(u => u.Value).Distinct().Should().Equal("http://localhost/uws/probe");
        var (sync, links) = (capabilities[4].Element("interface")!, capabilities[5].Element("interface")!);
        sync.Element("accessURL")!.Value.Should().Be("http://localhost/uws/probe-sync");
        sync.Attribute("version")!.Value.Should().Be("1.0");
        sync.Elements("queryType").Select(q => q.Value).Should().Equal("POST");
        sync.Element("resultType")!.Value.Should().Be("image/fits");
        sync.Elements("param").Select(p => p.Element("name")!.Value).Should().Equal(Descriptions.Rich.Parameters.Select(p => p.Name));
        links.Element("accessURL")!.Value.Should().Be("http://localhost/uws/links");
        links.Elements("param").Select(p => p.Element("name")!.Value).Should().Equal("ID", "RESPONSEFORMAT");
        await using var plain = await UwsApp.StartAsync();
        (await ReadAsync(plain)).Should().HaveCount(4);
    }

    [Fact]
    public async Task A_list_without_its_synchronous_form_tells_of_none_in_any_document()
    {
        await using var app = await Descriptions.StartAsync(s => s["Uws:Defaults:Sync"] = "false");
        (await ReadAsync(app)).Should().NotContain(c => c.Attribute("standardID")!.Value == "ivo://ivoa.net/std/SODA#sync-1.0");
        foreach (var path in (string[])["application.wadl", "openapi.json"])
        {
            (await app.TextAsync($"/uws/{path}")).Should().NotContain("probe-sync");
        }
    }

    [Fact]
    public async Task Parameters_are_told_as_far_as_the_schema_has_words()
    {
        await using var app = await Descriptions.StartAsync();
        var list = (await ReadAsync(app))[2].Element("interface")!;
        list.Element("queryType")!.Value.Should().Be("POST");
        list.Element("resultType")!.Value.Should().Be("text/xml");
        var parameters = list.Elements("param").ToDictionary(p => p.Element("name")!.Value);
        parameters.Keys.Should().Equal(Descriptions.Rich.Parameters.Select(p => p.Name));
        parameters["label"].Attribute("use")!.Value.Should().Be("required");
        parameters["count"].Attribute("use")!.Value.Should().Be("optional");
        parameters["POS"].Elements().Select(e => e.Name.LocalName + "=" + e.Value).Should().Equal("name=POS", "unit=deg", "ucd=pos.outline;obs", "dataType=real");
        parameters["POS"].Element("dataType")!.Attribute("arraysize")!.Value.Should().Be("3");
        parameters["flag"].Element("dataType")!.Value.Should().Be("boolean");
    }

    [Fact]
    public async Task Each_way_to_identify_oneself_has_an_interface_of_its_own_and_the_VOSI_resources_none()
    {
        await using var app = await UwsApp.StartAsync(build: b =>
        {
            TestUsers.Add(b);
            TestUsers.AddAs<TestUsers.BasicUsers>(b, "Basic");
        });
        var capabilities = await ReadAsync(app);
        capabilities.Take(2).Descendants("securityMethod").Should().BeEmpty();
        capabilities[2].Elements("interface").Where(i => Kind(i) != "vr:WebBrowser").Select(i => i.Element("securityMethod")?.Attribute("standardID")!.Value).Should().Equal(null, "ivo://ivoa.net/sso#BasicAA");
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Where_credentials_are_needed_there_is_no_interface_without(bool fallback)
    {
        await using var app = await UwsApp.StartAsync(
            build: b =>
            {
                TestUsers.AddAs<TestUsers.BasicUsers>(b, "Basic");
                b.Services.Configure<AuthorizationOptions>(o => o.FallbackPolicy = fallback ? o.DefaultPolicy : null);
            },
            map: g => _ = fallback ? g : g.RequireAuthorization());
        var capabilities = await ReadAsync(app);
        capabilities[2].Elements("interface").Where(i => Kind(i) != "vr:WebBrowser").Select(i => i.Element("securityMethod")?.Attribute("standardID")!.Value).Should().Equal("ivo://ivoa.net/sso#BasicAA");
        foreach (var path in (string[])["application.wadl", "openapi.json", "descriptions", "descriptions/probe", "examples", ""])
        {
            (await app.Client.GetAsync($"/uws/{path}")).StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized, $"'{path}' follows the conventions of the host");
        }
    }

    private static string Kind(XElement i) => i.Attribute(XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance"))!.Value;
}
