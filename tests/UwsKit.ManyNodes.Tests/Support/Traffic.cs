using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace UwsKit.ManyNodes;

/// <summary>Clients that create, read, list, wait for, abort and run jobs until they are told to stop, and note every answer that is not as it should be.</summary>
internal sealed class Traffic(UwsClient list, int clients)
{
    private readonly ConcurrentDictionary<string, string> _created = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private int _sent;

    public int Sent => Volatile.Read(ref _sent);

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Every job whose creation was answered with 303.</summary>
    public ICollection<string> Created => _created.Keys;

    /// <summary>Sends requests until cancelled; each client ends with the answer to its last.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, clients).Select(client => RunAsync(client, stop)));

    private async Task RunAsync(int client, CancellationToken stop)
    {
        string? job = null;
        for (var n = client; !stop.IsCancellationRequested; n++)
        {
            var what = job is null ? 0 : n % 20;
            switch (what)
            {
                case 0 or 5 or 10 or 15:
                    // One in twenty-five does work, on whichever node takes it.
                    job = await CreateAsync(n % 100 == 0 ? [("PHASE", "RUN"), ("seconds", "0")] : [("RUNID", $"client-{client}")]) ?? job;
                    break;
                case 1 or 6 or 11:
                    await GetAsync($"{list.Url}?LAST=5");
                    break;
                case 12:
                    await GetAsync($"{list.JobUrl(job!)}?WAIT=1");
                    break;
                case 7:
                    await SendAsync("abort", () => list.PostAsync($"{list.JobUrl(job!)}/phase", ("PHASE", "ABORT")), HttpStatusCode.SeeOther, HttpStatusCode.Forbidden);
                    break;
                case 17:
                    await GetAsync($"{list.JobUrl(job!)}/phase");
                    break;
                default:
                    await GetAsync(list.JobUrl(job!));
                    break;
            }
        }
    }

    private async Task<string?> CreateAsync((string, string)[] form)
    {
        var answer = await SendAsync("create", () => list.PostAsync(list.Url, form), HttpStatusCode.SeeOther);
        if (answer?.Location is not { } location)
        {
            return null;
        }

        var job = location.AbsoluteUri[(list.Url.Length + 1)..];
        _created[job] = "";
        return job;
    }

    private Task GetAsync(string url) => SendAsync($"GET {url}", async () =>
    {
        var (status, body) = await list.GetAsync(url);
        return (status, null, body);
    }, HttpStatusCode.OK);

    private async Task<(HttpStatusCode Status, Uri? Location, string Body)?> SendAsync(
        string what, Func<Task<(HttpStatusCode Status, Uri? Location, string Body)>> send, params HttpStatusCode[] right)
    {
        Interlocked.Increment(ref _sent);
        try
        {
            var answer = await send();
            if (right.Contains(answer.Status))
            {
                return answer;
            }

            _failures.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{what}: {(int)answer.Status} {answer.Body}"));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            _failures.Enqueue($"{what}: {e.Message}");
        }

        return null;
    }
}
