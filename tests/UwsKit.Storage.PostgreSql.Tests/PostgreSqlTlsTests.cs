using System.Diagnostics;

namespace UwsKit.Storage.PostgreSql;

/// <summary>A real server with TLS, certified by an authority that is made for the test and known to nobody.</summary>
public sealed class PostgreSqlTlsTests : IAsyncLifetime
{
    private const string OpenSsl = "/usr/bin/openssl", OnTls = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '{s}' AND ssl IS ";

    private readonly PgCluster? _server = PgCluster.MissingBecause is null && File.Exists(OpenSsl) ? new() : null;
    private readonly string _folder = Directory.CreateTempSubdirectory("uws-tls-").FullName;
    private string _operator = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_server is null, PgCluster.MissingBecause ?? $"there is no {OpenSsl}");
        await AuthorityAsync("right");
        await AuthorityAsync("wrong");
        await CertifyAsync("server", "localhost");
        await CertifyAsync("stranger", "db.example.org");
        Present("server");
        _operator = (await _server!.StartAsync("operator")).Replace("127.0.0.1", "localhost") + ";Password=operator;SSL Mode=Require";
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? default);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_right_root_certificate_and_a_password_from_a_file_open_the_database_over_TLS()
    {
        await using var schema = new TempSchema(_operator);
        var options = await OptionsAsync(schema, "right");
        var storage = await schema.OpenAsync(options);
        var job = Sample.Job();
        using var stop = new CancellationTokenSource();
        await using var told = new PostgreSqlChangeFeed(options).WatchAsync(stop.Token).GetAsyncEnumerator();
        (await told.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue();

        (await storage.TryCreateAsync(job, default)).Should().BeTrue();

        (await told.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue();
        told.Current.Id.Should().Be(job.Id);
        int.Parse(await schema.ScalarAsync(OnTls + "TRUE")).Should().BeGreaterThan(1, "storage and feed are connected");
        (await schema.ScalarAsync(OnTls + "FALSE")).Should().Be("0");
        (await schema.ScalarAsync("SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = '{s}'")).Should().Be("SCRAM-SHA-256");
        await stop.CancelAsync();
    }

    [Theory]
    [InlineData("wrong", "server")]
    [InlineData("right", "stranger")]
    public async Task A_certificate_of_another_authority_or_another_host_is_refused_in_one_line(string root, string presented)
    {
        await _server!.DownAsync();
        Present(presented);
        await _server.UpAsync();
        await using var schema = new TempSchema(_operator);
        var options = await OptionsAsync(schema, root);

        var fault = (await schema.Storage(options).Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsException>()).Which;

        fault.Kind.Should().Be(UwsErrorKind.Unavailable);
        fault.Message.Should().Be($"The job database localhost:{_server.Port}/postgres is not available: its TLS certificate is not accepted.");
        fault.ToString().Should().NotContain("s3cret");
        (await schema.ScalarAsync(OnTls + "TRUE")).Should().Be("0", "nothing was told to such a server, the password least of all");
    }

    private async Task<PostgreSqlStorageOptions> OptionsAsync(TempSchema schema, string root)
    {
        await schema.ScalarAsync("CREATE ROLE {s} SUPERUSER LOGIN PASSWORD 's3cret'");
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, "s3cret\n");
        return new()
        {
            ConnectionString = $"Host=localhost;Port={_server!.Port};Database=postgres;Username={schema.Name};SSL Mode=VerifyFull;Root Certificate={_folder}/{root}.crt",
            PasswordFile = password, Schema = schema.Name,
        };
    }

    private void Present(string certificate) => _server!.Settings = $"-c ssl=on -c ssl_cert_file={_server[certificate]}.crt -c ssl_key_file={_server[certificate]}.key";

    private Task AuthorityAsync(string name) => RunAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", $"/CN=UwsKit {name} authority",
        "-keyout", $"{_folder}/{name}.key", "-out", $"{_folder}/{name}.crt");

    private async Task CertifyAsync(string name, string host)
    {
        var (request, names) = (Path.Combine(_folder, name + ".csr"), Path.Combine(_folder, name + ".names"));
        await File.WriteAllTextAsync(names, $"subjectAltName=DNS:{host}\n");
        await RunAsync("req", "-newkey", "rsa:2048", "-nodes", "-subj", $"/CN={host}", "-keyout", _server![name] + ".key", "-out", request);
        await RunAsync("x509", "-req", "-days", "1", "-in", request, "-CA", $"{_folder}/right.crt", "-CAkey", $"{_folder}/right.key", "-CAcreateserial", "-extfile", names, "-out", _server[name] + ".crt");
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(OpenSsl, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var words = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        process.ExitCode.Should().Be(0, await words);
    }
}
