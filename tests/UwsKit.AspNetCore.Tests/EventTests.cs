using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

public sealed class EventTests
{
    [Fact]
    [Rule(131, 132, 151)]
    public async Task A_script_reports_its_job_through_to_the_end_and_may_repeat_itself()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await SubmittedAsync(app);
        await PostAsync(app, path, "state=Running&attempt=1").ShouldBeAsync(204);
        (await app.TextAsync($"{path}/phase")).Should().Be("EXECUTING");
        for (var i = 0; i < 2; i++)
        {
            await PostAsync(app, path, "state=Finished&attempt=1&exitcode=0").ShouldBeAsync(204);
            (await app.TextAsync($"{path}/phase")).Should().Be("COMPLETED");
        }

        await PostAsync(app, path, "state=Failed&attempt=1&message=late").ShouldBeAsync(204);
        (await app.TextAsync($"{path}/phase")).Should().Be("COMPLETED");
    }

    [Fact]
    [Rule(215)]
    public async Task Only_the_token_of_job_and_attempt_opens_it()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await SubmittedAsync(app);
        var other = TokenOf(app, await SubmittedAsync(app), 1);
        await PostAsync(app, path, "state=Running&attempt=1", other).ShouldBeAsync(403);
        await PostAsync(app, path, "state=Running&attempt=1", TokenOf(app, path, 2)).ShouldBeAsync(403);
        await PostAsync(app, path, "state=Running&attempt=1", "").ShouldBeAsync(403);
        await app.PostAsync($"{path}/events", "state=Running&attempt=1").ShouldBeAsync(403);
        (await app.TextAsync($"{path}/phase")).Should().Be("QUEUED");
    }

    [Theory]
    [Rule(32)]
    [InlineData("")]
    [InlineData("state=Running")]
    [InlineData("attempt=1")]
    [InlineData("state=Dancing&attempt=1")]
    [InlineData("state=Running&attempt=one")]
    public async Task An_event_that_is_not_understood_is_400(string form)
    {
        await using var app = await UwsApp.StartAsync();
        var path = await SubmittedAsync(app);
        await PostAsync(app, path, form).ShouldBeAsync(400);
    }

    [Fact]
    [Rule(215)]
    public async Task It_takes_no_files_whoever_sends_them()
    {
        var files = new CountingFiles();
        await using var app = await UwsApp.StartAsync(build: b => b.Services.AddSingleton<IFileStorage>(files));
        var path = await SubmittedAsync(app);
        var form = new MultipartFormDataContent { { new StringContent("1"), "attempt" }, { new StringContent("x"), "f", "f.txt" } };
        await app.SendAsync("POST", $"{path}/events", form, ("Authorization", "Bearer no")).ShouldBeAsync(415);
        files.Writes.Should().Be(0);
    }

    [Fact]
    public async Task The_token_is_enough_on_a_host_that_requires_credentials()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add, map: g => Microsoft.AspNetCore.Builder.AuthorizationEndpointConventionBuilderExtensions.RequireAuthorization(g));
        using var created = await app.SendAsync("POST", "/uws/probe?PHASE=RUN", null, ("X-User", "amina"));
        var path = created.Headers.Location!.AbsolutePath;
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), default);
        await PostAsync(app, path, "state=Running&attempt=1").ShouldBeAsync(204);
    }

    private static async Task<string> SubmittedAsync(UwsApp app)
    {
        var path = await app.CreateAsync("PHASE=RUN");
        await app.Manager.WaitForSubmissionAsync(UwsApp.IdOf(path), default);
        return path;
    }

    private static string TokenOf(UwsApp app, string path, int attempt) => app.Services.GetRequiredService<EventTokens>().Create(UwsApp.IdOf(path), attempt);

    private static Task<HttpResponseMessage> PostAsync(UwsApp app, string path, string form, string? token = null)
        => app.SendAsync("POST", $"{path}/events", new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
            ("Authorization", $"Bearer {token ?? TokenOf(app, path, 1)}"));
}

internal static class StatusAssertions
{
    public static async Task ShouldBeAsync(this Task<HttpResponseMessage> sent, int status)
    {
        using var response = await sent;
        response.StatusCode.Should().Be((HttpStatusCode)status, await response.Content.ReadAsStringAsync());
    }
}
