namespace UwsKit.Storage.Sqlite;

/// <summary>When the index of shared jobs is written, and when not.</summary>
public sealed class SqliteShareTests : IAsyncLifetime
{
    private readonly TempDatabase _db = new();
    private SqliteStorage _storage = null!;
    private readonly Job _shared = Sample.Job() with { SharedWith = ["user:bob", "group:cta"] };

    public async ValueTask InitializeAsync()
    {
        _storage = await _db.OpenAsync();
        (await _storage.TryCreateAsync(_shared, default)).Should().BeTrue();
        foreach (var what in (string[])["INSERT", "UPDATE", "DELETE"])
        {
            _db.Execute($"CREATE TRIGGER untouched_{what} BEFORE {what} ON job_shares BEGIN SELECT RAISE(ABORT, 'touched'); END");
        }
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_job_that_is_not_shared_is_written_without_it()
    {
        var job = Sample.Job() with { SharedWith = ["link:1/2"] };
        (await _storage.TryCreateAsync(job, default)).Should().BeTrue();
        (await _storage.TryUpdateAsync(job with { Phase = ExecutionPhase.Queued, SharedWith = [] }, default)).Should().BeTrue();
        (await _storage.DeleteAsync(job.Id, default)).Should().BeTrue();
    }

    [Fact]
    public async Task A_change_that_leaves_the_names_as_they_are_leaves_it_too()
    {
        (await _storage.TryUpdateAsync(_shared with { Phase = ExecutionPhase.Completed, SharedWith = [.. _shared.SharedWith, "link:1/2"] }, default)).Should().BeTrue();
        (await _storage.ListAsync(new() { Visibility = Visibility.Shared(["user:bob"]) }, default)).Should().ContainSingle().Which.Phase.Should().Be(ExecutionPhase.Completed);
    }

    [Fact]
    public async Task A_job_whose_names_cannot_be_written_is_not_written_either()
    {
        foreach (var names in (string[][])[["user:bob"], [], ["user:eve"]])
        {
            (await _storage.Invoking(s => s.TryUpdateAsync(_shared with { SharedWith = names, RunId = "new" }, default).AsTask()).Should().ThrowAsync<UwsException>()).Which.Kind.Should().Be(UwsErrorKind.Invalid);
        }

        var another = Sample.Job() with { SharedWith = ["user:bob"] };
        await _storage.Invoking(s => s.TryCreateAsync(another, default).AsTask()).Should().ThrowAsync<UwsException>();
        (await _storage.GetAsync(another.Id, default)).Should().BeNull();
        (await _storage.GetAsync(_shared.Id, default)).Should().BeEquivalentTo(new { _shared.Version, RunId = (string?)null });
        (await _storage.ListAsync(new() { Visibility = Visibility.Shared(["group:cta"]) }, default)).Should().Equal(_shared.Summarize());
    }
}
