using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>TLS client certificates: of the service's own TLS, or handed on by a proxy. Both are judged here.</summary>
internal sealed class CertificateHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, UwsAuthenticationOptions settings, Authorities authorities, Identities identities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            if (settings.Certificate!.Header is { } named && Request.Headers[named].Count > 1)
            {
                return AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, $"The header {named} came more than once."));
            }

            var certificate = settings.Certificate!.Header is not { } header ? await Context.Connection.GetClientCertificateAsync(Context.RequestAborted).ConfigureAwait(false)
                : Request.Headers[header] is [{ Length: > 0 } pem] && pem != "(null)" ? X509Certificate2.CreateFromPem(Uri.UnescapeDataString(pem)) : null;
            if (certificate is null)
            {
                return AuthenticateResult.NoResult();
            }

            if (authorities.FaultOf(certificate) is { } fault)
            {
                Logger.CertificateRefused(OneLine.Of(certificate.Subject), fault);
                return AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The client certificate is not accepted: it has expired, or is of no authority that is trusted here."));
            }

            return authorities.NameOf(certificate) is { Length: > 0 } name
                ? identities.Take(Scheme.Name, "Certificate", settings.Certificate.OwnerPrefix, name, [], [])
                : AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The client certificate names nobody."));
        }
        catch (CryptographicException)
        {
            return AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, "The client certificate cannot be read."));
        }
    }
}
