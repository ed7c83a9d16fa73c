using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>The user whom the proxy knows. The gate before has left its headers on its own requests only.</summary>
internal sealed class ProxyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, UwsAuthenticationOptions settings, Identities identities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var proxy = settings.Proxy!;
        var names = Request.Headers[proxy.UserHeader];
        if (((string?[])[proxy.UserHeader, proxy.GroupsHeader, proxy.RolesHeader]).FirstOrDefault(h => h is not null && Request.Headers[h].Count > 1) is { } twice)
        {
            // One of them is the client's own: the proxy adds where it should replace.
            return Task.FromResult(AuthenticateResult.Fail(new UwsException(UwsErrorKind.Unauthorized, $"The header {twice} came more than once.")));
        }

        // Apache writes (null) for what is not set.
        return Task.FromResult(names is [{ Length: > 0 } name] && name != "(null)"
            ? identities.Take(Scheme.Name, "Proxy", proxy.OwnerPrefix, Utf8(name), Words(proxy.GroupsHeader), Words(proxy.RolesHeader))
            : AuthenticateResult.NoResult());
    }

    private IEnumerable<string> Words(string? header) => header is null ? [] : Request.Headers[header].OfType<string>()
        .SelectMany(v => Utf8(v).Split(settings.Proxy!.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(w => w != "(null)");

    // Attributes come as the bytes of UTF-8; a server that reads Latin-1 shows each byte as a character.
    private static string Utf8(string value)
    {
        if (value.All(char.IsAscii) || value.Any(c => c > 255))
        {
            return value;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }
}
