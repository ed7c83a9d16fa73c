using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace UwsKit.Web;

public sealed class SampTests(Chromium chromium)
{
    private const int HubPort = 21012;

    [Fact]
    public async Task A_result_is_sent_to_the_programs_of_the_hub_and_without_a_hub_the_button_says_so()
    {
        await using var app = await UwsApp.StartAsync(kestrel: true);
        var path = await app.CompleteAsync(("result", "text/plain", "42"), ("image", "image/fits", "SIMPLE"));
        var page = await chromium.OpenAsync($"http://127.0.0.1:{app.Port}{path}");
        var button = page.Locator("[data-samp]");
        ConcurrentQueue<string> heard = [];
        await using (var hub = await TryStartHubAsync(heard))
        {
            Assert.SkipUnless(hub is not null, $"port {HubPort} is taken");
            await button.ClickAsync();
            await Assertions.Expect(button).ToHaveTextAsync("Sent");
            heard.Should().Contain(m => m.Contains("samp.webhub.notifyAll") && m.Contains("image.load.fits") && m.Contains($"http://127.0.0.1:{app.Port}{path}/results/image"));
        }

        await page.ReloadAsync();
        await button.ClickAsync();
        await Assertions.Expect(button).ToContainTextAsync("No SAMP hub is there");
    }

    // As much of the Web Profile as a sender needs: XML-RPC by POST, opened to all origins.
    private static async Task<WebApplication?> TryStartHubAsync(ConcurrentQueue<string> heard)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, HubPort));
        var hub = builder.Build();
        hub.Run(async http =>
        {
            http.Response.Headers.AccessControlAllowOrigin = "*";
            http.Response.Headers.AccessControlAllowHeaders = "Content-Type";
            http.Response.Headers["Access-Control-Allow-Private-Network"] = "true";
            if (!HttpMethods.IsPost(http.Request.Method))
            {
                return;
            }

            var call = await new StreamReader(http.Request.Body).ReadToEndAsync();
            heard.Enqueue(call);
            var value = call.Contains("samp.webhub.register")
                ? "<struct><member><name>samp.private-key</name><value>k</value></member><member><name>samp.self-id</name><value>c1</value></member><member><name>samp.hub-id</name><value>hub</value></member><member><name>samp.url-translator</name><value>http://localhost:21012/proxied?</value></member></struct>"
                : call.Contains("notifyAll") ? "<array><data><value>topcat</value></data></array>" : "";
            http.Response.ContentType = "text/xml";
            await http.Response.WriteAsync($"<?xml version='1.0'?><methodResponse><params><param><value>{value}</value></param></params></methodResponse>");
        });
        try
        {
            await hub.StartAsync();
            return hub;
        }
        catch (IOException)
        {
            await hub.DisposeAsync();
            return null;
        }
    }
}
