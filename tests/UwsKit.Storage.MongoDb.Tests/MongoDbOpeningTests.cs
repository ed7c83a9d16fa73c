using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbOpeningTests : IAsyncLifetime
{
    private readonly TempDatabase _database = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Many_that_open_a_new_database_at_once_all_succeed()
    {
        var storages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _database.OpenAsync())));
        (await Task.WhenAll(storages.Select(s => s.TryCreateAsync(Sample.Job(), default).AsTask()))).Should().OnlyContain(won => won);
        (await storages[0].ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().HaveCount(8);
        var indexes = await (await _database.Jobs.Indexes.ListAsync()).ToListAsync();
        indexes.Select(i => i["name"].AsString).Should().BeEquivalentTo(Schema.Indexes.Keys.Append("_id_"));
    }

    [Fact]
    public async Task A_second_start_makes_no_index_again_whatever_its_name_is()
    {
        await _database.Jobs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Schema.Indexes["jobs_list"].Keys, new() { Name = "by the operator" }));
        await _database.OpenAsync();
        await _database.OpenAsync();
        _database.Log.Lines.Where(l => l.Contains(" 4401 ")).Should().ContainSingle().Which.Should().Contain("jobs_owner").And.NotContain("jobs_list");
    }

    [Fact]
    public async Task Nobodys_jobs_of_the_first_schema_are_found_and_come_first()
    {
        var before = await _database.OpenAsync();
        foreach (var owner in new[] { null, "", "anna" })
        {
            await before.TryCreateAsync(Sample.Job() with { OwnerId = owner, Placement = new("local", PlacementState.Waiting, 0, null, null, Sample.Noon) }, default);
        }

        await _database.Jobs.UpdateOneAsync(new BsonDocument("owner", 0), new BsonDocument("$set", new BsonDocument("owner", false)));
        var info = _database.Direct.GetCollection<BsonDocument>("schema_info");
        await info.UpdateOneAsync(new BsonDocument("_id", "jobs"), new BsonDocument("$set", new BsonDocument("version", 1)));

        var after = await _database.OpenAsync();

        (await _database.Jobs.Find(new BsonDocument()).ToListAsync()).Should().OnlyContain(d => !d["owner"].IsBoolean);
        (await info.Find(new BsonDocument()).SingleAsync())["version"].ToInt32().Should().Be(Schema.Version);
        (await after.ListAsync(new() { Visibility = Visibility.Anonymous, Phases = PhaseSet.All }, default)).Should().ContainSingle();
        (await after.ListAsync(new() { Visibility = Visibility.Everybody, Phases = PhaseSet.All, Placement = new(PlacementState.Waiting, OldestPerOwner: true) }, default))
            .Select(j => j.OwnerId).Should().Equal(null, "", "anna");
    }

    [Fact]
    public async Task With_whom_jobs_were_shared_before_is_found_when_a_database_becomes_of_this_release()
    {
        var before = await _database.OpenAsync();
        var job = Sample.Job() with { SharedWith = ["user:bob", "link:1/2", "group:ü \""] };
        foreach (var one in (Job[])[job, Sample.Job() with { SharedWith = ["link:1/2"] }, Sample.Job()])
        {
            await before.TryCreateAsync(one, default);
        }

        await _database.Jobs.UpdateManyAsync(new BsonDocument(), new BsonDocument("$unset", new BsonDocument("shared", "")));
        await _database.Direct.GetCollection<BsonDocument>("schema_info").UpdateOneAsync(new BsonDocument("_id", "jobs"), new BsonDocument("$set", new BsonDocument("version", 2)));

        var after = await _database.OpenAsync();

        (await after.ListAsync(new() { JobList = "skymap", Visibility = Visibility.Shared(["group:ü \"", "user:bob"]) }, default)).Should().Equal(job.Summarize());
        (await _database.Jobs.Find(new BsonDocument("shared", new BsonDocument("$exists", true))).ToListAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        await _database.OpenAsync();
        await _database.Direct.GetCollection<BsonDocument>("schema_info").UpdateOneAsync(new BsonDocument("_id", "jobs"), new BsonDocument("$set", new BsonDocument("version", 99)));
        (await FaultsAsync(_database.Options)).Should()
            .Equal($"Storage:Database: '{_database.Name}': it has schema 99 of a newer UwsKit; this release reads up to schema {Schema.Version}");
    }

    [Fact]
    public async Task A_collection_of_another_program_is_refused()
    {
        await _database.Jobs.InsertOneAsync(new BsonDocument("name", "another program's job"));
        (await FaultsAsync(_database.Options)).Should().ContainSingle().Which.Should().Contain("of another program");
    }

    [Theory]
    [InlineData(13, "Unauthorized", "Database: '{0}': this account may not make the indexes; allowed: an account with the role readWrite on it")]
    [InlineData(18, "AuthenticationFailed", "ConnectionString: the server refuses this account or its password; allowed: an account that may log in, with the authSource that knows it")]
    public async Task An_account_that_the_server_refuses_is_one_line(int code, string name, string line)
    {
        await using var wire = new Wire();
        wire.Answer = command => command.GetElement(0).Name is "createIndexes" or "saslStart" && (code == 18 || command.GetElement(0).Name != "saslStart") ? Wire.Error(code, name) : null;
        var options = _database.Options;
        options.ConnectionString = code == 13 ? wire.ConnectionString : wire.ConnectionString.Replace("://", "://uws:s3cret@") + "&authMechanism=PLAIN";
        var fault = (await _database.Storage(options).Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which;
        fault.Faults.Should().Equal("Storage:" + string.Format(System.Globalization.CultureInfo.InvariantCulture, line, _database.Name));
        fault.ToString().Should().NotContain("s3cret");
    }

    [Fact]
    public async Task A_server_that_is_too_old_is_one_line()
    {
        await using var wire = new Wire { Amend = (command, answer) => Lower(answer) };
        var options = _database.Options;
        (options.ConnectionString, options.ConnectTimeout) = (wire.ConnectionString, TimeSpan.FromSeconds(1));
        (await FaultsAsync(options)).Should().Equal("Storage:ConnectionString: the server is too old; allowed: MongoDB 4.4.2 or later");

        static void Lower(BsonDocument answer)
        {
            if (answer.Contains("maxWireVersion"))
            {
                answer["maxWireVersion"] = 8;
            }
        }
    }

    [Theory]
    [InlineData(null, null, "ConnectionString")]
    [InlineData("Host=db;Password=s3cret", null, "ConnectionString")]
    [InlineData("mongodb://uws:s3cret@db:port/", null, "ConnectionString")]
    [InlineData("mongodb://uws@db/", null, "ConnectionString")]
    [InlineData("mongodb://uws:s3cret@db/?readPreference=secondary", null, "ConnectionString")]
    [InlineData("mongodb://uws:s3cret@db/?w=0", null, "ConnectionString")]
    [InlineData("mongodb://db", "a.b", "Database")]
    [InlineData("mongodb://db", "uws\n", "Database")]
    public void Options_that_cannot_be_used_are_named_without_the_password(string? connection, string? database, string key)
    {
        var make = () => new MongoDbStorage(new() { ConnectionString = connection, Database = database });
        var fault = make.Should().Throw<UwsConfigurationException>().Which;
        fault.Faults.Should().ContainSingle().Which.Should().StartWith($"Storage:{key}: ");
        fault.ToString().Should().NotContain("s3cret");
    }

    [Theory]
    [InlineData("mongodb://uws@db", "/nowhere/secret", "Storage:PasswordFile: '/nowhere/secret' cannot be read; allowed: a file with the password, readable by this process")]
    [InlineData("mongodb://uws@db", "/dev/null", "Storage:PasswordFile: '/dev/null' is empty; allowed: a file with the password")]
    [InlineData("mongodb://uws:s3cret@db", "/dev/null", "Storage:PasswordFile: the connection string has a password as well; allowed: a user there, and the password in one of the two")]
    [InlineData("mongodb://db", "/dev/null", "Storage:PasswordFile: the connection string names no user; allowed: a user there, and the password in one of the two")]
    public void A_password_file_that_cannot_be_used_is_one_line(string connection, string file, string line)
        => FluentActions.Invoking(() => new MongoDbStorage(new() { ConnectionString = connection, PasswordFile = file }))
            .Should().Throw<UwsConfigurationException>().Which.Faults.Should().Equal(line);

    [Theory]
    [InlineData("mongodb://db/?tls=true", null, "uws", "majority", true)]
    [InlineData("mongodb://db/cta?w=2&journal=false", null, "cta", "2", false)]
    [InlineData("mongodb://db/admin", "cta", "cta", "majority", true)]
    public void Writes_wait_for_the_majority_and_its_journals_unless_the_connection_string_says_otherwise(string connection, string? database, string name, string w, bool journal)
    {
        var settings = new Settings(new() { ConnectionString = connection, Database = database });
        using var client = settings.Client(null);
        settings.Database.Should().Be(name);
        client.Settings.WriteConcern.W.ToString().Should().Be(w);
        client.Settings.WriteConcern.Journal.Should().Be(journal);
        (client.Settings.RetryWrites, client.Settings.RetryReads, client.Settings.UseTls).Should().Be((true, true, connection.Contains("tls")));
    }

    [Fact]
    public void The_change_feed_can_be_left_out()
    {
        Registered("Auto").Should().Contain(typeof(IStorage)).And.Contain(typeof(IChangeFeed));
        Registered("off").Should().Contain(typeof(IStorage)).And.NotContain(typeof(IChangeFeed));
        FluentActions.Invoking(() => Registered("Sometimes")).Should().Throw<UwsConfigurationException>().Which.Faults.Should().Equal("Storage:ChangeFeed: 'Sometimes' is not allowed; allowed: Auto, Off");

        static IEnumerable<Type> Registered(string feed)
        {
            var services = new ServiceCollection();
            var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Storage:Plugin"] = "UwsKit.Storage.MongoDb", ["Storage:ConnectionString"] = "mongodb://db", ["Storage:ChangeFeed"] = feed,
            }).Build().GetSection("Storage");
            new MongoDbPlugin().Configure(new("UwsKit.Storage.MongoDb", settings, services));
            return services.Select(s => s.ServiceType);
        }
    }

    private async Task<IReadOnlyList<string>> FaultsAsync(MongoDbStorageOptions options)
        => (await _database.Storage(options).Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which.Faults;
}
