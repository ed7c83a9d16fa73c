namespace UwsKit.Storage.PostgreSql;

public sealed class PostgreSqlPasswordTests
{
    [Fact]
    public async Task The_password_comes_from_its_file_may_change_and_is_in_no_error_and_no_log()
    {
        Assert.SkipWhen(PgCluster.MissingBecause is not null, PgCluster.MissingBecause ?? "");
        await using var server = new PgCluster();
        var connection = await server.StartAsync("operator");
        var file = Path.GetTempFileName();
        await using (var schema = new TempSchema(connection + ";Password=operator"))
        {
            await schema.ScalarAsync("CREATE ROLE {s} SUPERUSER LOGIN PASSWORD 's3cret-1'");
            var options = new PostgreSqlStorageOptions { ConnectionString = $"{connection};Username={schema.Name}", Schema = schema.Name, PasswordFile = file };
            await File.WriteAllTextAsync(file, "s3cret-2\n");
            var early = schema.Storage(options);
            var fault = (await early.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which;
            fault.Faults.Should().Equal("Storage:ConnectionString: the server refuses this account or its password; allowed: an account that may log in to this database");
            fault.ToString().Should().NotContain("s3cret");

            await File.WriteAllTextAsync(file, "s3cret-1\n");
            var storage = await schema.OpenAsync(options);
            (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();

            // As another program changes both; a pooled connection lives on, a new one needs the new password.
            await schema.ScalarAsync("ALTER ROLE {s} PASSWORD 's3cret-2'; SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
            var job = Sample.Job();
            var refused = (await storage.Invoking(s => s.TryCreateAsync(job, default).AsTask()).Should().ThrowAsync<UwsException>()).Which;
            refused.Message.Should().Be("The job database is not available: it refuses the account of this service.");
            refused.ToString().Should().NotContain("s3cret");
            await File.WriteAllTextAsync(file, "s3cret-2\n");
            (await storage.TryCreateAsync(job, default)).Should().BeTrue();
            string.Join('\n', schema.Log.Lines).Should().NotContain("s3cret");
        }

        File.Delete(file);
    }
}
