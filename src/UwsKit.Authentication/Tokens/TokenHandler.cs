using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>Personal access tokens as Bearer credentials. They carry their owner and his groups, never his roles: no script is an administrator.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, TokenFolder tokens, Identities identities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        try
        {
            return Authorization.Of(Request, "Bearer") is not { } text ? AuthenticateResult.NoResult()
                : tokens.Find(text) is { } token ? Identities.Success(identities.Make("Token", token.Owner, token.Groups, [], token.ReadOnly), Scheme.Name)
                : AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The token is unknown, was revoked or has expired."));
        }
        catch (UwsException e)
        {
            return AuthenticateResult.Fail(e);
        }
    }
}
