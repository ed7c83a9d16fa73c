using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>The tokens of <c>{prefix}/login</c> as Bearer credentials.</summary>
internal sealed class LoginHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, UwsAuthenticationOptions settings, LoginTokens tokens, Identities identities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Authorization.Of(Request, "Bearer") is not { } text ? AuthenticateResult.NoResult()
        : tokens.Find(text) is { } user ? Identities.Success(identities.Make("Login", settings.Basic!.OwnerPrefix + user.Name, user.Groups, user.Roles), Scheme.Name)
        : AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The login has expired, or the password was changed; log in again.")));
}
