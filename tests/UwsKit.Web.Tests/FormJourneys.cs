using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Playwright;

namespace UwsKit.Web;

/// <summary>What becomes of what is sent: uploads, services behind other names, and what is printed.</summary>
public sealed class FormJourneys(Chromium chromium)
{
    private const int Megabytes = 5;

    [Fact]
    public async Task An_upload_shows_how_far_it_is_and_a_refused_form_keeps_the_chosen_file()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}/uws/probe/new");
        await page.EvaluateAsync("""
            window.same = true; window.seen = [];
            new MutationObserver(() => seen.push(document.querySelector('.sending span')?.textContent ?? '')).observe(document.body, { subtree: true, childList: true, characterData: true });
            """);
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "sky.fits", MimeType = "application/fits", Buffer = new byte[Megabytes * 1_000_000] });
        await page.GetByLabel("count").FillAsync("99");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
        await Assertions.Expect(page.Locator("#e-count")).ToContainTextAsync("0 to 10");
        (await page.EvaluateAsync<string[]>("seen")).Should().Contain(s => s.Contains($"% of {Megabytes}.0 MB sent"));
        (await page.EvaluateAsync<bool>("window.same === true")).Should().BeTrue("the page was not loaded again");
        (await page.Locator("input[type=file]").EvaluateAsync<string>("i => i.files[0]?.name")).Should().Be("sky.fits");

        await page.GetByLabel("count").FillAsync("9");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
        await page.WaitForURLAsync("**/probe/j*");
        await Assertions.Expect(page.Locator(".parameters tr", new() { HasText = "sky.fits" })).ToContainTextAsync($"{Megabytes}.0 MB");
    }

    [Fact]
    public async Task Opened_under_another_name_than_the_public_one_forms_lead_to_the_public_one()
    {
        var port = Ports.Free();
        await using var app = await UwsApp.StartAsync(
            settings => settings["Uws:PublicUrl"] = $"http://localhost:{port}/", kestrel: true, build: b => b.WebHost.UseUrls($"http://127.0.0.1:{port}"));
        foreach (var scripts in new[] { true, false })
        {
            var page = await chromium.OpenAsync($"http://127.0.0.1:{port}/uws/probe/new?text=here", new() { JavaScriptEnabled = scripts });
            await page.GetByRole(AriaRole.Button, new() { Name = "Save, run later" }).ClickAsync();
            await page.WaitForURLAsync($"http://localhost:{port}/uws/probe/j*");
            await Assertions.Expect(page.Locator(".now .phase")).ToHaveTextAsync("PENDING");
        }
    }

    [Fact]
    public async Task Values_of_a_binary_table_are_seen()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true, description: UwsApp.Probe with { Results = [] });
        // Flags of what is missing, then: text of any length, int, two doubles, boolean.
        byte[] rows =
        [
            0b0000_0000, 0, 0, 0, 4, .. "Crab"u8, 0, 0, 0, 7, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0, (byte)'T',
            0b0100_0000, 0, 0, 0, 3, .. "<b>"u8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'F',
        ];
        var table = $"""
            <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE><FIELD name="name" datatype="char" arraysize="*"/><FIELD name="n" datatype="int"/>
            <FIELD name="place" datatype="double" arraysize="2" unit="deg"/><FIELD name="seen" datatype="boolean"/>
            <DATA><BINARY2><STREAM encoding="base64">{Convert.ToBase64String(rows)}</STREAM></BINARY2></DATA></TABLE></RESOURCE></VOTABLE>
            """;
        var path = await app.CompleteAsync(("table.vot", "application/x-votable+xml", table));
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}{path}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(page.Locator(".preview tbody tr")).ToHaveCountAsync(2);
        (await page.Locator(".preview td").AllTextContentsAsync()).Should().Equal("Crab", "7", "1.5 -2.5", "true", "<b>", "", "0 0", "false");
    }

    [Fact]
    public async Task Printed_is_what_a_job_gave_and_nothing_to_click()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CompleteAsync(("result", "text/plain", "42"));
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}{path}");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Chromium.ShowAsync(page, "printed");
        foreach (var gone in new[] { ".top nav", "form.actions", ".snippet", "footer", ".result .actions", "section.screen" })
        {
            await Assertions.Expect(page.Locator(gone).First).ToBeHiddenAsync();
        }

        await Assertions.Expect(page.Locator(".result h3")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".timeline")).ToBeVisibleAsync();
        (await page.PdfAsync()).Should().NotBeEmpty();
    }
}
