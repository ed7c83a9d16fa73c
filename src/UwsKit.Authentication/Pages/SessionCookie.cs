using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>A login by password in a browser: the token of the login in a cookie that no script reads and no other site sends with what changes something.</summary>
internal static class SessionCookie
{
    private const string Name = "uws-login";

    /// <summary>The token; null = there is none.</summary>
    public static string? Of(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } token ? token : null;

    public static void Set(HttpContext http, string token, TimeSpan lifetime) => http.Response.Cookies.Append(Name, token, How(http, lifetime));

    public static void Remove(HttpContext http) => http.Response.Cookies.Delete(Name, How(http, null));

    private static CookieOptions How(HttpContext http, TimeSpan? lifetime)
        => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", MaxAge = lifetime, IsEssential = true };
}
