using System.Xml.Linq;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CtaService;

/// <summary>
/// What the README's first command shows: as a client over HTTP, submits one sky map to this service, prints its phases and URLs, and leaves the service running.
/// </summary>
internal sealed class Demo(IServer server, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";
    private static readonly XNamespace XLink = "http://www.w3.org/1999/xlink";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        var root = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(root) };
        using var form = new FormUrlEncodedContent([new("width", "5"), new("RUNID", "demo"), new("PHASE", "RUN")]);
        using var created = await client.PostAsync(new Uri("/uws/skymap", UriKind.Relative), form, stoppingToken);
        if (created.Headers.Location is not { } job)
        {
            Console.WriteLine($"The demo job was refused: {(int)created.StatusCode} {await created.Content.ReadAsStringAsync(stoppingToken)}");
            return;
        }

        Console.WriteLine($"\nservice   {root}/uws\njob       {job}");
        var document = await FollowAsync(client, job, stoppingToken);
        foreach (var result in document.Descendants(Uws + "result"))
        {
            Console.WriteLine($"result    {(string?)result.Attribute("id"),-8} {(string?)result.Attribute("size"),9} bytes  {(string?)result.Attribute(XLink + "href")}");
        }

        foreach (var message in document.Descendants(Uws + "message"))
        {
            Console.WriteLine($"error     {message.Value}");
        }

        Console.WriteLine($"\nThe service keeps running; stop it with Ctrl+C. Job list: {root}/uws/skymap\n");
    }

    // Each answer comes when the phase has changed (WAIT), so every phase is printed as it is entered.
    private static async Task<XDocument> FollowAsync(HttpClient client, Uri job, CancellationToken ct)
    {
        string? seen = null;
        while (true)
        {
            var query = seen is null ? "" : $"?WAIT=30&PHASE={seen}";
            var document = XDocument.Parse(await client.GetStringAsync(new Uri(job + query), ct));
            var phase = document.Root!.Element(Uws + "phase")!.Value;
            if (phase != seen)
            {
                Console.WriteLine($"phase     {phase}");
            }

            seen = phase;
            if (phase is not ("PENDING" or "QUEUED" or "EXECUTING"))
            {
                return document;
            }
        }
    }

    private async Task Started(CancellationToken ct)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }
}
