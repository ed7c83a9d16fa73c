using System.Net;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>Whether a request came in a way that a password may take.</summary>
internal static class Transport
{
    /// <summary>Refuses what came in the clear from another machine.</summary>
    public static void DemandSecure(HttpContext http, BasicOptions options)
    {
        if (!http.Request.IsHttps && !options.AllowInsecure && http.Connection.RemoteIpAddress is { } from && !IPAddress.IsLoopback(from))
        {
            throw new UwsException(UwsErrorKind.Forbidden, "Passwords are taken over https only; the one that was sent should be changed.");
        }
    }

    /// <summary>From where guesses are counted.</summary>
    public static string NetworkOf(HttpContext http) => ClientNetwork.Of(http.Connection.RemoteIpAddress);

    public static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "local";
}
