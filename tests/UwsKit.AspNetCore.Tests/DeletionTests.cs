using System.Net;

namespace UwsKit;

public sealed class DeletionTests
{
    [Fact]
    [Rule(27, 77, 163, 169, 171, 172)]
    public async Task DELETE_destroys_the_job_and_all_below_it()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync(("result", "text/plain", "x"));
        await app.SendAsync("DELETE", path).ShouldSeeOtherAsync("/uws/probe?LAST=100");
        foreach (var name in (string[])["", "/phase", "/results", "/results/result", "/parameters", "/parameters/text", "/owner", "/error"])
        {
            await app.Client.GetAsync(path + name).ShouldRefuseAsync(HttpStatusCode.NotFound);
        }

        await app.SendAsync("DELETE", path).ShouldRefuseAsync(HttpStatusCode.NotFound);
        (await app.ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [Rule(170, 171, 31)]
    [InlineData("ACTION=DELETE")]
    [InlineData("action=delete")]
    public async Task ACTION_DELETE_does_the_same(string form)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync(path, form).ShouldSeeOtherAsync("/uws/probe?LAST=100");
        await app.Client.GetAsync(path).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    [Rule(32)]
    public async Task Another_ACTION_or_nothing_at_all_is_refused()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CreateAsync();
        await app.PostAsync(path, "ACTION=EXPLODE").ShouldRefuseAsync(HttpStatusCode.BadRequest, "EXPLODE", "DELETE");
        await app.PostAsync(path, "").ShouldRefuseAsync(HttpStatusCode.BadRequest, "ACTION=DELETE");
    }

    [Fact]
    [Rule(169)]
    public async Task Nothing_else_can_be_deleted()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await app.CompleteAsync(("result", "text/plain", "x"));
        foreach (var name in (string[])["/phase", "/results", "/results/result", "/parameters", "/owner", "/error", "/quote"])
        {
            var response = await app.SendAsync("DELETE", path + name);
            response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
            response.Content.Headers.Allow.Should().NotBeEmpty();
        }
    }
}
