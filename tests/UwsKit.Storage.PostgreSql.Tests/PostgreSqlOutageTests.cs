using System.Diagnostics;
using Npgsql;

namespace UwsKit.Storage.PostgreSql;

public sealed class PostgreSqlOutageTests
{
    private const string Killed = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE '%{s}%' AND pid <> pg_backend_pid()";

    [Fact]
    public async Task A_server_that_stops_is_one_line_and_when_it_is_back_all_goes_on()
    {
        Assert.SkipWhen(PgCluster.MissingBecause is not null, PgCluster.MissingBecause ?? "");
        await using var server = new PgCluster();
        await using var schema = new TempSchema(await server.StartAsync());
        var storage = await schema.OpenAsync();
        using var stop = new CancellationTokenSource();
        var told = schema.Feed().WatchAsync(stop.Token).GetAsyncEnumerator();
        (await NextAsync(told)).IsGap.Should().BeTrue();
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);
        (await NextAsync(told)).Should().Be(new JobChange(job.Id, 1));

        await server.DownAsync();
        var next = NextAsync(told);
        var clock = Stopwatch.StartNew();
        foreach (var call in (Func<Task>[])[() => storage.GetAsync(job.Id, default).AsTask(), () => storage.TryUpdateAsync(job, default).AsTask(), () => storage.ListAsync(new() { Visibility = Visibility.Everybody }, default).AsTask()])
        {
            var fault = (await call.Should().ThrowAsync<UwsException>()).Which;
            fault.Kind.Should().Be(UwsErrorKind.Unavailable);
            fault.Message.Should().StartWith("The job database is not available: ").And.NotContain("\n").And.NotContain("127.0.0.1");
        }

        var many = Enumerable.Range(0, 2000).Select(_ => storage.TryCreateAsync(Sample.Job(), default).AsTask()).ToList();
        await Task.WhenAll(many).ContinueWith(_ => { }, TaskScheduler.Default);
        many.Should().OnlyContain(t => t.IsFaulted);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));

        await server.UpAsync();
        (await storage.GetAsync(job.Id, default))!.Version.Should().Be(1);
        (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
        (await next).IsGap.Should().BeTrue();
        schema.Log.Lines.Count(l => l.Contains(" 4302 ")).Should().Be(1, "the outage is one line, however many calls meet it");
        schema.Log.Lines.Count(l => l.Contains(" 4303 ")).Should().Be(1);
        schema.Log.Lines.Count(l => l.Contains(" 4305 ")).Should().Be(1);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task Killed_backends_are_not_noticed_by_callers_and_the_feed_tells_a_gap()
    {
        await using var schema = new TempSchema();
        var storage = await schema.OpenAsync();
        using var stop = new CancellationTokenSource();
        var told = schema.Feed().WatchAsync(stop.Token).GetAsyncEnumerator();
        (await NextAsync(told)).IsGap.Should().BeTrue();
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);
        (await NextAsync(told)).Id.Should().Be(job.Id);

        for (var version = 1; version < 6; version++)
        {
            await schema.ScalarAsync(Killed);
            (await storage.TryUpdateAsync(job with { Version = version }, default)).Should().BeTrue();
            await schema.ScalarAsync(Killed);
            (await storage.GetAsync(job.Id, default))!.Version.Should().Be(version + 1);
        }

        JobChange change;
        do
        {
            change = await NextAsync(told);
        }
        while (!change.IsGap);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unavailable_after_the_timeout()
    {
        await using var schema = new TempSchema();
        var options = schema.Options;
        options.CommandTimeout = TimeSpan.FromSeconds(1);
        var storage = await schema.OpenAsync(options);
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);
        var holding = schema.ScalarAsync("BEGIN; LOCK TABLE {s}.jobs; SELECT pg_sleep(4); COMMIT");
        Func<Task> read = async () =>
        {
            while (!holding.IsCompleted)
            {
                await storage.GetAsync(job.Id, default);
            }
        };
        (await read.Should().ThrowAsync<UwsException>()).Which.Message.Should().Be("The job database is not available: it did not answer in time.");
        await holding;
        (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_pool_whose_connections_are_all_in_use_is_busy_and_not_an_outage()
    {
        await using var schema = new TempSchema();
        var options = schema.Options;
        (options.ConnectionString, options.ConnectTimeout) = (options.ConnectionString + ";Maximum Pool Size=2", TimeSpan.FromSeconds(1));
        var storage = await schema.OpenAsync(options);
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);
        await using var other = new NpgsqlConnection(schema.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand($"LOCK TABLE {schema.Name}.jobs", other))
        {
            await command.ExecuteNonQueryAsync();
        }

        // Two of them get a connection, and wait with it.
        var calls = Enumerable.Range(0, 3).Select(_ => storage.GetAsync(job.Id, default).AsTask()).ToList();
        var busy = (await Task.WhenAny(calls)).Exception?.InnerException as UwsException;

        (busy?.Kind, busy?.Message).Should().Be((UwsErrorKind.Unavailable, "The job database is busy: all connections are in use."));
        busy!.RetryAfter.Should().BePositive();
        busy.IsBusy.Should().BeTrue();
        (await storage.Awaiting(s => s.TryUpdateAsync(job, default).AsTask()).Should().ThrowAsync<UwsException>()).Which.RetryAfter.Should().BePositive();
        await holding.RollbackAsync();
        (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
        schema.Log.Lines.Should().NotContain(l => l.Contains(" 4302 ")).And.ContainSingle(l => l.Contains(" 4308 "));
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Who_asks_whether_a_name_is_free_writes_nothing()
    {
        await using var schema = new TempSchema();
        var storage = await schema.OpenAsync();
        (await storage.TryHoldAsync("node/a", "asker", TimeSpan.Zero, default)).Should().BeTrue();
        (await schema.ScalarAsync("SELECT count(*) FROM {s}.leases")).Should().Be("0");
        await storage.TryHoldAsync("node/a", "owner", TimeSpan.FromMilliseconds(1), default);
        while (!await storage.TryHoldAsync("node/a", "asker", TimeSpan.Zero, default))
        {
        }

        (await schema.ScalarAsync("SELECT holder FROM {s}.leases")).Should().Be("owner");
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_one_line_and_its_jobs_can_be_read()
    {
        await using var schema = new TempSchema();
        await (await schema.OpenAsync()).DisposeAsync();
        // As after the address was given to a standby; the switch is the table's, so that other tests can write.
        await schema.ScalarAsync("""
            CREATE FUNCTION {s}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'standby' USING ERRCODE = '25006'; END $$;
            CREATE TRIGGER standby BEFORE INSERT ON {s}.jobs EXECUTE FUNCTION {s}.refuse()
            """);
        var storage = schema.Storage();
        for (var n = 0; n < 5; n++)
        {
            (await storage.Awaiting(s => s.TryCreateAsync(Sample.Job(), default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Message.Should().Contain("read-only");
            (await storage.ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().BeEmpty();
        }

        schema.Log.Lines.Count(l => l.Contains(" 4302 ")).Should().Be(1);
        schema.Log.Lines.Count(l => l.Contains(" 4303 ")).Should().Be(0);

        await schema.ScalarAsync("DROP TRIGGER standby ON {s}.jobs");
        (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
        schema.Log.Lines.Count(l => l.Contains(" 4303 ")).Should().Be(1);
    }

    [Fact]
    public async Task A_refused_record_fails_alone_and_the_rest_of_its_batch_is_stored()
    {
        await using var schema = new TempSchema();
        var storage = await schema.OpenAsync();
        var jobs = Enumerable.Range(0, 60).Select(n => n % 20 == 7 ? Sample.Job() with { JobList = null! } : Sample.Job()).ToList();
        var answers = jobs.Select(j => storage.TryCreateAsync(j, default).AsTask()).ToList();
        await Task.WhenAll(answers).ContinueWith(_ => { }, TaskScheduler.Default);
        for (var n = 0; n < jobs.Count; n++)
        {
            if (n % 20 == 7)
            {
                (await answers[n].Invoking(a => a).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Invalid);
            }
            else
            {
                (await answers[n]).Should().BeTrue();
            }
        }

        (await storage.ListAsync(new() { Visibility = Visibility.Everybody }, default)).Should().HaveCount(57);
    }

    private static async Task<JobChange> NextAsync(IAsyncEnumerator<JobChange> told)
    {
        (await told.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue();
        return told.Current;
    }
}
