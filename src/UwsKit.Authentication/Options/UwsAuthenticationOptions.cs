namespace UwsKit;

/// <summary>Section <c>Authentication</c>: each part that is there is a way in; several at once are usual. Read once, at the start.</summary>
public sealed class UwsAuthenticationOptions
{
    /// <summary>The name that password dialogues show.</summary>
    public string Realm { get; set; } = "UWS";

    /// <summary>Which challenges are sent, in this order: clients take the first that they know. Those of ways that are not configured are left out.</summary>
    public IList<string> Challenges { get; set; } = ["ivoa_bearer", "Bearer", "Basic", "ivoa_x509"];

    /// <summary>Folder of the keys that protect login cookies; to be shared by all nodes. Null = the account's own, which other nodes cannot read.</summary>
    public string? KeysFolder { get; set; }

    /// <summary>Names and passwords (RFC 7617).</summary>
    public BasicOptions? Basic { get; set; }

    /// <summary>JSON Web Tokens of an OpenID provider (RFC 6750).</summary>
    public BearerOptions? Bearer { get; set; }

    /// <summary>Login of browsers at an OpenID provider.</summary>
    public OpenIdOptions? OpenId { get; set; }

    /// <summary>Users whom a proxy before the service knows.</summary>
    public ProxyOptions? Proxy { get; set; }

    /// <summary>Tokens that users make for their scripts.</summary>
    public TokenOptions? Tokens { get; set; }

    /// <summary>TLS client certificates.</summary>
    public CertificateOptions? Certificate { get; set; }
}
