using System.Diagnostics;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbOutageTests : IAsyncLifetime
{
    private static readonly JobQuery Everybody = new() { Visibility = Visibility.Everybody };

    private readonly TempDatabase _database = TempDatabase.OnStandIn();
    private readonly Wire _wire = new();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _wire.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_stops_is_one_line_and_when_it_is_back_all_goes_on()
    {
        var options = _database.Through(_wire);
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        var storage = await _database.OpenAsync(options);
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);

        _wire.Down();
        var clock = Stopwatch.StartNew();
        foreach (var call in (Func<Task>[])[() => storage.GetAsync(job.Id, default).AsTask(), () => storage.TryUpdateAsync(job, default).AsTask(), () => storage.ListAsync(Everybody, default).AsTask()])
        {
            var fault = (await call.Should().ThrowAsync<UwsException>()).Which;
            fault.Kind.Should().Be(UwsErrorKind.Unavailable);
            fault.Message.Should().Be("The job database is not available: it cannot be reached.");
        }

        var many = Enumerable.Range(0, 2000).Select(_ => storage.TryCreateAsync(Sample.Job(), default).AsTask()).ToList();
        await Task.WhenAll(many).ContinueWith(_ => { }, TaskScheduler.Default);
        many.Should().OnlyContain(t => t.IsFaulted && t.Exception!.InnerException is UwsException);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));

        _wire.Up();
        (await storage.GetAsync(job.Id, default))!.Version.Should().Be(1);
        (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
        _database.Log.Lines.Where(l => l.Contains(" 4402 ")).Should().ContainSingle("the outage is one line, however many calls meet it")
            .Which.Should().Be($"Error 4402 Job database 127.0.0.1:{_wire.Port}/{_database.Name} is not available: it cannot be reached");
        _database.Log.Lines.Count(l => l.Contains(" 4403 ")).Should().Be(1);
    }

    [Fact]
    public async Task While_the_server_is_away_one_caller_asks_for_it_and_the_others_are_told_at_once()
    {
        var options = _database.Through(_wire);
        options.ConnectTimeout = TimeSpan.FromSeconds(3);
        var storage = await _database.OpenAsync(options);
        _wire.Down();
        // In the first second of an outage everybody asks: broken connections are none.
        for (var n = 0; n < 2; n++)
        {
            await storage.Invoking(s => s.GetAsync(Sample.Job().Id, default).AsTask()).Should().ThrowAsync<UwsException>();
        }

        var clock = Stopwatch.StartNew();
        var waited = await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
        {
            Func<Task> call = n % 2 == 0 ? () => storage.GetAsync(Sample.Job().Id, default).AsTask() : () => storage.TryCreateAsync(Sample.Job(), default).AsTask();
            (await call.Should().ThrowAsync<UwsException>()).Which.Message.Should().Be("The job database is not available: it cannot be reached.");
            return clock.Elapsed;
        }));

        waited.Count(w => w > TimeSpan.FromSeconds(2)).Should().BeLessThan(2);
    }

    [Fact]
    public async Task A_server_that_takes_no_writes_is_one_line_and_its_jobs_can_be_read()
    {
        var storage = await _database.OpenAsync(_database.Through(_wire));
        _wire.Answer = command => command.GetElement(0).Name is "insert" ? Wire.Error(14031, "OutOfDiskSpace") : null;
        for (var n = 0; n < 5; n++)
        {
            (await storage.Awaiting(s => s.TryCreateAsync(Sample.Job(), default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Message.Should().Contain("its disk is full");
            (await storage.ListAsync(Everybody, default)).Should().BeEmpty();
        }

        _database.Log.Lines.Count(l => l.Contains(" 4402 ")).Should().Be(1);
        _database.Log.Lines.Count(l => l.Contains(" 4403 ")).Should().Be(0);

        _wire.Answer = _ => null;
        (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
        _database.Log.Lines.Count(l => l.Contains(" 4403 ")).Should().Be(1);
    }

    [Fact]
    public async Task A_server_whose_connections_are_all_in_use_is_busy_and_not_away()
    {
        var options = _database.Through(_wire);
        (options.ConnectionString, options.CommandTimeout) = (options.ConnectionString + "&maxPoolSize=1", TimeSpan.FromSeconds(1));
        var storage = await _database.OpenAsync(options);
        _wire.Spoil = command => command.GetElement(0).Name is "find" ? WireFault.Hang : null;
        var holds = storage.GetAsync(Sample.Job().Id, default).AsTask();

        var fault = (await storage.Awaiting(s => s.TryCreateAsync(Sample.Job(), default).AsTask()).Should().ThrowAsync<UwsException>()).Which;

        (fault.Kind, fault.Message).Should().Be((UwsErrorKind.Unavailable, "The job database is busy: all connections are in use."));
        fault.RetryAfter.Should().BePositive();
        fault.IsBusy.Should().BeTrue();
        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4402 ")).And.ContainSingle(l => l.Contains(" 4411 "));
        await holds.Awaiting(h => h).Should().ThrowAsync<UwsException>();
    }

    [Fact]
    public async Task A_server_that_is_away_at_the_start_is_named_and_the_start_may_be_repeated()
    {
        var options = _database.Through(_wire);
        options.ConnectTimeout = TimeSpan.FromSeconds(1);
        var storage = _database.Storage(options);
        _wire.Down();
        var fault = (await storage.Invoking(s => s.InitializeAsync(default).AsTask()).Should().ThrowAsync<UwsException>()).Which;
        (fault.Kind, fault.Message).Should().Be((UwsErrorKind.Unavailable, $"The job database 127.0.0.1:{_wire.Port}/{_database.Name} is not available: it cannot be reached."));
        _wire.Up();
        await storage.InitializeAsync(default);
        (await storage.TryCreateAsync(Sample.Job(), default)).Should().BeTrue();
    }

    [Fact]
    public async Task Broken_connections_are_not_noticed_by_callers()
    {
        var storage = await _database.OpenAsync(_database.Through(_wire));
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);
        for (var version = 1; version < 6; version++)
        {
            _wire.Down();
            _wire.Up();
            (await storage.TryUpdateAsync(job with { Version = version }, default)).Should().BeTrue();
            _wire.Down();
            _wire.Up();
            (await storage.GetAsync(job.Id, default))!.Version.Should().Be(version + 1);
            _wire.Down();
            _wire.Up();
            (await storage.ListAsync(Everybody, default)).Should().ContainSingle();
        }

        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4402 "));
    }

    [Fact]
    public async Task Two_thousand_writes_at_once_all_arrive()
    {
        var storage = await _database.OpenAsync(_database.Through(_wire));
        (await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => storage.TryCreateAsync(Sample.Job(), default).AsTask()))).Should().NotContain(false);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unavailable_after_the_timeout()
    {
        var options = _database.Through(_wire);
        options.CommandTimeout = TimeSpan.FromSeconds(1);
        var storage = await _database.OpenAsync(options);
        var job = Sample.Job();
        await storage.TryCreateAsync(job, default);
        _wire.Spoil = command => command.GetElement(0).Name is "find" or "update" ? WireFault.Hang : null;
        foreach (var call in (Func<Task>[])[() => storage.GetAsync(job.Id, default).AsTask(), () => storage.TryUpdateAsync(job, default).AsTask()])
        {
            var clock = Stopwatch.StartNew();
            (await call.Should().ThrowAsync<UwsException>()).Which.Message.Should().Be("The job database is not available: it did not answer in time.");
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15));
        }

        _wire.Spoil = _ => null;
        (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_record_beyond_16_MB_is_too_large_and_says_nothing_about_the_others()
    {
        var storage = await _database.OpenAsync();
        var large = Sample.Job() with { Parameters = [new("p", new string('x', 16 * 1024 * 1024))] };
        (await storage.Invoking(s => s.TryCreateAsync(large, default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.TooLarge);
        (await storage.TryCreateAsync(large with { Parameters = [new("p", new string('x', 15 * 1024 * 1024))] }, default)).Should().BeTrue();
        _database.Log.Lines.Should().NotContain(l => l.Contains(" 4402 "));
    }

    [Fact]
    public async Task After_closing_a_call_is_unavailable()
    {
        var storage = await _database.OpenAsync();
        await storage.DisposeAsync();
        foreach (var call in (Func<Task>[])[() => storage.GetAsync(Sample.Job().Id, default).AsTask(), () => storage.TryCreateAsync(Sample.Job(), default).AsTask()])
        {
            (await call.Should().ThrowAsync<UwsException>()).Which.Message.Should().Be("The job database is closed: the server is shutting down.");
        }
    }
}
