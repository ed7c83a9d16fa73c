using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class AccessTests
{
    private static readonly (string Verb, string Resource)[] Everything =
    [
        ("GET", ""), ("HEAD", ""), ("POST", ""), ("DELETE", ""), ("GET", "/phase"), ("POST", "/phase"), ("GET", "/executionduration"), ("POST", "/executionduration"),
        ("GET", "/destruction"), ("POST", "/destruction"), ("GET", "/quote"), ("GET", "/owner"), ("GET", "/error"), ("GET", "/links"), ("POST", "/links"), ("GET", "/results"), ("GET", "/results/result"),
        ("GET", "/parameters"), ("POST", "/parameters"), ("GET", "/parameters/text"), ("PUT", "/parameters/text"), ("GET", "/stdout"), ("GET", "/stderr"),
    ];

    [Fact]
    [Rule(204, 205, 207, 211, 213, 214, 215)]
    public async Task Another_users_job_is_closed_in_every_resource()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var path = await CreateAsync(app, "amina");
        (await (await SendAsync(app, "GET", $"{path}/owner", "amina")).Content.ReadAsStringAsync()).Should().Be("amina");
        (await (await SendAsync(app, "GET", path, "amina")).Content.ReadAsStringAsync()).Should().Contain("<uws:ownerId>amina</uws:ownerId>");
        foreach (var (verb, resource) in Everything)
        {
            using var other = await SendAsync(app, verb, path + resource, "bob");
            other.StatusCode.Should().Be(HttpStatusCode.Forbidden, $"{verb} {resource}");
            using var nobody = await SendAsync(app, verb, path + resource, null);
            nobody.StatusCode.Should().Be(HttpStatusCode.Unauthorized, $"{verb} {resource}");
            nobody.Headers.WwwAuthenticate.ToString().Should().Be("Test realm=\"uws\"");
        }

        (await SendAsync(app, "GET", $"{path}/phase", "amina")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    [Rule(66, 212)]
    public async Task Everybody_lists_his_own_jobs_only()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Http:OperatorRole"] = "operator", build: TestUsers.Add);
        var amina = UwsApp.IdOf(await CreateAsync(app, "amina")).Value;
        var bob = UwsApp.IdOf(await CreateAsync(app, "bob")).Value;
        var nobody = UwsApp.IdOf(await CreateAsync(app, null)).Value;
        (await ListAsync(app, "amina")).Should().Equal(amina);
        (await ListAsync(app, "bob")).Should().Equal(bob);
        (await ListAsync(app, null)).Should().BeEmpty("where users can be told apart, jobs of nobody are unlisted");
        (await ListAsync(app, "root,operator")).Should().BeEquivalentTo(amina, bob, nobody);
        (await SendAsync(app, "GET", $"/uws/probe/{amina}", "root,operator")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    [Rule(216, 208)]
    public async Task A_job_of_nobody_can_be_driven_by_who_knows_its_URL()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var path = await CreateAsync(app, null);
        UwsApp.IdOf(path).Value.Should().HaveLength(31);
        (await SendAsync(app, "POST", $"{path}/phase", "bob", "PHASE=RUN")).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await SendAsync(app, "DELETE", path, null)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }

    [Fact]
    [Rule(66, 212)]
    public async Task Anonymous_jobs_are_listed_on_an_open_host_or_when_told_so()
    {
        await using var open = await UwsApp.StartAsync();
        await open.CreateAsync();
        (await open.ListAsync()).Should().ContainSingle();
        await using var told = await UwsApp.StartAsync(s => s["Uws:Defaults:Anonymous"] = "Public", build: TestUsers.Add);
        await told.CreateAsync();
        (await told.ListAsync()).Should().ContainSingle();
        await using var closed = await UwsApp.StartAsync(s => s["Uws:Defaults:Anonymous"] = "Unlisted");
        await closed.CreateAsync();
        (await closed.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    [Rule(214)]
    public async Task Foreign_jobs_can_be_hidden()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Http:HideForeignJobs"] = "true", build: TestUsers.Add);
        var path = await CreateAsync(app, "amina");
        using var hidden = await SendAsync(app, "GET", $"{path}/phase", "bob");
        using var missing = await SendAsync(app, "GET", "/uws/probe/j0123456789abcdefghjkmnpqrstvwx/phase", "bob");
        hidden.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await hidden.Content.ReadAsStringAsync()).Replace(UwsApp.IdOf(path).Value, "", StringComparison.Ordinal)
            .Should().Be((await missing.Content.ReadAsStringAsync()).Replace("j0123456789abcdefghjkmnpqrstvwx", "", StringComparison.Ordinal));
    }

    [Fact]
    [Rule(205)]
    public async Task The_owner_may_come_from_another_claim()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Http:OwnerClaim"] = System.Security.Claims.ClaimTypes.Role, build: TestUsers.Add);
        var path = await CreateAsync(app, "amina,group1");
        (await (await SendAsync(app, "GET", $"{path}/owner", "bob,group1")).Content.ReadAsStringAsync()).Should().Be("group1");
        (await SendAsync(app, "GET", path, "amina,group2")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(app, "POST", "/uws/probe", "amina")).StatusCode.Should().Be(HttpStatusCode.Forbidden, "no such claim, no owner");
    }

    [Fact]
    [Rule(211)]
    public async Task A_host_may_require_credentials_for_all_but_what_VOSI_leaves_open()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add, map: group => group.RequireAuthorization());
        foreach (var url in (string[])["/uws", "/uws/probe", "/uws/probe/nosuch", "/uws/nosuch"])
        {
            (await app.Client.GetAsync(url)).StatusCode.Should().Be(HttpStatusCode.Unauthorized, url);
        }

        (await app.Client.GetAsync("/uws/availability")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.Client.GetAsync("/uws/capabilities")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await SendAsync(app, "GET", "/uws/probe", "amina")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_host_with_its_key()
    {
        var start = () => UwsApp.StartAsync(s =>
        {
            s["Uws:Http:HideForeignJobs"] = "maybe";
            s["Uws:TrustedProxies:0"] = "proxy.example.org";
        });
        (await start.Should().ThrowAsync<UwsConfigurationException>()).Which.Faults.Should().HaveCount(2)
            .And.Contain(f => f.StartsWith("Uws:Http:HideForeignJobs: 'maybe'"))
            .And.Contain(f => f.Contains("Uws:TrustedProxies:0") && f.Contains("proxy.example.org"));
    }

    private static async Task<string> CreateAsync(UwsApp app, string? user)
    {
        using var response = await SendAsync(app, "POST", "/uws/probe", user, "text=a");
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        return response.Headers.Location!.AbsolutePath;
    }

    private static async Task<IReadOnlyList<string>> ListAsync(UwsApp app, string? user)
    {
        using var response = await SendAsync(app, "GET", "/uws/probe", user);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return [.. (await UwsXmlReader.ReadJobListAsync(await response.Content.ReadAsStreamAsync())).Jobs.Select(j => j.JobId)];
    }

    private static Task<HttpResponseMessage> SendAsync(UwsApp app, string verb, string path, string? user, string? form = null)
    {
        var content = form is null ? null : new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        return app.SendAsync(verb, path, content, user is null ? [] : [("X-User", user)]);
    }
}
