using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace UwsKit;

public sealed class CertificateTests
{
    [Fact, Rule(204, 205)]
    public async Task A_client_certificate_of_the_authority_names_the_owner()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        using var server = authority.Make("CN=localhost", server: true);
        var folder = App.FolderOf();
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.Certificate.ExportCertificatePem());
        await File.WriteAllBytesAsync(Path.Combine(folder, "server.pfx"), server.Export(X509ContentType.Pkcs12));
        using var amina = authority.Make("CN=Amina, O=CTA");
        await using var app = await App.StartAsync(
            new() { ["Authentication:Certificate:Authorities"] = "{folder}/ca.pem" },
            b => b.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Kestrel:Certificates:Default:Path"] = Path.Combine(folder, "server.pfx") }), "https://127.0.0.1:0", HandlerOf(amina), folder);
        var path = await app.CreateAsync(null);
        (await app.OwnerAsync(path, null)).Should().Be("CN=Amina, O=CTA");
        foreach (var (certificate, status) in new[] { (authority.Make("CN=Bob"), 403), (other.Make("CN=Amina, O=CTA"), 401), (authority.Make("CN=Amina, O=CTA", days: 0), 401), (authority.Make("CN=Amina, O=CTA", server: true), 401), (null, 401) })
        {
            using var client = new HttpClient(HandlerOf(certificate)) { BaseAddress = app.Address };
            using var answer = await client.GetAsync(path);
            ((int)answer.StatusCode).Should().Be(status, certificate?.Subject);
            certificate?.Dispose();
        }
    }

    [Fact]
    public async Task A_proxy_may_hand_the_certificate_on()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        using var amina = authority.Make("CN=Amina, O=CTA");
        using var forged = other.Make("CN=Amina, O=CTA");
        foreach (var (proxy, known) in new[] { ("127.0.0.1", true), ("192.0.2.1", false) })
        {
            var folder = App.FolderOf();
            await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), authority.Certificate.ExportCertificatePem());
            await using var app = await App.StartAsync(
                new()
                {
                    ["Authentication:Certificate:Authorities"] = "{folder}/ca.pem", ["Authentication:Certificate:Header"] = "X-Client-Cert", ["Authentication:Certificate:Owner"] = "CommonName",
                    ["Authentication:Certificate:OwnerPrefix"] = "x509:", ["Authentication:Proxy:From:0"] = proxy, ["Authentication:Proxy:OwnerPrefix"] = "",
                }, folder: folder);
            var path = await app.CreateAsync(null, ("X-Client-Cert", Uri.EscapeDataString(amina.ExportCertificatePem())));
            (await app.OwnerAsync(path, null, ("X-Client-Cert", Uri.EscapeDataString(amina.ExportCertificatePem())))).Should().Be(known ? "x509:Amina" : "");
            (await app.StatusAsync("GET", "/uws/probe", null, null, ("X-Client-Cert", Uri.EscapeDataString(forged.ExportCertificatePem())))).Should().Be(known ? 401 : 200);
            (await app.StatusAsync("GET", "/uws/probe", null, null, ("X-Client-Cert", "nonsense"))).Should().Be(known ? 401 : 200);
        }
    }

    private static SocketsHttpHandler HandlerOf(X509Certificate2? certificate) => new()
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = (_, server, _, _) => server?.Issuer == "CN=Test CA", ClientCertificates = certificate is null ? [] : [certificate], LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate },
    };
}
