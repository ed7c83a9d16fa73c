using System.Net;

namespace UwsKit;

public sealed class LimitTests
{
    [Fact]
    public async Task One_request_more_than_allowed_a_minute_is_429_with_the_time_to_wait_and_others_go_on()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:RequestsPerMinute"] = "5", build: TestUsers.Add);
        for (var i = 0; i < 5; i++)
        {
            (await SendAsync(app, "amina")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        using var refused = await SendAsync(app, "amina");
        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(12));
        (await refused.Content.ReadAsStringAsync()).Should().StartWith("More than 5 requests a minute; wait a little.");
        (await SendAsync(app, "bob")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await SendAsync(app, null)).StatusCode.Should().Be(HttpStatusCode.OK, "callers without a login have a bucket of their own");
        (await SendAsync(app, "amina", "/uws/availability")).StatusCode.Should().Be(HttpStatusCode.OK, "monitors are never refused");
    }

    [Fact]
    public async Task Who_asks_on_and_on_though_he_is_refused_is_refused_slowly()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:RequestsPerMinute"] = "1", build: TestUsers.Add);
        (await SendAsync(app, "amina")).StatusCode.Should().Be(HttpStatusCode.OK);
        var began = TimeProvider.System.GetTimestamp();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            using var refused = await SendAsync(app, "amina");
            return (refused.StatusCode, Took: TimeProvider.System.GetElapsedTime(began));
        }));
        statuses.Should().OnlyContain(s => s.StatusCode == HttpStatusCode.TooManyRequests);
        statuses.Count(s => s.Took >= TimeSpan.FromMilliseconds(900)).Should().BeGreaterThan(10);
        (await SendAsync(app, "bob")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_job_beyond_the_owners_quota_is_403_and_leaves_neither_record_nor_file()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Defaults:PerOwner:StoredJobs"] = "1", build: TestUsers.Add);
        (await SendAsync(app, "amina", "/uws/probe", HttpMethod.Post)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        using var refused = await SendAsync(app, "amina", "/uws/probe", HttpMethod.Post);
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).Should().Be("amina already has the 1 jobs allowed in 'probe'; delete some first.");
        (await SendAsync(app, "bob", "/uws/probe", HttpMethod.Post)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
    }

    private static Task<HttpResponseMessage> SendAsync(UwsApp app, string? user, string path = "/uws/probe", HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (user is not null)
        {
            request.Headers.Add("X-User", user);
        }

        return app.Client.SendAsync(request);
    }
}
