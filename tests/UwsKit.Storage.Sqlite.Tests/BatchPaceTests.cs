using Microsoft.Extensions.Time.Testing;
using UwsKit.Storage.Sqlite;

namespace UwsKit.Storage.Sqlite.Tests;

public class BatchPaceTests
{
    private static readonly TimeSpan Quick = TimeSpan.Zero, Slow = TimeSpan.FromMilliseconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly BatchPace _pace;

    public BatchPaceTests() => _pace = new(_time);

    [Fact]
    public void A_caller_that_is_alone_is_committed_at_once()
    {
        Take(1);
        _pace.IsWorthWaiting.Should().BeFalse();
        _pace.Committed(Slow, waiting: 0);
        Take(1);
        _pace.IsWorthWaiting.Should().BeFalse();
    }

    [Fact]
    public void With_a_quick_disk_half_of_those_in_flight_are_a_batch()
    {
        Take(10);
        _pace.Committed(Quick, waiting: 6);
        Take(7);
        _pace.IsFull.Should().BeFalse();
        Take(1);
        _pace.IsFull.Should().BeTrue();
    }

    [Fact]
    public void With_a_slow_disk_all_of_them_share_one_flush()
    {
        Take(10);
        _pace.Committed(Slow, waiting: 6);
        Take(15);
        (_pace.IsFull, _pace.IsWorthWaiting).Should().Be((false, true));
        Take(1);
        (_pace.IsFull, _pace.IsWorthWaiting).Should().Be((false, false), "the sixteenth was the last to wait for, and more may still join while they are there");
    }

    [Fact]
    public void A_batch_that_has_taken_as_long_as_a_flush_waits_for_no_more_than_half()
    {
        Take(10);
        _pace.Committed(Slow, waiting: 0);
        Take(5);
        _pace.IsFull.Should().BeFalse();
        _time.Advance(Slow);
        _pace.IsFull.Should().BeTrue();
    }

    [Fact]
    public void Who_does_not_come_back_is_waited_for_only_a_moment()
    {
        Take(10);
        _pace.Committed(Slow, waiting: 0);
        Take(2);
        _pace.IsWorthWaiting.Should().BeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _pace.IsWorthWaiting.Should().BeFalse();
    }

    private void Take(int writes)
    {
        for (var i = 0; i < writes; i++)
        {
            _pace.Take();
        }
    }
}
