namespace UwsKit.Abstractions.Tests;

public sealed class JobFileNameTests
{
    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("..", "ends with a blank or a dot")]
    [InlineData("a/b", "a path separator")]
    [InlineData("a\\b", "a path separator")]
    [InlineData("a\uFF0Fb", "looks like one")]
    [InlineData("C:x", "like a drive")]
    [InlineData("a\0b", "U+0000")]
    [InlineData("a\u202Eb", "U+202E")]
    public void A_refusal_says_what_is_wrong(string name, string fault)
    {
        var refusal = FluentActions.Invoking(() => JobFileName.ThrowIfUnsafe(name)).Should().Throw<UwsException>().Which;

        refusal.Kind.Should().Be(UwsErrorKind.Invalid);
        refusal.Message.Should().Contain(fault).And.NotContainAny("\0", "\n", "\u202E");
    }

    [Fact]
    public void A_broken_character_is_refused()
    {
        JobFileName.IsSafe("a" + (char)0xD800, out var fault).Should().BeFalse();
        fault.Should().Contain("broken");
    }

    [Fact]
    public void The_length_counts_in_bytes()
    {
        JobFileName.IsSafe(new string('a', 255), out _).Should().BeTrue();
        JobFileName.IsSafe(new string('a', 256), out _).Should().BeFalse();
        JobFileName.IsSafe(new string('ü', 128), out var fault).Should().BeFalse();
        fault.Should().Be("it is longer than 255 bytes");
    }
}
