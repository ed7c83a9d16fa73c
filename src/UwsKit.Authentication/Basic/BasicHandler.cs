using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>HTTP Basic (RFC 7617).</summary>
internal sealed class BasicHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, UwsAuthenticationOptions settings, Passwords passwords, Identities identities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private const int LongestCredentials = 4096;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Authorization.Of(Request, "Basic") is not { } encoded)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            Transport.DemandSecure(Context, settings.Basic!);
            var buffer = new byte[LongestCredentials];
            if (!Convert.TryFromBase64String(encoded, buffer, out var length) || Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is not [var name, var password])
            {
                return AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The Basic credentials cannot be read; expected: base64 of name:password in UTF-8."));
            }

            var user = await passwords.CheckAsync(name, password, Transport.NetworkOf(Context), Context.RequestAborted).ConfigureAwait(false);
            return user is null ? AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "Name or password is wrong."))
                : identities.Take(Scheme.Name, "Basic", settings.Basic!.OwnerPrefix, user.Name, user.Groups, user.Roles);
        }
        catch (UwsException e)
        {
            return AuthenticateResult.Fail(e);
        }
    }
}
