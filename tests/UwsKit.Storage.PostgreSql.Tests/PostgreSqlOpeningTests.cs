using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace UwsKit.Storage.PostgreSql;

public sealed class PostgreSqlOpeningTests : IAsyncLifetime
{
    private readonly TempSchema _schema = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Many_that_open_a_new_database_at_once_all_succeed()
    {
        var storages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _schema.OpenAsync(_schema.Options))));
        (await Task.WhenAll(storages.Select(s => s.TryCreateAsync(Sample.Job(), default).AsTask()))).Should().OnlyContain(won => won);
        (await storages[0].ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().HaveCount(8);
        _schema.Log.Lines.Count(l => l.Contains(" 4309 ")).Should().Be(1, "one node makes the schema");
    }

    [Fact]
    public async Task Many_that_migrate_an_older_database_at_once_take_each_step_once()
    {
        await _schema.OpenAsync();
        string[] newer = [.. Schema.Migrations, "CREATE TABLE step2 (n integer); INSERT INTO step2 VALUES (1)", "ALTER TABLE jobs ADD COLUMN step3 text; INSERT INTO step2 VALUES (2)"];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _schema.Storage().InitializeAsync(newer, default).AsTask()));
        (await _schema.ScalarAsync("SELECT string_agg(n::text, ',' ORDER BY n) FROM {s}.step2")).Should().Be("1,2");
        (await _schema.ScalarAsync("SELECT version FROM {s}.schema_info")).Should().Be($"{newer.Length}");
    }

    [Fact]
    public async Task A_database_of_schema_1_is_migrated_once_by_many_and_its_jobs_are_there()
    {
        var before = _schema.Storage();
        await before.InitializeAsync([Schema.Migrations[0]], default);
        // What this release writes beyond schema 1 is taken away again: the release of then did not know it.
        await _schema.ScalarAsync("ALTER TABLE {s}.jobs ADD COLUMN bytes bigint NOT NULL DEFAULT 0, ADD COLUMN shares text[]");
        var (nameless, named) = (Sample.Job() with { OwnerId = "", RunId = "run-1" }, Sample.Job() with { OwnerId = "alice", RunId = "run-2" });
        await before.TryCreateAsync(nameless, default);
        await before.TryCreateAsync(named, default);
        var shared = Sample.Job() with { SharedWith = ["user:bob", "link:1/2", "group:ü \"\\", "user:bob"], Parameters = [new("\"sharedWith\":[\"user:eve\"]", "a\0b\\u0000")] };
        await before.TryCreateAsync(shared, default);
        await before.TryCreateAsync(Sample.Job() with { SharedWith = ["link:1/2"] }, default);
        await before.TryCreateAsync(Sample.Job() with { RunId = "damaged" }, default);
        await _schema.ScalarAsync("UPDATE {s}.jobs SET document = '{\"sharedWith\":[\"user:b' WHERE run_id = 'damaged'");
        await _schema.ScalarAsync("UPDATE {s}.jobs SET owner = chr(1) || '2' WHERE run_id = 'run-1'");
        await _schema.ScalarAsync("ALTER TABLE {s}.jobs DROP COLUMN bytes, DROP COLUMN shares");

        var storages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _schema.OpenAsync(_schema.Options))));

        _schema.Log.Lines.Count(l => l.Contains(" 4301 ")).Should().Be(1, "one node migrates");
        (await storages[0].ListAsync(new() { Visibility = Visibility.Everybody, Text = "run-1" }, default)).Should().Equal(nameless.Summarize());
        (await storages[0].ListAsync(new() { Visibility = Visibility.Of("alice") }, default)).Should().Equal(named.Summarize());
        (await _schema.ScalarAsync("SELECT count(*) FROM {s}.jobs WHERE owner = chr(1) || '/'")).Should().Be("1");
        (await storages[0].ListAsync(new() { Visibility = Visibility.Shared(["user:bob"]) }, default)).Should().Equal(shared.Summarize());
        (await storages[0].ListAsync(new() { Visibility = Visibility.Shared(["group:ü \"\\"]) }, default)).Should().Equal(shared.Summarize());
        (await _schema.ScalarAsync("SELECT count(*) FROM {s}.job_shares")).Should().Be("2");
        // A node of the release before, still running, finds all it needs.
        (await before.TryUpdateAsync(named, default)).Should().BeTrue();
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("run-9", "run-:")]
    [InlineData("\uD7FF", "\uE000")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF", null)]
    public void After_all_that_begin_with_a_text_comes(string text, string? next) => ColumnText.AfterAllThatBeginWith(text).Should().Be(next);

    [Fact]
    public async Task A_migration_that_fails_leaves_the_database_as_it_was()
    {
        var storage = await _schema.OpenAsync();
        var migrate = () => storage.InitializeAsync([.. Schema.Migrations, "CREATE TABLE half (n integer)", "SELECT 1 / 0"], default).AsTask();
        await migrate.Should().ThrowAsync<UwsException>();
        (await _schema.ScalarAsync("SELECT to_regclass('{s}.half')::text")).Should().BeEmpty();
        (await _schema.ScalarAsync("SELECT version FROM {s}.schema_info")).Should().Be($"{Schema.Migrations.Count}");
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        await _schema.OpenAsync();
        await _schema.ScalarAsync("UPDATE {s}.schema_info SET version = 99");
        (await FaultsAsync(_schema.Options)).Should()
            .Equal($"Storage:Schema: '{_schema.Name}': this database has schema 99 of a newer UwsKit; this release reads up to schema {Schema.Migrations.Count}");
    }

    [Fact]
    public async Task A_table_of_another_program_is_refused()
    {
        await _schema.ScalarAsync("CREATE SCHEMA {s}; CREATE TABLE {s}.jobs (n integer)");
        (await FaultsAsync(_schema.Options)).Should().ContainSingle().Which.Should().Contain("another program");
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_line()
        => (await FaultsAsync(new() { ConnectionString = _schema.ConnectionString + ";Database=nowhere" })).Should().ContainSingle().Which.Should().Contain("no such database");

    [Fact]
    public async Task An_account_without_rights_is_one_line()
    {
        await _schema.ScalarAsync("CREATE ROLE {s} LOGIN");
        try
        {
            (await FaultsAsync(new() { ConnectionString = $"{_schema.ConnectionString};Username={_schema.Name}", Schema = _schema.Name }))
                .Should().ContainSingle().Which.Should().Contain("may not make the tables");
        }
        finally
        {
            await _schema.ScalarAsync("DROP ROLE {s}");
        }
    }

    [Theory]
    [InlineData(null, "uws", "ConnectionString")]
    [InlineData("Host=db;Password=s3cret;Colour=red", "uws", "ConnectionString")]
    [InlineData("Host=db;Port=s3cret", "uws", "ConnectionString")]
    [InlineData("Password=s3cret", "uws", "ConnectionString")]
    [InlineData("Host=db", "Uws; DROP", "Schema")]
    [InlineData("Host=db", "uws\n", "Schema")]
    public void Options_that_cannot_be_used_are_named_without_the_password(string? connection, string schema, string key)
    {
        var make = () => new PostgreSqlStorage(new() { ConnectionString = connection, Schema = schema });
        var fault = make.Should().Throw<UwsConfigurationException>().Which;
        fault.Faults.Should().ContainSingle().Which.Should().StartWith($"Storage:{key}: ");
        fault.ToString().Should().NotContain("s3cret");
    }

    [Fact]
    public void A_password_file_that_cannot_be_read_is_one_line()
        => FluentActions.Invoking(() => new PostgreSqlStorage(new() { ConnectionString = "Host=db", PasswordFile = "/nowhere/secret" }))
            .Should().Throw<UwsConfigurationException>().Which.Faults.Should().Equal(
                "Storage:PasswordFile: '/nowhere/secret' cannot be read; allowed: a file with the password, readable by this process");

    [Fact]
    public async Task A_pooler_that_the_options_do_not_know_of_is_one_line()
    {
        await using var pooler = new PgBouncer();
        await pooler.StartAsync();
        (await FaultsAsync(new() { ConnectionString = pooler.ConnectionString, Schema = _schema.Name })).Should().ContainSingle().Which.Should().StartWith("Storage:Pooler: 'False': ");
    }

    [Fact]
    public void A_transaction_pooler_leaves_the_change_feed_out()
    {
        Registered(pooler: false).Should().Contain(typeof(IStorage)).And.Contain(typeof(IChangeFeed));
        Registered(pooler: true).Should().Contain(typeof(IStorage)).And.NotContain(typeof(IChangeFeed));

        static IEnumerable<Type> Registered(bool pooler)
        {
            var services = new ServiceCollection();
            var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Storage:Plugin"] = "UwsKit.Storage.PostgreSql", ["Storage:ConnectionString"] = "Host=db", ["Storage:Pooler"] = $"{pooler}",
            }).Build().GetSection("Storage");
            new PostgreSqlPlugin().Configure(new("UwsKit.Storage.PostgreSql", settings, services));
            return services.Select(s => s.ServiceType);
        }
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(PostgreSqlStorageOptions options)
        => (await _schema.Storage(options).Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;
}
