using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbTlsTests : IAsyncLifetime
{
    private readonly TempDatabase _database = TempDatabase.OnStandIn();
    private readonly Wire _wire = new(SelfSigned());

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _wire.DisposeAsync();
    }

    [Theory]
    [InlineData("&tls=true", "its TLS certificate is not accepted")]
    [InlineData("", "it cannot be reached")]
    public async Task A_certificate_of_nobody_or_no_TLS_at_all_is_refused_in_one_line(string tls, string reason)
    {
        var options = _database.Through(_wire);
        options.ConnectionString += tls;
        var fault = (await _database.Storage(options).Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsException>()).Which;
        fault.Message.Should().Be($"The job database 127.0.0.1:{_wire.Port}/{_database.Name} is not available: {reason}.");
    }

    [Fact]
    public async Task The_connection_string_switches_TLS_on()
    {
        var options = _database.Through(_wire);
        // The only way to trust a certificate that is made up here; the trust store of the machine is not touched.
        options.ConnectionString += "&tls=true&tlsInsecure=true";
        var storage = await _database.OpenAsync(options);
        (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
