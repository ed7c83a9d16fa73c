namespace UwsKit.Storage.Sqlite;

public sealed class SqliteSchemaTests : IAsyncDisposable
{
    // A database as release 0.1 left it, word for word: every later release must open it.
    private const string Schema1 = """
        CREATE TABLE jobs (
          id TEXT PRIMARY KEY NOT NULL, job_list TEXT NOT NULL, owner TEXT, run_id TEXT, phase INTEGER NOT NULL,
          created INTEGER NOT NULL, queued INTEGER, started INTEGER, ended INTEGER, due INTEGER, deleted INTEGER NOT NULL, version INTEGER NOT NULL,
          p_state INTEGER, p_manager TEXT, p_node TEXT, p_backend TEXT, p_attempt INTEGER, p_since INTEGER, p_lost INTEGER, p_exit INTEGER,
          document BLOB NOT NULL) STRICT;
        CREATE INDEX jobs_list ON jobs (job_list, created, id, phase, deleted, owner, run_id);
        CREATE INDEX jobs_phase ON jobs (job_list, phase, created, id, deleted, run_id);
        CREATE INDEX jobs_owner ON jobs (job_list, owner, phase, created, id, deleted, run_id);
        CREATE INDEX jobs_due ON jobs (due, id) WHERE due IS NOT NULL;
        CREATE INDEX jobs_placed ON jobs (p_state, p_manager, queued, id, p_node) WHERE p_state IS NOT NULL;
        CREATE INDEX jobs_fair ON jobs (p_state, p_manager, owner, queued, id, p_node) WHERE p_state IS NOT NULL;
        INSERT INTO jobs VALUES ('j06f5h7jq0abcdefghijklmnopqrstu', 'skymap', 'alice', 'run-1', 1, 1772366400000, 1772366400500, NULL, NULL, NULL, 0, 4,
          0, 'local', NULL, NULL, 0, 1772366400500, NULL, NULL, CAST('{"format":1,"id":"j06f5h7jq0abcdefghijklmnopqrstu","jobList":"skymap",
          "ownerId":"alice","runId":"run-1","phase":"QUEUED","creationTime":"2026-03-01T12:00:00.000Z","queuedAt":"2026-03-01T12:00:00.500Z",
          "parameters":[{"name":"ra","value":"83.63"}],"placement":{"manager":"local","state":"Waiting","attempt":0,"since":"2026-03-01T12:00:00.500Z"}}' AS BLOB));
        PRAGMA application_id = 1431786289; PRAGMA user_version = 1; PRAGMA journal_mode = WAL
        """;

    private readonly TempDatabase _db = new();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_database_of_schema_1_is_opened_and_its_jobs_are_there()
    {
        _db.Execute(Schema1);
        var storage = await _db.OpenAsync();
        var job = (await storage.GetAsync(JobId.Parse("j06f5h7jq0abcdefghijklmnopqrstu"), default))!;
        job.Should().BeEquivalentTo(new { OwnerId = "alice", Phase = ExecutionPhase.Queued, Version = 4L, CreationTime = Sample.Noon });
        (await storage.ListAsync(new() { JobList = "skymap", Visibility = Visibility.Of("alice") }, default)).Should().Equal(job.Summarize());
        (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
        _db.Scalar("PRAGMA user_version").Should().Be($"{Schema.Migrations.Count}");
    }

    [Fact]
    public async Task With_whom_jobs_were_shared_before_is_found_when_a_database_becomes_of_this_release()
    {
        await using (var storage = await _db.OpenAsync())
        {
            string[][] with = [["user:bob", "link:1/2", "group:ü \"\\"], [], ["link:1/2"]];
            foreach (var names in with)
            {
                await storage.TryCreateAsync(Sample.Job() with { SharedWith = names, Parameters = [new("\"sharedWith\":[\"user:eve\"]", "a\0b")] }, default);
            }
        }

        _db.Execute("DROP TABLE job_shares; DROP TRIGGER job_shares_gone; ALTER TABLE jobs DROP COLUMN shares; PRAGMA user_version = 4");
        _db.Execute("INSERT INTO jobs SELECT 'j06f5h7jq0abcdefghijklmnopqrstu', job_list, owner, run_id, phase, created, queued, started, ended, due, deleted, version, p_state, p_manager, p_node, "
            + "p_backend, p_attempt, p_since, p_lost, p_exit, CAST('{\"sharedWith\":[\"user:b' AS BLOB), bytes FROM jobs LIMIT 1");
        var again = await _db.OpenAsync();
        foreach (var name in (string[])["user:bob", "group:ü \"\\"])
        {
            var found = (await again.ListAsync(new() { JobList = "skymap", Visibility = Visibility.Shared([name]) }, default)).Should().ContainSingle().Which;
            var job = (await again.GetAsync(found.Id, default))!;
            (await again.TryUpdateAsync(job with { SharedWith = [] }, default)).Should().BeTrue();
            (await again.ListAsync(new() { Visibility = Visibility.Shared([name]) }, default)).Should().BeEmpty();
            (await again.TryUpdateAsync(job with { Version = job.Version + 1 }, default)).Should().BeTrue();
        }

        _db.Scalar("SELECT count(*) FROM job_shares").Should().Be("2");
    }

    [Fact]
    public async Task An_empty_file_becomes_a_database()
    {
        await File.WriteAllTextAsync(_db.Path, "");
        await _db.OpenAsync();
        _db.Scalar("PRAGMA user_version").Should().Be($"{Schema.Migrations.Count}");
    }

    [Fact]
    public async Task Many_that_open_a_new_database_at_once_all_succeed()
    {
        for (var round = 0; round < 5; round++)
        {
            var path = Path.Combine(_db.Folder, $"new{round}.db");
            var storages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _db.OpenAsync(new() { Path = path }))));
            var jobs = storages.Select(s => (s, Sample.Job())).ToList();
            (await Task.WhenAll(jobs.Select(j => j.s.TryCreateAsync(j.Item2, default).AsTask()))).Should().OnlyContain(won => won);
            (await storages[0].ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().HaveCount(8);
        }
    }

    [Fact]
    public async Task Many_that_migrate_an_older_database_at_once_take_each_step_once()
    {
        await (await _db.OpenAsync()).DisposeAsync();
        string[] newer = [.. Schema.Migrations, "CREATE TABLE step2 (n INTEGER); INSERT INTO step2 VALUES (1)", "ALTER TABLE jobs ADD COLUMN step3 TEXT; INSERT INTO step2 VALUES (2)"];
        var before = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new Database(new() { Path = _db.Path }).Prepare(newer))));
        before.Should().Contain(Schema.Migrations.Count).And.OnlyContain(v => v == Schema.Migrations.Count || v == newer.Length);
        _db.Scalar("SELECT group_concat(n) FROM step2").Should().Be("1,2");
        _db.Scalar("PRAGMA user_version").Should().Be($"{newer.Length}");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_database_as_it_was()
    {
        await (await _db.OpenAsync()).DisposeAsync();
        var migrate = () => new Database(new() { Path = _db.Path }).Prepare([.. Schema.Migrations, "CREATE TABLE half (n)", "CREATE TABLE jobs (n)"]);
        migrate.Should().Throw<UwsException>();
        _db.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Should().Be("0");
        _db.Scalar("PRAGMA user_version").Should().Be($"{Schema.Migrations.Count}");
        (await (await _db.OpenAsync()).TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_line()
    {
        await (await _db.OpenAsync()).DisposeAsync();
        _db.Execute("PRAGMA user_version = 99");
        var storage = _db.Storage();
        var fault = (await storage.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsConfigurationException>()).Which;
        fault.Faults.Should().Equal($"Storage:Path: '{_db.Path}': this database has schema 99 of a newer UwsKit; this release reads up to schema {Schema.Migrations.Count}");
        _db.Scalar("PRAGMA user_version").Should().Be("99");
    }
}
