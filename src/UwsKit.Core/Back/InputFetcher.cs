using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Fetches the inputs that a client gave by URL into the job's input area, before the job is submitted. Goes only where
/// <see cref="InputOptions"/> allows: every connection is checked by address, redirects included, so a name that resolves to a private address gets nowhere. Thread-safe.
/// </summary>
internal sealed class InputFetcher : IDisposable
{
    private readonly IFileStorage _files;
    private readonly JobRecords _records;
    private readonly InputOptions _options;
    private readonly HttpClient _client;

    public InputFetcher(IFileStorage files, JobRecords records, IOptions<UwsOptions> options)
    {
        (_files, _records, _options) = (files, records, options.Value.Inputs);
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(20), ConnectCallback = ConnectAsync,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The job with every file parameter's content at hand; each fetched file is recorded before the next is asked for.</summary>
    /// <exception cref="InputException">An input is not to be had; the message is for the user.</exception>
    public async ValueTask<Job> FetchAsync(Job job, JobDescription description, CancellationToken ct)
    {
        for (var i = 0; i < job.Parameters.Count; i++)
        {
            var parameter = job.Parameters[i];
            if (parameter is { ByReference: true, File: null, Value: { } url })
            {
                var declared = description.Parameters.FirstOrDefault(p => p.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase));
                var limit = Math.Min(_options.MaxBytes, declared?.MaxSize ?? long.MaxValue);
                var source = DaliUpload.NameOf(parameter) is null ? url : DaliUpload.Parse(url)!.Value.Uri;
                var file = await FetchAsync(job.Id, parameter.Name, source, i, limit, ct).ConfigureAwait(false);
                job = await _records.ChangeAsync(job.Id, "input fetched", now => IsWanted(now, job) ? now with { Parameters = With(now.Parameters, parameter, file) } : now, ct).ConfigureAwait(false)
                    ?? throw new InputException("the job is gone", transient: false);
                if (!IsWanted(job, job))
                {
                    throw new InputException("the job is over", transient: false);
                }
            }
        }

        return job;
    }

    // Aborted or deleted while its inputs came: there is nothing to submit any more.
    private static bool IsWanted(Job now, Job submitted)
        => now is { Deleted: false, Placement: { State: PlacementState.Submitting } p } && p.Attempt == submitted.Placement!.Attempt;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static List<JobParameter> With(IReadOnlyList<JobParameter> parameters, JobParameter fetched, JobFile file)
        => [.. parameters.Select(p => p == fetched ? p with { File = file } : p)];

    private async Task<JobFile> FetchAsync(JobId job, string name, string url, int index, long most, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var response = await GetAsync(name, url, limit.Token).ConfigureAwait(false);
            if (response.Content.Headers.ContentLength > most)
            {
                throw TooLarge(name, url, most);
            }

            if (response.Content.Headers.ContentLength is null && response.Content.Headers.NonValidated.Contains("Content-Length"))
            {
                // The client passes over it, and a body that was cut would look whole.
                throw new InputException($"input '{name}' could not be fetched: {url} gives no length that is a number", transient: false);
            }

            var content = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                var bounded = new BoundedStream(content, most, () => TooLarge(name, url, most));
                await using (bounded.ConfigureAwait(false))
                {
                    var original = Uri.UnescapeDataString(new Uri(url).Segments[^1].Trim('/'));
                    var stored = await _files.WriteAsync(job, JobFileArea.Input, $"{name}-url{index}", response.Content.Headers.ContentType?.MediaType, bounded, limit.Token).ConfigureAwait(false);
                    return stored with { OriginalName = ShownName.Of(original) };
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new InputException($"input '{name}' could not be fetched within {UwsDuration.Format(_options.Timeout)}: {url}", transient: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && e.GetBaseException() is not InputException)
        {
            throw new InputException($"input '{name}' could not be fetched: {url}: {e.GetBaseException().Message}", transient: true);
        }
        catch (HttpRequestException e) when (e.GetBaseException() is InputException inner)
        {
            throw new InputException($"input '{name}': {inner.Message}", inner.Transient);
        }
        catch (Exception e) when (e is not (InputException or UwsException or OperationCanceledException))
        {
            // What a foreign server can bring about (an address that is none) must end here: the job would be submitted again and again.
            throw new InputException($"input '{name}' could not be fetched: {url}: {e.Message}", transient: false);
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string name, string url, CancellationToken ct)
    {
        var next = new Uri(url);
        for (var hop = 0; hop <= 5; hop++)
        {
            if (InputAddress.Refusal(_options, next) is { } why)
            {
                throw new InputException($"input '{name}': {why}", transient: false);
            }

            var response = await _client.GetAsync(next, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            var (status, target) = (response.StatusCode, response.Headers.Location);
            response.Dispose();
            if ((int)status is < 300 or >= 400 || target is null)
            {
                throw new InputException($"input '{name}' could not be fetched: {url} answered {(int)status}", transient: (int)status >= 500 || status is HttpStatusCode.TooManyRequests);
            }

            next = new Uri(next, target);
        }

        throw new InputException($"input '{name}' could not be fetched: {url} redirects too often", transient: false);
    }

    private static InputException TooLarge(string name, string url, long most) => new($"input '{name}' is larger than {most} bytes: {url}", transient: false);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct).ConfigureAwait(false);
        var usable = _options.AllowPrivateAddresses ? addresses : [.. addresses.Where(_options.IsPublic)];
        if (usable.Length == 0)
        {
            throw new InputException($"this service does not fetch from '{context.DnsEndPoint.Host}', which is not a public host", transient: false);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(usable, context.DnsEndPoint.Port, ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>An input is not to be had.</summary>
internal sealed class InputException(string message, bool transient) : Exception(message)
{
    /// <summary>Whether it may be had later.</summary>
    public bool Transient { get; } = transient;
}
