using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// Whether a request that changes something was sent by a page of another site: browsers add cookies and passwords to such requests by themselves. Told by
/// <c>Sec-Fetch-Site</c>, or by <c>Origin</c> where a browser sends only that. Programs send neither and are not concerned.
/// </summary>
internal static class CrossSite
{
    private const string Fetch = "Sec-Fetch-Site";

    /// <exception cref="UwsException">403: a page of another site sent it.</exception>
    public static void Demand(HttpContext http, HostAddress address, IList<string> trusted)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !HttpMethods.IsOptions(http.Request.Method))
        {
            DemandOwn(http, address, trusted);
        }
    }

    /// <summary>The same for what changes something by GET.</summary>
    public static void DemandOwn(HttpContext http, HostAddress address, IList<string> trusted)
    {
        var request = http.Request;
        if (IsOwn(request, address))
        {
            return;
        }

        var origin = request.Headers.Origin.ToString();
        // A bearer token is never added by a browser itself: a script had to hold it, and had to be allowed by the host's CORS policy.
        if (!trusted.Contains(origin, StringComparer.OrdinalIgnoreCase)
            && !request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            throw new UwsException(UwsErrorKind.Forbidden,
                $"A page of another site{(origin.Length == 0 ? "" : $" ({OneLine.Of(origin)})")} may not change anything here; allowed: this service's own pages, programs, and the sites that its operator trusts (Http:TrustedOrigins).");
        }
    }

    /// <summary>Whether a page of another site made the browser ask for this; false also where nobody can tell.</summary>
    public static bool IsAskedByOthers(HttpRequest request) => request.Headers[Fetch].ToString() is not ("" or "same-origin" or "none");

    private static bool IsOwn(HttpRequest request, HostAddress address) => request.Headers[Fetch].ToString() switch
    {
        "same-origin" or "none" => true,
        "" => request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || IsHere(origin, request, address)),
        _ => false,
    };

    // The scheme may have been changed by a proxy that says nothing of it; the host may not.
    private static bool IsHere(string origin, HttpRequest request, HostAddress address)
        => Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && (from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
                || (Uri.TryCreate(address.UrlOf(request, ""), UriKind.Absolute, out var own) && from.Authority.Equals(own.Authority, StringComparison.OrdinalIgnoreCase)));
}
