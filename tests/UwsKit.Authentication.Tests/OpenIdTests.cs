using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit;

/// <summary>The login of browsers at a real provider: oidc-provider of npm, as a process.</summary>
public sealed partial class OpenIdTests
{
    [Fact, Rule(204, 205, 211)]
    public async Task A_browser_logs_in_at_the_provider_and_owns_its_jobs()
    {
        var provider = await InstallAsync();
        Assert.SkipWhen(provider is null, "oidc-provider could not be installed: node, npm and a package registry are needed");
        var (issuerPort, port) = (Ports.Free(), Ports.Free());
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(provider!, "provider.js"), Text(issuerPort), $"http://127.0.0.1:{Text(port)}/signin-oidc"])
        {
            WorkingDirectory = provider, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60))).Should().Be("listening", process.HasExited ? await process.StandardError.ReadToEndAsync() : "it starts");
            await using var app = await App.StartAsync(
                new()
                {
                    ["Authentication:OpenId:Authority"] = $"http://127.0.0.1:{Text(issuerPort)}", ["Authentication:OpenId:ClientId"] = "uws",
                    ["Authentication:OpenId:ClientSecret"] = "secret-of-the-client", ["Defaults:Anonymous"] = "Off", ["Defaults:Allow:0"] = "group:cta", ["Authentication:KeysFolder"] = "{folder}/keys",
                }, b => b.Services.AddSingleton(TimeProvider.System), $"http://127.0.0.1:{Text(port)}");
            using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() });
            browser.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
            var page = new Uri(app.Address, "/uws/probe");
            using var end = await DriveAsync(browser, page, "amina");
            end.RequestMessage!.RequestUri.Should().Be(page, "a login leads back to where it was asked for");
            end.Headers.GetValues("X-VO-Authenticated").Should().Equal("amina");
            using var made = await browser.PostAsync(page, new FormUrlEncodedContent([new("text", "a")]));
            (await browser.GetStringAsync(made.Headers.Location + "/owner")).Should().Be("amina");
            using var script = new HttpClient();
            using var refused = await script.GetAsync(made.Headers.Location);
            refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "who is no browser is sent nowhere");
            await browser.PostAsync(new Uri(app.Address, "/uws/logout"), null);
            (await browser.GetAsync(page)).StatusCode.Should().Be(HttpStatusCode.Redirect);
            using var elsewhere = await browser.GetAsync(new Uri(app.Address, "/uws/login?RETURN=//evil.example.org"));
            elsewhere.Headers.Location!.AbsoluteUri.Should().NotContain("evil");
            (await app.StatusAsync("GET", "/signin-oidc?code=x&state=y")).Should().Be(403);
            app.Logs.Lines.Where(l => l.Contains("secret-of-the-client", StringComparison.Ordinal)).Should().BeEmpty();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    // Follows redirects and fills in the provider's forms, as a person would.
    private static async Task<HttpResponseMessage> DriveAsync(HttpClient browser, Uri start, string name)
    {
        var (next, response) = (start, await browser.GetAsync(start));
        for (var step = 0; step < 20; step++)
        {
            if (response.Headers.Location is { } location)
            {
                next = new Uri(next, location);
                response.Dispose();
                response = await browser.GetAsync(next);
                continue;
            }

            var html = await response.Content.ReadAsStringAsync();
            if (response.StatusCode != HttpStatusCode.OK || next == start || FormAction().Match(html) is not { Success: true } form)
            {
                response.StatusCode.Should().Be(HttpStatusCode.OK, $"{next}: {html}");
                return response;
            }

            next = new Uri(next, WebUtility.HtmlDecode(form.Groups[1].Value));
            var prompt = PromptField().Match(html).Groups[1].Value;
            response = await browser.PostAsync(next, new FormUrlEncodedContent([new("prompt", prompt), new("login", name), new("password", "any")]));
        }

        throw new InvalidOperationException($"The login does not end: {next}");
    }

    // Once a build: beside the tests.
    private static async Task<string?> InstallAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Provider");
        if (Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            return folder;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder, RedirectStandardError = true })!;
            await npm.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            return npm.ExitCode == 0 ? folder : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("<form[^>]*action=\"([^\"]+)\"")]
    private static partial Regex FormAction();

    [GeneratedRegex("name=\"prompt\" value=\"([^\"]+)\"")]
    private static partial Regex PromptField();
}
