using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>The tokens of <c>{prefix}/login</c>, as Bearer credentials or in a browser's cookie.</summary>
internal sealed class LoginHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, UwsAuthenticationOptions settings, LoginTokens tokens, Identities identities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Read());

    private AuthenticateResult Read()
    {
        var bearer = Authorization.Of(Request, "Bearer");
        return (bearer ?? SessionCookie.Of(Request)) is not { } text ? AuthenticateResult.NoResult()
            : tokens.Find(text) is { } user ? identities.Take(Scheme.Name, bearer is null ? Schemes.SessionWay : "Login", settings.Basic!.OwnerPrefix, user.Name, user.Groups, user.Roles)
            : AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The login has expired, or the password was changed; log in again."));
    }
}
