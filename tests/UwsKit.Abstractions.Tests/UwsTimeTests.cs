using Microsoft.Extensions.Time.Testing;

namespace UwsKit.Abstractions.Tests;

public sealed class UwsTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    [Rule(44, 45, 47)]
    public void An_instant_is_written_in_UTC_with_milliseconds()
    {
        UwsTime.Format(new DateTimeOffset(2026, 3, 1, 13, 0, 0, 7, TimeSpan.FromHours(1))).Should().Be("2026-03-01T12:00:00.007Z");
        UwsTime.Format(Noon.AddTicks(9_999)).Should().Be("2026-03-01T12:00:00.000Z", "it is cut, not rounded");
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00.000Z")]
    [InlineData("2026-03-01T12:00:00Z")]
    [InlineData("2026-03-01T12:00:00")]
    [InlineData("2026-03-01 12:00:00")]
    [InlineData("2026-03-01T12:00")]
    [InlineData("2026-03-01T12:00:00.0009999Z")]
    [InlineData(" 2026-03-01T12:00:00Z ")]
    [Rule(48)]
    public void Ways_to_write_noon(string text)
    {
        UwsTime.TryParse(text, out var instant).Should().BeTrue();
        instant.Should().Be(Noon).And.Subject!.Value.Offset.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00.000Z")]
    [InlineData("20260301", "2026-03-01T00:00:00.000Z")]
    [InlineData("2026-03", "2026-03-01T00:00:00.000Z")]
    [InlineData("2026", "2026-01-01T00:00:00.000Z")]
    [InlineData("2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500Z")]
    [InlineData("2026-03-01T12:00:00.1234567Z", "2026-03-01T12:00:00.123Z")]
    public void Other_instants(string text, string canonical)
    {
        UwsTime.TryParse(text, out var instant).Should().BeTrue();
        UwsTime.Format(instant).Should().Be(canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-03-01T12:00:00+01:00")]
    [InlineData("2026-02-30")]
    [InlineData("2026-03-01T25:00:00Z")]
    [InlineData("2026-03-01T12:00:00Z; drop")]
    [InlineData("01/03/2026")]
    [InlineData("1772366400")]
    [Rule(48)]
    public void Anything_else_is_refused(string? text) => UwsTime.TryParse(text, out _).Should().BeFalse();

    [Fact]
    [Rule(47)]
    public void What_was_written_is_read_for_every_millisecond()
    {
        for (var ms = 0; ms < 1000; ms++)
        {
            UwsTime.TryParse(UwsTime.Format(Noon.AddMilliseconds(ms)), out var read).Should().BeTrue();
            read.Should().Be(Noon.AddMilliseconds(ms));
        }
    }

    [Fact]
    public void Now_has_the_precision_of_the_record()
        => new FakeTimeProvider(Noon.AddTicks(12_345)).Now().Should().Be(Noon.AddMilliseconds(1));
}
