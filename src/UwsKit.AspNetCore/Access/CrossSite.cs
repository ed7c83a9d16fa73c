using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>
/// Refuses changes that another web site's page makes with a user's cookie, password or certificate, which his browser sends by itself. Only browsers send
/// the headers that are looked at; scripts never meet this.
/// </summary>
internal static class CrossSite
{
    public static void Refuse(UwsCall call, IList<string> allowedOrigins)
    {
        var headers = call.Request.Headers;
        var method = call.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || headers.Origin is not [{ Length: > 0 } origin]
            || headers["Sec-Fetch-Site"] == "same-origin" || allowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) || !Callers.IsAuthenticated(call.User))
        {
            return;
        }

        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from) || !Uri.TryCreate(call.Root, UriKind.Absolute, out var own) || from.Authority != own.Authority)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"A page of '{OneLine.Of(origin)}' may not change anything here; allowed: this host and {HeaderNames.Origin}s of Http:AllowedOrigins.");
        }
    }
}
