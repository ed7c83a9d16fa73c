using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UwsKit;

/// <summary>Judges client certificates by the configured authorities alone. Thread-safe.</summary>
internal sealed class Authorities(CertificateOptions options, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _trusted = Read(options.Authorities);

    /// <summary>What is wrong with a certificate; null = it is good.</summary>
    public string? FaultOf(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_trusted);
        policy.ExtraStore.AddRange(_trusted);
        policy.RevocationMode = options.Revocation;
        policy.VerificationTime = time.GetUtcNow().UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.DisableCertificateDownloads = options.Revocation != X509RevocationMode.Online;
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate) ? null : string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct());
    }

    public string NameOf(X509Certificate2 certificate)
        => options.Owner == CertificateOwner.Subject ? certificate.SubjectName.Name : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Reads a PEM file.</summary>
    public static X509Certificate2Collection Read(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all.Count > 0 ? all : throw new CryptographicException("it holds no certificate");
    }
}
