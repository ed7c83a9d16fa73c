using Microsoft.Playwright;

namespace UwsKit.Web;

/// <summary>What happens on pages while they are looked at, with jobs that the test drives by hand.</summary>
public sealed class LiveJourneys(Chromium chromium)
{
    private const string Evil = "\"'><script>window.bad=1</script><img src=x onerror=\"window.bad=1\">";

    [Fact]
    public async Task A_job_page_follows_phase_progress_results_and_logs_without_reload()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CreateAsync("RUNID=watched");
        var id = UwsApp.IdOf(path);
        var page = await chromium.OpenAsync(Url(app, path));
        await page.EvaluateAsync("window.same = true");
        var state = page.Locator("#live-state");
        await app.PostAsync($"{path}/phase", "PHASE=RUN");
        await app.Manager.WaitForSubmissionAsync(id, TestContext.Current.CancellationToken);
        await Assertions.Expect(state).ToHaveAttributeAsync("data-phase", "QUEUED");
        await app.Manager.RunAsync(id);
        await Assertions.Expect(state).ToHaveAttributeAsync("data-phase", "EXECUTING");
        await app.EditAsync(path, j => j with { Progress = new(42, "counting <b>", DateTimeOffset.UnixEpoch) });
        await Assertions.Expect(state.Locator("progress")).ToHaveAttributeAsync("value", "42");
        await Assertions.Expect(state).ToContainTextAsync("counting <b>");
        using var log = new MemoryStream("first line\n"u8.ToArray());
        await app.Files.WriteAsync(id, JobFileArea.Log, "stdout", null, log, default);
        await Assertions.Expect(page.Locator("#live-logs pre")).ToContainTextAsync("first line");
        using var result = new MemoryStream("42"u8.ToArray());
        await app.Files.WriteAsync(id, JobFileArea.Output, "result", "text/plain", result, default);
        await app.Manager.FinishAsync(id);
        await Assertions.Expect(page.Locator(".result h3")).ToHaveTextAsync("result");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator(".preview pre")).ToHaveTextAsync("42");
        (await page.EvaluateAsync<bool>("window.same === true")).Should().BeTrue("the page was not loaded again");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("preview");
    }

    [Fact]
    public async Task Ten_thousand_jobs_are_paged_and_new_ones_appear_by_themselves()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        for (var i = 0; i < 10_000; i++)
        {
            await app.Storage.TryCreateAsync(new() { Id = JobId.New(TimeProvider.System), JobList = "probe", RunId = $"run-{i:00000}", CreationTime = DateTimeOffset.UnixEpoch.AddMinutes(i), Phase = i % 3 == 0 ? ExecutionPhase.Error : ExecutionPhase.Completed }, default);
        }

        var page = await chromium.OpenAsync(Url(app, "/uws/probe"));
        var rows = page.Locator("table.jobs tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(100);
        await Assertions.Expect(rows.First).ToContainTextAsync("run-09999");
        await page.GetByRole(AriaRole.Link, new() { Name = "Older jobs" }).ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("run-09899");
        await page.GetByRole(AriaRole.Link, new() { Name = "Older jobs" }).ClickAsync();
        await Assertions.Expect(rows.Last).ToContainTextAsync("run-09700");
        await page.Locator(".filter summary").ClickAsync();
        await page.GetByLabel("Name or id begins with").FillAsync("run-0007");
        await page.GetByLabel("ERROR").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Link, new() { Name = "probe", Exact = true }).ClickAsync();
        await rows.Nth(5).GetByRole(AriaRole.Checkbox).CheckAsync();
        await app.CreateAsync("RUNID=newest");
        await Assertions.Expect(rows.First).ToContainTextAsync("newest");
        await Assertions.Expect(rows.Nth(6).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Deleting_asks_first()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CreateAsync("RUNID=precious");
        var page = await chromium.OpenAsync(Url(app, path));
        var answer = false;
        page.Dialog += (_, dialog) => _ = answer ? dialog.AcceptAsync() : dialog.DismissAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        (await app.ListAsync()).Should().ContainSingle();
        answer = true;
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(page.GetByText("There are no jobs yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_users_see_each_their_own()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true, build: TestUsers.Add);
        var anna = await chromium.OpenAsync(Url(app, "/uws/probe/new?RUNID=annas"), As("anna"));
        await anna.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
        await Assertions.Expect(anna.Locator("h1")).ToHaveTextAsync("annas");
        await Assertions.Expect(anna.Locator(".user")).ToHaveTextAsync("Signed in as anna");
        var bert = await chromium.OpenAsync(Url(app, "/uws/probe"), As("bert"));
        await Assertions.Expect(bert.GetByText("There are no jobs yet")).ToBeVisibleAsync();
        await bert.GotoAsync(anna.Url);
        await Assertions.Expect(bert.Locator("h1")).ToHaveTextAsync("That is not allowed");
        await Chromium.ShowAsync(bert, "error");

        static BrowserNewContextOptions As(string user) => new() { ExtraHTTPHeaders = [KeyValuePair.Create("X-User", user)] };
    }

    [Fact]
    public async Task What_users_say_is_never_run()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true, description: UwsApp.Probe with { Results = [] });
        var page = await chromium.OpenAsync(Url(app, "/uws/probe/new"));
        foreach (var field in await page.Locator("form.job input[type=text], form.job #p-RUNID").AllAsync())
        {
            if (await field.IsVisibleAsync())
            {
                await field.FillAsync(Evil);
            }
        }

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "\"><img src=x onerror=window.bad=1>.fits", MimeType = "text/html", Buffer = "x"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
        await page.WaitForURLAsync("**/probe/j*");
        var path = new Uri(page.Url).AbsolutePath;
        var id = UwsApp.IdOf(path);
        foreach (var (name, type) in new[] { ("a.json", "application/json"), ("a.csv", "text/csv"), ("a.vot", "application/x-votable+xml"), ("a.svg", "image/svg+xml"), ("a.html", "text/html") })
        {
            using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(name switch
            {
                "a.vot" => "<VOTABLE><RESOURCE><TABLE><FIELD name='&lt;img src=x onerror=window.bad=1>'/><DATA><TABLEDATA><TR><TD>&lt;script>window.bad=1&lt;/script></TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>",
                "a.svg" => "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='window.bad=1'><script>window.parent.bad=1</script></svg>",
                _ => Evil,
            }));
            await app.Files.WriteAsync(id, JobFileArea.Output, name, type, content, default);
        }

        await app.EditAsync(path, j => j with { RunId = Evil, Progress = new(1, Evil, DateTimeOffset.UnixEpoch) });
        await app.ExecuteAsync(path);
        await app.Manager.FinishAsync(id);
        await Assertions.Expect(page.Locator(".result")).ToHaveCountAsync(5);
        foreach (var preview in await page.Locator("[data-preview]").AllAsync())
        {
            await preview.ClickAsync();
        }

        await Assertions.Expect(page.Locator(".preview")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".preview table").First).ToBeVisibleAsync();
        foreach (var url in new[] { path, "/uws/probe", $"/uws/probe/new?~from={id}", $"{path}/results/a.svg", $"{path}/parameters/text" })
        {
            try
            {
                await page.GotoAsync(Url(app, url));
            }
            catch (PlaywrightException e) when (e.Message.Contains("Download is starting", StringComparison.Ordinal))
            {
                continue;
            }

            (await page.EvaluateAsync<bool>("window.bad === 1")).Should().BeFalse(url);
        }
    }

    private static string Url(UwsApp app, string path) => $"http://127.0.0.1:{app.Port}{path}";
}
