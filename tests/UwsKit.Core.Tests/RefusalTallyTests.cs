using Microsoft.Extensions.Time.Testing;

namespace UwsKit;

public sealed class RefusalTallyTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Of_each_callers_refusals_some_are_told_and_the_others_counted_by_the_minute()
    {
        var tally = new RefusalTally("node", _time);
        Enumerable.Range(0, 50).Count(_ => tally.IsTold(Refusal(403, "eve"))).Should().Be(20);
        Enumerable.Range(0, 50).Count(_ => tally.IsTold(Refusal(429, "eve"))).Should().Be(1);
        Enumerable.Range(0, 50).Count(i => tally.IsTold(Refusal(401, null, $"2001:db8::{i:x}"))).Should().Be(20, "who has one address of a network has all");
        tally.IsTold(Refusal(403, "bob")).Should().BeTrue();
        _time.Advance(TimeSpan.FromMinutes(1));
        tally.Turn().Select(e => (e.Who, e.From, e.Status, e.Times, e.Since)).Should().BeEquivalentTo(new (string?, string?, int, long?, DateTimeOffset?)[]
        {
            ("eve", null, 403, 30, _time.Start), ("eve", null, 429, 49, _time.Start), (null, "2001:db8::/64", 401, 30, _time.Start),
        });
        tally.Turn().Should().BeEmpty();
        tally.IsTold(Refusal(429, "eve")).Should().BeTrue("it is another minute");
    }

    [Fact]
    public void However_many_callers_there_are_entries_and_memory_have_a_bound_and_none_is_forgotten()
    {
        var tally = new RefusalTally("node", _time);
        var told = Enumerable.Range(0, 100_000).Count(i => tally.IsTold(Refusal(401, null, $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}")));
        var counted = tally.Turn();
        told.Should().BeLessThanOrEqualTo(2_000);
        counted.Should().HaveCountLessThanOrEqualTo(1_001);
        (told + counted.Sum(e => e.Times)).Should().Be(100_000);
    }

    private AuditEntry Refusal(int status, string? who, string from = "192.0.2.1") => new(_time.Now(), "node", "GET", "{list}", status) { Who = who, From = from };
}
