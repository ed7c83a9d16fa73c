using Microsoft.Playwright;
using UwsKit.EndToEnd;

namespace UwsKit.Web;

/// <summary>The example service as a new user meets it: real work by the local manager.</summary>
public sealed class CtaJourneys(Chromium chromium) : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ServiceHost? _host;

    public async ValueTask InitializeAsync() => _host = await ServiceHost.StartAsync(Places.CtaService, _folder);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task From_the_home_page_to_a_sky_map_of_an_own_event_list_without_reading_anything()
    {
        // The event list: simulated, by the same pages.
        var page = await chromium.OpenAsync(_host!.Root, new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        await page.GetByRole(AriaRole.Link, new() { Name = "Simulated observation" }).ClickAsync();
        await page.GetByLabel("seed").FillAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#live-state")).ToHaveAttributeAsync("data-phase", "COMPLETED", new() { Timeout = 60_000 });
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".result", new() { HasText = "events" }).GetByRole(AriaRole.Link, new() { Name = "Download" }).First.ClickAsync());
        var events = _folder["events.fits"];
        await download.SaveAsAsync(events);

        // A wrong form is stopped by the browser, a right one runs.
        await page.Locator("header .name").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sky map of gamma-ray events" }).ClickAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(events);
        await page.Locator("summary", new() { HasText = "Map" }).ClickAsync();
        await page.GetByLabel("width").FillAsync("99");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#p-width:invalid")).ToBeFocusedAsync();
        await page.GetByLabel("width").FillAsync("4");
        await page.Locator("summary", new() { HasText = "The job itself" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("crab <first>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.WaitForURLAsync("**/skymap/j*");
        await Assertions.Expect(page.Locator("#live-state")).ToHaveAttributeAsync("data-phase", "COMPLETED", new() { Timeout = 60_000 });
        var map = page.Locator(".results figure img");
        await Assertions.Expect(map).ToBeVisibleAsync();
        await Patience.UntilAsync(() => map.EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 100"), "the sky map is seen");

        await Chromium.ShowAsync(page, "web-client", whole: false);

        // FITS header and image, and the numbers.
        await page.Locator("[data-preview=fits]").ClickAsync();
        await Assertions.Expect(page.Locator(".preview canvas")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".preview pre").First).ToContainTextAsync("CRVAL1");
        await page.Locator("[data-preview=json]").ClickAsync();
        await Assertions.Expect(page.Locator(".preview pre", new() { HasText = "\": " }).First).ToBeVisibleAsync();
        await Chromium.ShowAsync(page, "job-completed");

        // How it came to be, and the same once more.
        await page.GetByText("Provenance:").ClickAsync();
        await Patience.UntilAsync(() => page.GetByAltText("Graph of what").EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 100"), "the graph is seen");
        var original = page.Url;
        await page.GetByRole(AriaRole.Button, new() { Name = "Reproduce" }).ClickAsync();
        await page.WaitForURLAsync(url => url != original);
        await Assertions.Expect(page.Locator(".compared")).ToContainTextAsync("result: equal", new() { Timeout = 60_000 });
        await page.GotoAsync(original);

        // Once more, a little different.
        await page.GetByRole(AriaRole.Link, new() { Name = "Clone" }).ClickAsync();
        await Assertions.Expect(page.GetByText("once more the file")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("width")).ToHaveValueAsync("4");
        await page.GetByLabel("width").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.WaitForURLAsync("**/skymap/j*");
        await Assertions.Expect(page.Locator("#live-state")).ToHaveAttributeAsync("data-phase", "COMPLETED", new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Service" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator("table.jobs tbody tr")).ToHaveCountAsync(3);
        await Chromium.ShowAsync(page, "jobs");
    }

    [Fact]
    public async Task Progress_and_logs_are_seen_while_they_come_and_an_abort_is_at_once()
    {
        var page = await chromium.OpenAsync($"{_host!.Root}/simulate/new?pace=60&RUNID=slow");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#live-state progress")).ToBeVisibleAsync();
        var first = await page.Locator("#live-state progress").GetAttributeAsync("value");
        await Assertions.Expect(page.Locator("#live-state progress")).Not.ToHaveAttributeAsync("value", first!, new() { Timeout = 60_000 });
        await Chromium.ShowAsync(page, "job-running");
        await page.GetByRole(AriaRole.Button, new() { Name = "Abort" }).ClickAsync();
        await Assertions.Expect(page.Locator("#live-state")).ToHaveAttributeAsync("data-phase", "ABORTED");
    }
}
