using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace UwsKit;

public sealed class SyncTests
{
    [Theory]
    [InlineData("GET"), InlineData("POST")]
    public async Task A_synchronous_request_answers_the_main_result_itself_and_names_its_job(string method)
    {
        await using var app = await UwsApp.StartAsync();
        var sent = method == "GET" ? app.Client.GetAsync("/uws/probe-sync?text=a&RUNID=night+1") : app.PostAsync("/uws/probe-sync", "text=a&RUNID=night+1");
        var path = await app.TheJobAsync();
        await app.FinishAsync(path, ("page", "text/html", "<p>"), ("result", "text/plain", "the sky"));

        using var answer = await sent;

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        (await answer.Content.ReadAsStringAsync()).Should().Be("the sky");
        answer.Headers.GetValues("Link").Should().Equal($"<http://localhost{path}>; rel=\"status\"");
        answer.Content.Headers.ContentLocation.Should().Be(new Uri($"http://localhost{path}/results/result"));
        var job = await app.JobAsync(path);
        (job.Phase, job.RunId).Should().Be((ExecutionPhase.Completed, "night 1"));
        job.Parameters.Should().Contain(p => p.Name == "text" && p.Value == "a");
    }

    [Fact]
    public async Task MAXREC_reaches_a_work_that_describes_it_and_is_dropped_elsewhere()
    {
        await using var app = await UwsApp.StartAsync();
        (await app.JobAsync(await app.CreateAsync("maxrec=7"))).Parameters.Should().Contain(p => p.Name == "MAXREC" && p.Value == "7");
        await using var other = await UwsApp.StartAsync(description: UwsApp.Probe with { Parameters = [], AllowUndescribedParameters = false });
        (await other.JobAsync(await other.CreateAsync("MAXREC=7"))).Parameters.Should().BeEmpty();
    }

    [Fact]
    public async Task An_upload_reaches_the_job_of_a_synchronous_request()
    {
        await using var app = await UwsApp.StartAsync();
        var sent = UploadTests.PostAsync(app, "/uws/probe-sync", "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nbytes\r\n--xx--\r\n");
        var path = await app.TheJobAsync();
        (await app.TextAsync($"{path}/parameters/image")).Should().Be("bytes");
        await app.FinishAsync(path, ("result", null, "done"));
        (await (await sent).Content.ReadAsStringAsync()).Should().Be("done");
    }

    [Theory]
    [InlineData("UsageError: no such star", 400), InlineData("AuthorizationError", 403), InlineData("NotFoundFault: x", 404), InlineData("ServiceUnavailable: later", 503), InlineData("boom", 422)]
    public async Task A_job_that_fails_is_answered_with_its_message_and_a_status_that_fits(string message, int status)
    {
        await using var app = await UwsApp.StartAsync();
        var sent = app.PostAsync("/uws/probe-sync", "");
        var path = await app.TheJobAsync();
        await app.Manager.FailAsync(UwsApp.IdOf(path), message);

        using var answer = await sent;

        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).Should().StartWith(message);
        answer.Headers.Contains("Retry-After").Should().Be(status == 503);
        answer.Headers.GetValues("Link").Single().Should().Contain(path);
    }

    [Fact]
    public async Task A_list_that_declares_VOTables_answers_every_error_as_one()
    {
        await using var app = await UwsApp.StartAsync(list: new() { ErrorFormat = ErrorFormat.VOTable });
        using var refused = await app.PostAsync("/uws/probe-sync", "count=99");
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        refused.Content.Headers.ContentType!.MediaType.Should().Be("application/x-votable+xml");
        (await refused.Content.ReadAsStringAsync()).Should().Contain("QUERY_STATUS").And.Contain("ERROR").And.Contain("'99' is not allowed");

        var sent = app.PostAsync("/uws/probe-sync", "");
        await app.Manager.FailAsync(UwsApp.IdOf(await app.TheJobAsync()), "boom");
        using var failed = await sent;
        failed.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await failed.Content.ReadAsStringAsync()).Should().Contain("boom</INFO>");
    }

    [Fact]
    public async Task What_is_refused_leaves_neither_job_nor_file()
    {
        await using var app = await UwsApp.StartAsync();
        await app.Client.GetAsync("/uws/probe-sync?count=99").ShouldRefuseAsync(HttpStatusCode.BadRequest, "'99' is not allowed");
        await app.Client.GetAsync("/uws/probe-sync?text=a&TEXT=b").ShouldRefuseAsync(HttpStatusCode.BadRequest, "'text': given 2 times; allowed: once");
        await app.Client.GetAsync("/uws/probe-sync?PHASE=ABORT").ShouldRefuseAsync(HttpStatusCode.BadRequest, "PHASE 'ABORT'");
        await UploadTests.PostAsync(app, "/uws/probe-sync", "--xx\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nbytes\r\n--xx\r\nContent-Disposition: form-data; name=\"RESPONSEFORMAT\"\r\n\r\nvoice\r\n--xx--\r\n")
            .ShouldRefuseAsync(HttpStatusCode.BadRequest, "RESPONSEFORMAT", "'voice' is not allowed; allowed: text/plain, text/html, image/fits");
        (await app.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    public async Task A_job_that_takes_longer_than_a_request_may_is_waited_for_again_and_again()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxWait"] = "1s");
        var sent = app.PostAsync("/uws/probe-sync", "");
        var path = await app.TheJobAsync();
        using var first = await sent;
        first.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        first.Headers.Location.Should().Be(new Uri($"http://localhost{path.Replace("/probe/", "/probe-sync/", StringComparison.Ordinal)}?TURN=1"));
        (await first.Content.ReadAsStringAsync()).Should().Be($"The job is EXECUTING and goes on: http://localhost{path}\n");

        using var second = await app.Client.GetAsync(first.Headers.Location);
        second.Headers.Location!.Query.Should().Be("?TURN=2", "clients take a second redirect to the same URL for a circle");
        await app.FinishAsync(path, ("result", "text/plain", "late"));
        (await app.Client.GetStringAsync(second.Headers.Location)).Should().Be("late");
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_the_job_running_and_frees_its_place()
    {
        await using var app = await UwsApp.StartAsync(s => s["Uws:Limits:MaxWaiters"] = "1", kestrel: true);
        using var gone = new CancellationTokenSource();
        var sent = app.Client.GetAsync("/uws/probe-sync", gone.Token);
        var path = await app.TheJobAsync();
        await app.PostAsync("/uws/probe-sync", "").ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, "Too many requests");
        (await app.ListAsync()).Should().ContainSingle("who cannot wait makes no job");

        await gone.CancelAsync();
        await sent.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();

        (await app.JobAsync(path)).Phase.Should().Be(ExecutionPhase.Executing);
        await app.FinishAsync(path, ("result", null, "kept"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        HttpResponseMessage again;
        while ((again = await app.Client.GetAsync(path.Replace("/probe/", "/probe-sync/", StringComparison.Ordinal))).StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(50, patience.Token);
        }

        (await again.Content.ReadAsStringAsync()).Should().Be("kept");
    }

    [Theory]
    [InlineData("fits", "image/fits", "FITS"), InlineData("text/html", "text/html", "<p>"), InlineData("TEXT", "text/plain", "plain")]
    public async Task RESPONSEFORMAT_chooses_among_the_results(string format, string type, string body)
    {
        await using var app = await UwsApp.StartAsync();
        var sent = app.Client.GetAsync($"/uws/probe-sync?RESPONSEFORMAT={Uri.EscapeDataString(format)}");
        await app.FinishAsync(await app.TheJobAsync(), ("result", null, "plain"), ("page", null, "<p>"), ("image", null, "FITS"));
        using var answer = await sent;
        answer.Content.Headers.ContentType!.MediaType.Should().Be(type);
        (await answer.Content.ReadAsStringAsync()).Should().Be(body);
    }

    [Fact]
    public async Task RESPONSEFORMAT_that_no_result_has_is_refused_also_for_a_job_of_the_list()
    {
        await using var app = await UwsApp.StartAsync();
        await app.PostAsync("/uws/probe", "RESPONSEFORMAT=parquet").ShouldRefuseAsync(HttpStatusCode.BadRequest, "'parquet' is not allowed");
        await app.PostAsync("/uws/probe", "RESPONSEFORMAT=fits&responseformat=html").ShouldRefuseAsync(HttpStatusCode.BadRequest, "given 2 times; allowed: once");
        (await app.JobAsync(await app.CreateAsync("RESPONSEFORMAT=fits"))).Parameters.Should().BeEmpty("it is nothing for the work");
    }

    [Theory]
    [InlineData("votable", "application/x-votable+xml"), InlineData("text/csv;header=present", "text/csv;header=present")]
    public async Task RESPONSEFORMAT_that_is_declared_goes_to_the_work_and_decides_the_type_of_its_result(string format, string type)
    {
        var description = new JobDescription
        {
            Name = "probe", Parameters = [new("RESPONSEFORMAT", ParameterType.Text) { Options = ["votable", "text/csv;header=present"], Default = "votable" }],
            Results = [new("table", null) { FilePattern = "table" }],
        };
        await using var app = await UwsApp.StartAsync(description: description);
        var sent = app.Client.GetAsync($"/uws/probe-sync?responseformat={Uri.EscapeDataString(format)}");
        var path = await app.TheJobAsync();
        (await app.JobAsync(path)).Parameters.Should().ContainSingle().Which.Value.Should().Be(format);
        await app.FinishAsync(path, ("table", null, "1,2"));
        (await sent).Content.Headers.ContentType!.ToString().Replace("; ", ";", StringComparison.Ordinal).Should().Be(type);
    }

    [Fact]
    public async Task A_job_without_a_main_result_is_204_one_that_was_aborted_409_and_one_that_is_gone_404()
    {
        foreach (var (end, status) in ((Func<UwsApp, string, Task>, int)[])
            [
                ((app, path) => app.FinishAsync(path), 204),
                ((app, path) => app.PostAsync($"{path}/phase", "PHASE=ABORT"), 409),
                ((app, path) => app.SendAsync("DELETE", path), 404),
            ])
        {
            await using var app = await UwsApp.StartAsync();
            var sent = app.PostAsync("/uws/probe-sync", "");
            await end(app, await app.TheJobAsync());
            ((int)(await sent).StatusCode).Should().Be(status);
        }
    }

    [Fact]
    public async Task HEAD_makes_no_job_and_a_list_may_have_no_synchronous_form()
    {
        await using var app = await UwsApp.StartAsync();
        (await app.SendAsync("HEAD", "/uws/probe-sync")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.ListAsync()).Should().BeEmpty();
        await app.Client.GetAsync("/uws/nosuch-sync").ShouldRefuseAsync(HttpStatusCode.NotFound, "nosuch");
        await using var without = await UwsApp.StartAsync(list: new() { Sync = false });
        foreach (var verb in (string[])["GET", "HEAD", "POST", "OPTIONS", "PUT"])
        {
            using var answer = await without.SendAsync(verb, "/uws/probe-sync");
            answer.StatusCode.Should().Be(HttpStatusCode.NotFound, verb);
            answer.Content.Headers.Allow.Should().BeEmpty(verb);
        }

        var job = await without.CreateAsync();
        (await without.SendAsync("OPTIONS", job.Replace("/probe/", "/probe-sync/", StringComparison.Ordinal))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await without.SendAsync("DELETE", job)).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await without.Client.GetAsync("/uws/probe-sync").ShouldRefuseAsync(HttpStatusCode.NotFound, "/uws/probe");
        (await without.ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task The_job_belongs_to_who_asked()
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        var sent = app.SendAsync("POST", "/uws/probe-sync", new StringContent("", Encoding.UTF8, "application/x-www-form-urlencoded"), ("X-User", "ann"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (app.Manager.Submissions.Count == 0)
        {
            await Task.Delay(20, patience.Token);
        }

        var job = app.Manager.Submissions[0].Job;
        job.OwnerId.Should().Be("ann");
        await app.Client.GetAsync($"/uws/probe-sync/{job.Id}").ShouldRefuseAsync(HttpStatusCode.Unauthorized);
        (await app.SendAsync("GET", $"/uws/probe-sync/{job.Id}", null, ("X-User", "bob"))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await app.Manager.RunAsync(job.Id);
        await app.FinishAsync($"/uws/probe/{job.Id}", ("result", null, "hers"));
        (await (await sent).Content.ReadAsStringAsync()).Should().Be("hers");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site"), InlineData("Sec-Fetch-Site", "same-site"), InlineData("Origin", "https://evil.example")]
    public async Task A_picture_or_link_of_another_sites_page_makes_no_job_for_who_looks_at_it(string header, string value)
    {
        await using var app = await UwsApp.StartAsync(build: TestUsers.Add);
        (await app.SendAsync("GET", "/uws/probe-sync?text=a", null, ("X-User", "ann"), (header, value))).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        app.Manager.Submissions.Should().BeEmpty();
        foreach (var allowed in ((string, string)[][])[[("X-User", "ann"), ("Sec-Fetch-Site", "none")], [("X-User", "ann")], [(header, value)]])
        {
            (await app.SendAsync("HEAD", "/uws/probe-sync?text=a", null, allowed)).StatusCode.Should().Be(HttpStatusCode.OK);
            var before = app.Manager.Submissions.Count;
            var sent = app.SendAsync("GET", "/uws/probe-sync?text=a", null, allowed);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (app.Manager.Submissions.Count == before)
            {
                await Task.Delay(20, patience.Token);
            }

            var job = app.Manager.Submissions[^1].Job;
            await app.Manager.RunAsync(job.Id);
            await app.FinishAsync($"/uws/probe/{job.Id}", ("result", null, "made"));
            (await sent).StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }
}
