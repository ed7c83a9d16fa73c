using Microsoft.Playwright;
using UwsKit.Web;

namespace UwsKit.Clusters;

/// <summary>The same way from the home page to a sky map, with the work done by SLURM.</summary>
public sealed class BrowserTests(SlurmDev cluster, Chromium chromium)
{
    [Fact]
    public async Task From_the_home_page_to_a_sky_map_of_a_simulation_made_on_the_cluster()
    {
        await using var host = await ClusterHost.StartAsync(cluster);
        var page = await chromium.OpenAsync(host.Service.Root);
        await page.GetByRole(AriaRole.Link, new() { Name = "Simulated observation" }).ClickAsync();
        await page.GetByLabel("Duration").FillAsync("60");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await CompletedAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use for: Sky map of gamma-ray events" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.WaitForURLAsync("**/skymap/j*");
        await CompletedAsync(page);
        var map = page.Locator(".results figure img");
        await Patience.UntilAsync(() => map.EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 100"), "the sky map is seen");
        await page.GetByText("Provenance:").ClickAsync();
        await Patience.UntilAsync(() => page.GetByAltText("Graph of what").EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 100"), "the graph is seen");
        await Chromium.ShowAsync(page, "cluster");
    }

    private static Task CompletedAsync(IPage page)
        => Assertions.Expect(page.Locator("#live-state")).ToHaveAttributeAsync("data-phase", "COMPLETED", new() { Timeout = 60_000 });
}
