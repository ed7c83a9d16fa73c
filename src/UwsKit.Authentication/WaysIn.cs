using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>The ways in that are configured, as capabilities and challenges tell them. Thread-safe.</summary>
internal sealed class WaysIn(UwsAuthenticationOptions settings, IOptions<UwsOptions> host, UwsConfiguration uws, ILoggerFactory logs) : ISecurityMethods, IResourceSource
{
    private const string Sso = "ivo://ivoa.net/sso#";

    private readonly Lazy<HostAddress> _address = new(() => new(host.Value, uws.Section?.Path ?? nameof(UwsOptions), logs));
    private string _prefix = "";

    /// <inheritdoc/>
    public IReadOnlyList<string> StandardIds { get; } =
    [
        .. settings.Basic is null ? (string[])[] : [Sso + "tls-with-password", Sso + "BasicAA"],
        .. settings.Bearer is null ? (string[])[] : [Sso + "OAuth"],
        .. settings.OpenId is null ? (string[])[] : [Sso + "OpenID"],
        .. settings.Certificate is null ? (string[])[] : [Sso + "tls-with-certificate"],
        .. settings.Proxy is null ? (string[])[] : [Sso + "saml2.0"],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Challenges(string root) => [.. settings.Challenges.SelectMany(kind => Lines(kind, root))];

    /// <summary>The challenges of one request's answer.</summary>
    public IReadOnlyList<string> ChallengesOf(HttpContext http) => Challenges(_address.Value.UrlOf(http.Request, _prefix));

    /// <inheritdoc/>
    public void Map(ResourceMap map, string prefix) => _prefix = prefix;

    private IEnumerable<string> Lines(string kind, string root)
    {
        var realm = settings.Realm.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        if (kind == "ivoa_bearer" && settings.Basic is not null)
        {
            yield return $"ivoa_bearer standard_id=\"{Sso}tls-with-password\", access_url=\"{root}/login\"";
        }

        if (kind == "ivoa_bearer" && settings.Bearer is { Authority: { } issuer })
        {
            yield return $"ivoa_bearer standard_id=\"{Sso}OAuth\", discovery_url=\"{issuer.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration\"";
        }

        if (kind == "Bearer" && settings is not { Bearer: null, Tokens: null, Basic: null })
        {
            yield return $"Bearer realm=\"{realm}\"";
        }

        if (kind == "Basic" && settings.Basic is not null)
        {
            yield return $"Basic realm=\"{realm}\", charset=\"UTF-8\"";
        }

        if (kind == "ivoa_x509" && settings.Certificate is not null)
        {
            yield return "ivoa_x509";
        }
    }
}
