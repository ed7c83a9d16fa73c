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

    [Fact]
    public async Task The_token_of_a_job_that_has_ended_opens_nothing_any_more()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await SubmittedAsync(app);
        await PostAsync(app, path, "state=Running&attempt=1").ShouldBeAsync(204);
        await PostAsync(app, path, "state=Finished&attempt=1&exitcode=0").ShouldBeAsync(204);
        await app.EditAsync(path, j => j with { EndTime = j.EndTime - TimeSpan.FromMinutes(11) });
        var before = await app.Storage.GetAsync(UwsApp.IdOf(path), default);
        await PostAsync(app, path, "state=Failed&attempt=1&message=replayed").ShouldBeAsync(403);
        await app.SendAsync("DELETE", path).ShouldBeAsync(303);
        await PostAsync(app, path, "state=Running&attempt=1", TokenOf(app, path, 1)).ShouldBeAsync(404);
        before!.Phase.Should().Be(ExecutionPhase.Completed);
    }

    [Fact]
    public async Task Events_that_are_replayed_or_come_in_any_order_change_nothing_and_write_nothing()
    {
        await using var app = await UwsApp.StartAsync();
        var path = await SubmittedAsync(app);
        string[] story = ["state=Running&attempt=1", "state=Running&attempt=1", "state=Finished&attempt=1&exitcode=0"];
        foreach (var e in story)
        {
            await PostAsync(app, path, e).ShouldBeAsync(204);
        }

        // The manager has forgotten the job by then, or is about to: that is the only change to come.
        var job = (await app.Storage.GetAsync(UwsApp.IdOf(path), default))!;
        foreach (var e in story.Reverse().Append("state=Failed&attempt=1&message=forged").Append("state=Cancelled&attempt=1").Append("state=TimedOut&attempt=1"))
        {
            await PostAsync(app, path, e).ShouldBeAsync(204);
        }

        var after = (await app.Storage.GetAsync(UwsApp.IdOf(path), default))!;
        (after.Phase, after.EndTime, after.StartTime, after.Error).Should().Be((job.Phase, job.EndTime, job.StartTime, job.Error));
    }

    [Fact]
    public async Task A_token_of_another_job_attempt_or_key_is_refused_and_so_is_any_that_is_cut_or_longer()
    {
        await using var app = await UwsApp.StartAsync(s => (s["Uws:EventKeys:0"], s["Uws:EventKeys:1"]) = ("the newest key of the events", "the key before it, still good"));
        var path = await SubmittedAsync(app);
        string Of(string key, int attempt = 1) => new EventTokens(Microsoft.Extensions.Options.Options.Create(new UwsOptions { EventKeys = [key] })).Create(UwsApp.IdOf(path), attempt);
        var good = TokenOf(app, path, 1);
        foreach (var bad in (string[])[Of("a key that was taken away"), Of("the newest key of the events", 2), good[..^1], good + "0", good.ToUpperInvariant(), $"{good},{good}", "é" + good[1..], new string('0', 64)])
        {
            await PostAsync(app, path, "state=Running&attempt=1", bad).ShouldBeAsync(403);
        }

        (await app.TextAsync($"{path}/phase")).Should().Be("QUEUED");
        await PostAsync(app, path, "state=Running&attempt=1", Of("the key before it, still good")).ShouldBeAsync(204);
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
