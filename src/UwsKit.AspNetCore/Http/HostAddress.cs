using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// The address of this host as a client sees it: <see cref="UwsOptions.PublicUrl"/>, else that of the request, in which <c>X-Forwarded-*</c>
/// headers count only when they come from <see cref="UwsOptions.TrustedProxies"/>. Needs no place in the host's pipeline. Thread-safe.
/// </summary>
internal sealed class HostAddress
{
    private readonly ForwardedHeadersMiddleware? _forwarded;
    private readonly string? _public;

    /// <exception cref="UwsConfigurationException">A trusted proxy is neither an address nor a network.</exception>
    public HostAddress(UwsOptions options, string section, ILoggerFactory logs)
    {
        _public = options.PublicUrl?.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (options.TrustedProxies.Count > 0)
        {
            _forwarded = new(_ => Task.CompletedTask, logs, Options.Create(ReadProxies(options.TrustedProxies, section)));
        }
    }

    /// <summary>Takes over the forwarded headers of a trusted proxy. A host that did so already has removed them.</summary>
    public void ApplyForwardedHeaders(HttpContext http) => _forwarded?.ApplyForwarders(http);

    /// <summary>Absolute URL of a path of this host, without trailing slash.</summary>
    public string UrlOf(HttpRequest request, string path)
    {
        var root = _public ?? $"{request.Scheme}://{HostOf(request)}{request.PathBase.ToUriComponent()}";
        return string.Concat(root, path).TrimEnd('/');
    }

    /// <summary>The same without a request; null when only requests can tell.</summary>
    public string? UrlOf(string path) => _public is null ? null : string.Concat(_public, path).TrimEnd('/');

    /// <summary>A host as URLs have it; null = none is said, or what is said can be the name of none, as one with a label of more than 63 characters.</summary>
    public static string? NameOf(HostString host)
    {
        try
        {
            return host.HasValue ? host.ToUriComponent() : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // HTTP/1.0 needs no Host header: then the address that was connected to is all there is.
    private static string HostOf(HttpRequest request) => NameOf(request.Host)
        ?? new IPEndPoint(request.HttpContext.Connection.LocalIpAddress ?? IPAddress.Loopback, request.HttpContext.Connection.LocalPort).ToString();

    private static ForwardedHeadersOptions ReadProxies(IList<string> proxies, string section)
    {
        // No limit on hops: the walk back along X-Forwarded-For ends at the first address that is not trusted.
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        List<string> faults = [];
        foreach (var (text, i) in proxies.Select((text, i) => (text, i)))
        {
            if (IPAddress.TryParse(text, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(text, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
            else
            {
                faults.Add($"{section}:TrustedProxies:{i}: '{text}' is not allowed; allowed: an IP address, or a network such as 10.0.0.0/8 without host bits");
            }
        }

        return faults.Count == 0 ? forwarded : throw new UwsConfigurationException(faults);
    }
}
