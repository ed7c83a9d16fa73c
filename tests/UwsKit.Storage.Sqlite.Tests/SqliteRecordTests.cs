namespace UwsKit.Storage.Sqlite;

public sealed class SqliteRecordTests : IAsyncLifetime
{
    private readonly TempDatabase _db = new();
    private SqliteStorage _storage = null!;

    public async ValueTask InitializeAsync() => _storage = await _db.OpenAsync();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_job_comes_back_as_it_was_created()
    {
        var sample = new Sample(1);
        foreach (var job in Enumerable.Range(0, 200).Select(_ => sample.Next()))
        {
            (await _storage.TryCreateAsync(job, default)).Should().BeTrue();
            (await _storage.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
        }
    }

    [Fact]
    public async Task A_taken_id_is_refused_and_the_first_job_stays()
    {
        var job = Sample.Job();
        (await _storage.TryCreateAsync(job, default)).Should().BeTrue();
        (await _storage.TryCreateAsync(job with { RunId = "second" }, default)).Should().BeFalse();
        (await _storage.GetAsync(job.Id, default))!.RunId.Should().BeNull();
    }

    [Fact]
    public async Task Of_twenty_creators_of_one_id_exactly_one_wins()
    {
        var id = JobId.New(TimeProvider.System);
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(async () => await _storage.TryCreateAsync(Sample.Job(id), default))));
        won.Count(w => w).Should().Be(1);
    }

    [Fact]
    public async Task Of_many_updates_from_one_version_exactly_one_wins()
    {
        var job = Sample.Job() with { Version = 7 };
        await _storage.TryCreateAsync(job, default);
        await using var other = new SqliteStorage(new() { Path = _db.Path });
        await other.InitializeAsync(default);
        for (var round = 0; round < 20; round++)
        {
            var version = 7 + round;
            var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(async () =>
                (await (n % 2 == 0 ? _storage : other).TryUpdateAsync(job with { Version = version, RunId = $"writer{n}" }, default), n))));
            var winner = won.Single(w => w.Item1).n;
            var stored = await _storage.GetAsync(job.Id, default);
            stored.Should().BeEquivalentTo(job with { Version = version + 1, RunId = $"writer{winner}" });
        }
    }

    [Fact]
    public async Task An_update_of_another_version_or_of_no_job_changes_nothing()
    {
        var job = Sample.Job() with { Version = 3 };
        await _storage.TryCreateAsync(job, default);
        (await _storage.TryUpdateAsync(job with { Version = 2, RunId = "x" }, default)).Should().BeFalse();
        (await _storage.TryUpdateAsync(job with { Version = 4, RunId = "x" }, default)).Should().BeFalse();
        (await _storage.TryUpdateAsync(Sample.Job(), default)).Should().BeFalse();
        (await _storage.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
    }

    [Fact]
    public async Task A_deleted_record_is_gone_and_its_id_is_free_again()
    {
        var job = Sample.Job();
        await _storage.TryCreateAsync(job, default);
        (await _storage.DeleteAsync(job.Id, default)).Should().BeTrue();
        (await _storage.DeleteAsync(job.Id, default)).Should().BeFalse();
        (await _storage.GetAsync(job.Id, default)).Should().BeNull();
        (await _storage.TryCreateAsync(job, default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_tombstone_is_read_by_id_and_listed_only_when_asked_for()
    {
        var job = Sample.Job();
        await _storage.TryCreateAsync(job, default);
        await _storage.TryUpdateAsync(job with { Deleted = true }, default);
        var query = new JobQuery { Visibility = Visibility.Everybody };
        (await _storage.GetAsync(job.Id, default))!.Deleted.Should().BeTrue();
        (await _storage.ListAsync(query, default)).Should().BeEmpty();
        (await _storage.ListAsync(query with { IncludeDeleted = true }, default)).Should().ContainSingle().Which.Deleted.Should().BeTrue();
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("😀\u200d🚀 – ﷽ \u202e")]
    [InlineData("'; DROP TABLE jobs; --")]
    [InlineData("\"quoted\" \\ \r\n\t%_*?[")]
    [InlineData("\u007f\u0080\uffff\ud7ff\ue000")]
    public async Task Hostile_text_comes_back_and_is_found_as_it_was(string text)
    {
        var job = Sample.Job() with
        {
            OwnerId = text, RunId = text, JobList = text, JobInfo = text, Parameters = [new("text", text)], Error = new(true, text, text),
            Placement = new(text, PlacementState.Placed, 1, text, text, Sample.Noon), Version = 0,
        };
        await _storage.TryCreateAsync(job, default);
        await _storage.TryCreateAsync(job with { Id = JobId.New(TimeProvider.System), OwnerId = text + "x", RunId = "x" + text }, default);
        (await _storage.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
        var query = new JobQuery { Visibility = Visibility.Of(text), JobList = text, Text = text, Placement = new(PlacementState.Placed, text, text) };
        (await _storage.ListAsync(query, default)).Should().Equal(job.Summarize());
        (await _storage.ListAsync(query with { Visibility = Visibility.Everybody, Placement = null }, default)).Should().Equal(job.Summarize());
    }

    [Fact]
    public async Task Very_long_text_comes_back()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789é😀\0", 200_000));
        var job = Sample.Job() with
        {
            RunId = text[..98_000], OwnerId = text[..1400], Placement = new(text[..2800], PlacementState.Placed, 1, text[..2800], text[..2800], Sample.Noon), Parameters = [new("script", text)],
        };
        await _storage.TryCreateAsync(job, default);
        var stored = await _storage.GetAsync(job.Id, default);
        stored!.Parameters[0].Value.Should().Be(text);
        (await _storage.ListAsync(new() { Visibility = Visibility.Everybody, Text = text[..49_000] }, default)).Should().Equal(job.Summarize());
        (await _storage.ListAsync(new() { Visibility = Visibility.Of(text[..1400]), Placement = new(PlacementState.Placed, text[..2800]) }, default))
            .Should().Equal(job.Summarize());
    }

    [Fact]
    public async Task A_damaged_document_is_named_and_does_not_hide_other_jobs()
    {
        var (bad, good) = (Sample.Job(), Sample.Job());
        await _storage.TryCreateAsync(bad, default);
        await _storage.TryCreateAsync(good, default);
        _db.Execute($"UPDATE jobs SET document = CAST('{{\"id\":7' AS BLOB) WHERE id = '{bad.Id}'");
        var read = async () => await _storage.GetAsync(bad.Id, default);
        (await read.Should().ThrowAsync<UwsException>()).Which.Message.Should().StartWith($"The record of job {bad.Id} in the job database is damaged: ");
        (await _storage.GetAsync(good.Id, default)).Should().BeEquivalentTo(good);
        (await _storage.ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_reopened_database_has_every_job()
    {
        var sample = new Sample(2);
        var jobs = Enumerable.Range(0, 100).Select(_ => sample.Next()).ToList();
        await Task.WhenAll(jobs.Select(j => _storage.TryCreateAsync(j, default).AsTask()));
        await _storage.DisposeAsync();
        await using var again = new SqliteStorage(new() { Path = _db.Path });
        await again.InitializeAsync(default);
        foreach (var job in jobs)
        {
            (await again.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
        }
    }

    [Fact]
    public async Task Every_write_that_has_returned_is_seen_by_reads_of_any_instance()
    {
        await using var other = new SqliteStorage(new() { Path = _db.Path });
        await other.InitializeAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            var (writes, reads) = task % 2 == 0 ? (_storage, other) : (other, _storage);
            for (var n = 0; n < 50; n++)
            {
                var job = Sample.Job() with { OwnerId = $"owner{task}" };
                (await writes.TryCreateAsync(job, default)).Should().BeTrue();
                (await reads.GetAsync(job.Id, default)).Should().NotBeNull();
                (await reads.ListAsync(new() { JobList = "skymap", Visibility = Visibility.Of($"owner{task}") }, default)).Should().HaveCount(n + 1);
                (await reads.TryUpdateAsync(job with { Phase = ExecutionPhase.Queued }, default)).Should().BeTrue();
                (await writes.GetAsync(job.Id, default))!.Phase.Should().Be(ExecutionPhase.Queued);
            }
        })));
    }
}
