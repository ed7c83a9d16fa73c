using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>Which links of signing in and out a page shows. Thread-safe.</summary>
internal sealed class SignIn(UwsAuthenticationOptions settings) : ISignIn
{
    public SignInLinks Of(UwsCall call)
    {
        var root = Pages.PathOf(call);
        if (Callers.IsAuthenticated(call.User))
        {
            var browsers = call.User.Identities.Any(i => i.AuthenticationType is Schemes.SessionWay or "OpenId");
            return new(null, $"{root}/account", browsers ? $"{root}/logout" : null);
        }

        return new(settings is { Basic: null, OpenId: null } || call.Request.Path.Value!.EndsWith("/login", StringComparison.Ordinal) ? null : UrlOf(call), null, null);
    }

    /// <summary>The page of the login that leads back to what is asked for, or to the page whose form was sent.</summary>
    public static string UrlOf(UwsCall call)
    {
        var request = call.Request;
        var back = HttpMethods.IsGet(request.Method) ? request.PathBase + request.Path + request.QueryString
            : Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) ? LoginPage.PathOf(page.PathAndQuery) : null;
        return $"{Pages.PathOf(call)}/login{(back is null ? "" : $"?{LoginPage.Return}={Uri.EscapeDataString(back)}")}";
    }
}
