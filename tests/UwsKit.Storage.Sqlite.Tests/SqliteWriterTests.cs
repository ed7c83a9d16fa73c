using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace UwsKit.Storage.Sqlite;

public sealed class SqliteWriterTests : IAsyncDisposable
{
    private readonly TempDatabase _db = new();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_refused_row_fails_alone_and_the_rest_of_its_batch_is_stored()
    {
        var storage = await _db.OpenAsync();
        var good = Enumerable.Range(0, 20).Select(_ => Sample.Job()).ToList();
        var bad = Sample.Job() with { JobList = null! };
        var answers = await InOneBatchAsync([.. good[..10], bad, .. good[10..]]);

        answers.Where((_, i) => i != 10).Should().OnlyContain(a => a.Result);
        var refusal = (await answers[10].Invoking(a => a).Should().ThrowAsync<UwsException>()).Which;
        refusal.Kind.Should().Be(UwsErrorKind.Invalid);
        refusal.Message.Should().NotContain("\n");
        foreach (var job in good)
        {
            (await storage.GetAsync(job.Id, default)).Should().BeEquivalentTo(job);
        }

        (await storage.GetAsync(bad.Id, default)).Should().BeNull();
    }

    [Fact]
    public async Task A_row_refused_after_it_was_written_to_the_table_leaves_nothing()
    {
        await _db.OpenAsync();
        _db.Execute("CREATE TABLE log (id TEXT); CREATE TRIGGER poison AFTER INSERT ON jobs BEGIN INSERT INTO log VALUES (new.id); "
            + "SELECT RAISE(ABORT, 'no') WHERE new.run_id = 'poison'; END");
        var (first, bad, last) = (Sample.Job(), Sample.Job() with { RunId = "poison" }, Sample.Job());
        var answers = await InOneBatchAsync([first, bad, last]);
        answers.Select(a => a.IsFaulted).Should().Equal(false, true, false);
        _db.Scalar("SELECT count(*) FROM log").Should().Be("2");
        _db.Scalar("SELECT count(*) FROM jobs").Should().Be("2");
    }

    [Fact]
    public async Task A_failing_commit_fails_all_its_writes_and_the_next_batch_is_stored()
    {
        var storage = await _db.OpenAsync();
        // A deferred foreign key is checked by COMMIT itself.
        _db.Execute("CREATE TABLE parent (id TEXT PRIMARY KEY); CREATE TABLE child (id TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED); "
            + "CREATE TRIGGER poison AFTER INSERT ON jobs WHEN new.run_id = 'poison' BEGIN INSERT INTO child VALUES ('x'); END");
        var jobs = Enumerable.Range(0, 5).Select(n => Sample.Job() with { RunId = n == 3 ? "poison" : null }).ToList();
        var answers = await InOneBatchAsync(jobs);
        foreach (var answer in answers)
        {
            (await answer.Invoking(a => a).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        }

        _db.Scalar("SELECT count(*) FROM jobs").Should().Be("0");
        (await InOneBatchAsync(jobs[..2])).Should().OnlyContain(a => a.Result);
        (await storage.TryCreateAsync(jobs[2], default)).Should().BeTrue();
    }

    [Fact]
    public async Task Who_waits_while_the_database_lets_nobody_begin_is_told_together_with_the_first()
    {
        await _db.OpenAsync();
        using var other = Lock();
        using var writer = new Writer(new Database(new() { Path = _db.Path, BusyTimeout = TimeSpan.FromMilliseconds(100) }), TimeProvider.System, NullLogger.Instance);
        var writes = Enumerable.Range(0, 3).Select(_ => Sample.Job()).Select(j => new Write(WriteKind.Create, j.Id, JobColumns.Values(j))).ToList();
        var waiting = new Queue<Write>(writes);
        writer.Commit(waiting.Dequeue, () => waiting.TryDequeue(out var write) ? write : null);
        foreach (var write in writes)
        {
            (await write.Invoking(w => w.Answer.WaitAsync(TimeSpan.FromSeconds(10))).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        }
    }

    [Fact]
    public async Task Another_process_that_does_not_finish_makes_a_write_unavailable_but_not_a_read()
    {
        var storage = await _db.OpenAsync(new() { BusyTimeout = TimeSpan.FromSeconds(1) });
        var stored = Sample.Job();
        await storage.TryCreateAsync(stored, default);
        using (var other = Lock())
        {
            var write = async () => await storage.TryUpdateAsync(stored, default);
            var fault = (await write.Should().ThrowAsync<UwsException>()).Which;
            fault.Kind.Should().Be(UwsErrorKind.Unavailable);
            fault.Message.Should().Be("The job database is not available: another process is writing to it and did not finish in time.");
            (await storage.GetAsync(stored.Id, default)).Should().NotBeNull();
        }

        (await storage.TryUpdateAsync(stored, default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_full_disk_makes_writes_unavailable_until_there_is_room()
    {
        var storage = await _db.OpenAsync();
        var job = Sample.Job() with { Parameters = [new("text", new string('x', 2_000_000))] };
        // The limit belongs to a connection; the writer's is the one that must have it.
        storage.WithWriter(c => Schema.Scalar(c, "PRAGMA max_page_count = 100"));
        var write = async () => await storage.TryCreateAsync(job, default);
        (await write.Should().ThrowAsync<UwsException>()).Which.Message.Should().Be("The job database is not available: the disk is full.");
        storage.WithWriter(c => Schema.Scalar(c, "PRAGMA max_page_count = 1000000"));
        (await storage.TryCreateAsync(job, default)).Should().BeTrue();
    }

    [Fact]
    public async Task The_token_counts_only_until_the_write_is_queued()
    {
        var storage = await _db.OpenAsync();
        using var cancel = new CancellationTokenSource();
        var (queued, late) = (Sample.Job(), Sample.Job());
        Task<bool> answer;
        using (Lock())
        {
            answer = storage.TryCreateAsync(queued, cancel.Token).AsTask();
            await cancel.CancelAsync();
            var refused = async () => await storage.TryCreateAsync(late, cancel.Token);
            await refused.Should().ThrowAsync<OperationCanceledException>();
        }

        (await answer).Should().BeTrue();
        (await storage.GetAsync(queued.Id, default)).Should().NotBeNull();
        (await storage.GetAsync(late.Id, default)).Should().BeNull();
    }

    [Fact]
    public async Task Closing_commits_what_is_queued_and_takes_no_more()
    {
        var storage = await _db.OpenAsync();
        var jobs = Enumerable.Range(0, 100).Select(_ => Sample.Job()).ToList();
        List<Task<bool>> answers;
        Task closing;
        using (Lock())
        {
            answers = [.. jobs.Select(j => storage.TryCreateAsync(j, default).AsTask())];
            closing = storage.DisposeAsync().AsTask();
        }

        await closing;
        (await Task.WhenAll(answers)).Should().OnlyContain(won => won);
        _db.Scalar("SELECT count(*) FROM jobs").Should().Be("100");
        var write = async () => await storage.TryCreateAsync(Sample.Job(), default);
        (await write.Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        var read = async () => await storage.GetAsync(jobs[0].Id, default);
        (await read.Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Unavailable);
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task Every_commit_is_flushed_to_the_disk()
    {
        var storage = await _db.OpenAsync();
        storage.WithWriter(c => Schema.Number(c, "PRAGMA synchronous")).Should().Be(2, "2 is FULL");
        _db.Scalar("PRAGMA journal_mode").Should().Be("wal");
    }

    /// <summary>Commits the jobs as one batch, as the queue does when they wait together, and gives back their answers once all are there.</summary>
    private async Task<IReadOnlyList<Task<bool>>> InOneBatchAsync(IReadOnlyList<Job> jobs)
    {
        using var writer = new Writer(new Database(new() { Path = _db.Path }), TimeProvider.System, NullLogger.Instance);
        var writes = jobs.Select(j => new Write(WriteKind.Create, j.Id, JobColumns.Values(j))).ToList();
        var waiting = new Queue<Write>(writes);
        writer.Commit(() => waiting.TryDequeue(out var write) ? write : null, () => null);
        List<Task<bool>> answers = [.. writes.Select(w => w.Answer)];
        await Task.WhenAll(answers.Select(a => a.ContinueWith(static _ => { }, TaskScheduler.Default))).WaitAsync(TimeSpan.FromSeconds(30));
        return answers;
    }

    private SqliteConnection Lock()
    {
        var other = _db.Connect();
        Schema.Execute(other, "BEGIN IMMEDIATE");
        return other;
    }
}
