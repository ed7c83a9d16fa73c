using Microsoft.Playwright;
using UwsKit.Web;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace UwsKit.Web;

/// <summary>The system's browser, started once. Tests are skipped where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private const float Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Program))
        {
            Assertions.SetDefaultExpectTimeout(Patience);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu"], Timeout = Patience });
        }
    }

    /// <summary>A window of a new user: no cookies, no cache.</summary>
    public async Task<IPage> OpenAsync(string url, BrowserNewContextOptions? options = null)
    {
        Assert.SkipUnless(_browser is not null, $"there is no {Program}");
        var context = await _browser!.NewContextAsync(options ?? new());
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        // What a page must not do shows here first: refused by its policy, or broken.
        page.Console += (_, message) => TestContext.Current.TestOutputHelper?.WriteLine($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => TestContext.Current.TestOutputHelper?.WriteLine($"error: {error}");
        await page.GotoAsync(url);
        return page;
    }

    /// <summary>Keeps a picture of the page beside the test's output.</summary>
    public static Task ShowAsync(IPage page, string name, bool whole = true)
        => page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", $"{name}.png"), FullPage = whole });

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
