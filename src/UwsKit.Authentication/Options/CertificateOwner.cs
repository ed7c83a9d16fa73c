namespace UwsKit;

/// <summary>What of a certificate becomes the owner id.</summary>
public enum CertificateOwner
{
    /// <summary>The whole subject, as in RFC 2253.</summary>
    Subject,
    /// <summary>The common name alone: where one authority makes all certificates.</summary>
    CommonName,
}
