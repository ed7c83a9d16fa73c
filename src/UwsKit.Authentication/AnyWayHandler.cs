using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// The one scheme that the host asks: picks the way by what the request carries. Explicit credentials go before those that come by themselves (certificate,
/// proxy, cookie); then schemes that the host itself has added are asked in turn. Credentials that are wrong are never passed over.
/// </summary>
internal sealed class AnyWayHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, UwsAuthenticationOptions settings, WaysIn ways, IAuthenticationSchemeProvider schemes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<OwnKey>() is not null)
        {
            return AuthenticateResult.NoResult();
        }

        foreach (var scheme in Explicit().Concat(Ambient()))
        {
            var result = await Context.AuthenticateAsync(scheme).ConfigureAwait(false);
            if (!result.None)
            {
                return result;
            }
        }

        AuthenticateResult? failed = null;
        foreach (var scheme in await schemes.GetAllSchemesAsync().ConfigureAwait(false))
        {
            if (!scheme.Name.StartsWith(Schemes.Any, StringComparison.Ordinal) && !typeof(IAuthenticationRequestHandler).IsAssignableFrom(scheme.HandlerType))
            {
                var result = await Context.AuthenticateAsync(scheme.Name).ConfigureAwait(false);
                if (result.Succeeded)
                {
                    return result;
                }

                failed ??= result.None ? null : result;
            }
        }

        // Who sends credentials means to be somebody: a scheme that is not taken here, or two headers at once, do not make him nobody.
        return failed ?? (Request.Headers.Authorization.All(string.IsNullOrEmpty) ? AuthenticateResult.NoResult() : AuthenticateResult.Fail(new UwsException(
            UwsErrorKind.Unauthorized, "The Authorization header is not understood; allowed: one, with a scheme that this service takes (see WWW-Authenticate) and its credentials.")));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var page = settings.Basic is not null && Context.Features.Get<UwsCall>() is { } asked && Pages.Wanted(asked) ? asked : null;
        if (page is not null && HttpMethods.IsGet(Request.Method))
        {
            Response.Redirect(SignIn.UrlOf(page));
            return;
        }

        if (settings.OpenId is not null && HttpMethods.IsGet(Request.Method) && Negotiation.Choose(Context, Negotiation.Xml, Negotiation.Html) == Negotiation.Html)
        {
            await Context.ChallengeAsync(Schemes.OpenId, new() { RedirectUri = OriginalPathBase + OriginalPath + Request.QueryString }).ConfigureAwait(false);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = new([
            // Who is shown a page with the way to the login needs no window of the browser's for a password.
            .. ways.ChallengesOf(Context).Where(c => page is null || !c.StartsWith("Basic ", StringComparison.Ordinal)),
        ]);
    }

    private IEnumerable<string> Explicit()
    {
        if (settings.Basic is not null && Authorization.Of(Request, "Basic") is not null)
        {
            yield return Schemes.Basic;
        }

        if (Authorization.Of(Request, "Bearer") is { } token)
        {
            if (settings.Tokens is not null && token.StartsWith(TokenFolder.Prefix, StringComparison.Ordinal))
            {
                yield return Schemes.Token;
            }
            else if (settings.Basic is not null && token.StartsWith(LoginTokens.Prefix, StringComparison.Ordinal))
            {
                yield return Schemes.Login;
            }
            else if (settings.Bearer is not null)
            {
                yield return Schemes.Bearer;
            }
        }
    }

    private IEnumerable<string> Ambient()
    {
        if (settings.Certificate is not null)
        {
            yield return Schemes.Certificate;
        }

        if (settings.Proxy is not null)
        {
            yield return Schemes.Proxy;
        }

        if (settings.Basic is not null && SessionCookie.Of(Request) is not null)
        {
            yield return Schemes.Login;
        }

        if (settings.OpenId is not null)
        {
            yield return Schemes.Cookie;
        }
    }
}
