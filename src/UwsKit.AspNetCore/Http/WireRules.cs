using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// What Kestrel lets pass although another parser before it may see the end of the request elsewhere (RFC 9112 §2.2, §6.1: request smuggling), or although no URL can be
/// made of it (§3.2: the host).
/// </summary>
internal static class WireRules
{
    private const string StrictLines = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    // Where Kestrel puts a length that came together with chunks.
    private const string SetAside = "X-Content-Length";

    /// <summary>Lines end with CR LF and nothing else, unless the host has decided otherwise. To be called before the server starts.</summary>
    public static void DemandStrictLines()
    {
        if (!AppContext.TryGetSwitch(StrictLines, out _))
        {
            AppContext.SetSwitch(StrictLines, true);
        }
    }

    /// <exception cref="UwsException">The request says its length twice, in different ways; or names a host that cannot be.</exception>
    public static void Demand(HttpRequest request)
    {
        if (request.Host.HasValue && HostAddress.NameOf(request.Host) is null)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"The Host '{OneLine.Of(request.Host.Value)}' is not allowed; allowed: a host name (labels of 1 to 63 characters) or address, and a port.");
        }

        if (request.Headers.TransferEncoding.Count > 0 && (request.ContentLength is not null || request.Headers.ContainsKey(SetAside)))
        {
            request.HttpContext.Response.Headers.Connection = "close";
            throw new UwsException(UwsErrorKind.Invalid, "The request has both Content-Length and Transfer-Encoding; allowed: one of them.");
        }
    }
}
