using System.Net;

namespace UwsKit;

/// <summary>Whether the service fetches from a URL at all, as far as the URL itself tells; what a name resolves to is seen when the connection is made. Pure.</summary>
internal static class InputAddress
{
    /// <summary>Why not, as a sentence without its subject; null = it does.</summary>
    public static string? Refusal(InputOptions options, Uri url)
    {
        if (url.Scheme is not ("http" or "https") || (options.AllowedSchemes.Count > 0 && !options.AllowedSchemes.Contains(url.Scheme, StringComparer.OrdinalIgnoreCase)))
        {
            return $"this service does not fetch by '{url.Scheme}'; allowed: {(options.AllowedSchemes.Count > 0 ? string.Join(", ", options.AllowedSchemes) : "http, https")}";
        }

        var isInside = !options.AllowPrivateAddresses && IPAddress.TryParse(url.IdnHost, out var address) && !options.IsPublic(address);
        return isInside || !HostAllowed(options, url.IdnHost) ? $"this service does not fetch from '{url.Host}'" : null;
    }

    private static bool HostAllowed(InputOptions options, string host) => options.AllowedHosts.Count == 0 || options.AllowedHosts.Any(
        allowed => allowed.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(allowed, StringComparison.OrdinalIgnoreCase));
}
