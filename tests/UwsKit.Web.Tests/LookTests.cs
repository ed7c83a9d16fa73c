using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace UwsKit.Web;

/// <summary>Pages on small and large screens, light and dark, without JavaScript, by keyboard and for screen readers.</summary>
public sealed class LookTests(Chromium chromium)
{
    public static TheoryData<string, ColorScheme, int> Looks => new()
    {
        { "wide", ColorScheme.Light, 1600 }, { "dark", ColorScheme.Dark, 1280 }, { "phone", ColorScheme.Light, 375 }, { "phone-dark", ColorScheme.Dark, 375 },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Nothing_serious_keeps_anybody_out(string look, ColorScheme scheme, int width)
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var done = await app.CompleteAsync(("result", "text/plain", "42"), ("image", "image/fits", "SIMPLE"));
        await app.EditAsync(done, j => j with { RunId = "a long name of an observation that was made in the night" });
        var failed = await app.CreateAsync("text=hello&band=a&band=b");
        await app.ExecuteAsync(failed);
        await app.Manager.FailAsync(UwsApp.IdOf(failed), "It did not work");
        var running = await app.CreateAsync("RUNID=running");
        await app.ExecuteAsync(running);
        await app.EditAsync(running, j => j with { Progress = new(42, "counting", DateTimeOffset.UnixEpoch) });
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}/uws", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 }, ReducedMotion = ReducedMotion.Reduce });
        foreach (var (name, path) in new[] { ("home", "/uws"), ("jobs", "/uws/probe?PHASE=COMPLETED&PHASE=ERROR&PHASE=EXECUTING"), ("form", "/uws/probe/new?RUNID=x&image=https://example.org/"), ("completed", done), ("failed", failed), ("running", running), ("missing", "/uws/none") })
        {
            await page.GotoAsync($"http://127.0.0.1:{app.Port}{path}");
            await Chromium.ShowAsync(page, $"{look}-{name}");
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().BeLessThanOrEqualTo(0, $"{name} has no sideways scrolling");
            var result = await page.RunAxe();
            result.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{name}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}").Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Everything_works_without_JavaScript()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}/uws", new() { JavaScriptEnabled = false });
        await page.GetByRole(AriaRole.Link, new() { Name = "New job" }).ClickAsync();
        await page.GetByLabel("text").FillAsync("hello");
        await page.GetByLabel("count").FillAsync("99");
        // Past the browser's own check, which is not the one that counts.
        await page.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
        await Assertions.Expect(page.Locator("#e-count")).ToContainTextAsync("0 to 10");
        await Assertions.Expect(page.GetByLabel("text")).ToHaveValueAsync("hello");
        await page.GetByLabel("count").FillAsync("9");
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "sky.fits", MimeType = "application/fits", Buffer = "SIMPLE"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "sky.fits" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        await Assertions.Expect(page.Locator(".now .phase")).ToHaveTextAsync("QUEUED");
        await page.GetByRole(AriaRole.Button, new() { Name = "Abort" }).ClickAsync();
        await Assertions.Expect(page.Locator(".now .phase")).ToHaveTextAsync("ABORTED");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Delete this job?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(page.GetByText("There are no jobs yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_makes_a_job()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}/uws/probe/new");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByLabel("text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("by keys");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/probe/j*");
        (await app.JobAsync(new Uri(page.Url).AbsolutePath)).Parameters.Should().ContainSingle(p => p.Value == "by keys");
    }
}
