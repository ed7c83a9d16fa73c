namespace UwsKit.Abstractions.Tests;

public sealed class UwsDurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("1.5s", 1.5)]
    [InlineData("10m", 600)]
    [InlineData("48h", 172_800)]
    [InlineData("7d", 604_800)]
    [InlineData("00:00:01", 1)]
    [InlineData("2:00:00", 7200)]
    [InlineData("23:59:59", 86_399)]
    public void Durations_as_operators_write_them(string text, double seconds)
    {
        UwsDuration.TryParse(text, out var duration).Should().BeTrue();
        duration.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("90")]
    [InlineData("-5s")]
    [InlineData("-00:00:05")]
    [InlineData("24:00:00")]
    [InlineData("1.00:00:00")]
    [InlineData("00:60:00")]
    [InlineData("1 h")]
    [InlineData("1w")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("99999999999999999999d")]
    [InlineData("PT1H")]
    public void Anything_else_is_refused(string? text) => UwsDuration.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("0s")]
    [InlineData("90s")]
    [InlineData("10m")]
    [InlineData("25h")]
    [InlineData("7d")]
    [InlineData("0.25s")]
    public void A_duration_is_written_as_short_as_it_can_be_read(string text)
    {
        UwsDuration.TryParse(text, out var duration).Should().BeTrue();
        UwsDuration.Format(duration).Should().Be(text);
    }
}
