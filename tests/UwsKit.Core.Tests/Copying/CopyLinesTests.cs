using System.Text;

namespace UwsKit.Copying;

public sealed class CopyLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public async Task A_line_that_is_too_long_is_told_and_the_next_ones_are_read(string end)
    {
        var text = $"one\n{new string('x', 300_000)}\n\nfour\n{new string('y', 150_000)}\n{new string('z', 99_000)}{end}";
        List<(long, int?)> lines = [];

        await foreach (var line in CopyLines.ReadAsync(new OneByOne(Encoding.UTF8.GetBytes(text)), default, maxLength: 100_000))
        {
            lines.Add((line.Number, line.Bytes?.Length));
        }

        lines.Should().Equal((1, 3), (2, null), (4, 4), (5, null), (6, 99_000));
    }
}
