using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography.X509Certificates;

namespace UwsKit;

/// <summary>Section <c>Authentication:Certificate</c>.</summary>
public sealed class CertificateOptions
{
    /// <summary>PEM file of the authorities whose certificates count; no others do.</summary>
    [Required]
    public string Authorities { get; set; } = "";

    /// <summary>What becomes the owner id.</summary>
    public CertificateOwner Owner { get; set; } = CertificateOwner.Subject;

    /// <summary>Whether certificates are looked up as revoked: NoCheck, Offline or Online.</summary>
    public X509RevocationMode Revocation { get; set; } = X509RevocationMode.NoCheck;

    /// <summary>The header in which a proxy of <see cref="ProxyOptions.From"/> hands on the certificate (PEM, percent-encoded); null = the service's own TLS.</summary>
    public string? Header { get; set; }

    /// <summary>Put before names to make owner ids; to be said (empty, too) when there is another source of names.</summary>
    public string? OwnerPrefix { get; set; }
}
