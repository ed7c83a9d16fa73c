using System.Text;

namespace UwsKit;

public sealed class FormDecoderTests
{
    private static readonly LimitOptions Limits = new() { MaxValueBytes = 1000 };

    [Theory]
    [InlineData("", "")]
    [InlineData("a=1&b=2", "a:1|b:2")]
    [InlineData("a", "a:")]
    [InlineData("a=&&b=c=d&", "a:|b:c=d")]
    [InlineData("a=+%2b%20%C3%A9%26%3d", "a: + é&=")]
    [InlineData("%61%3D=x", "a=:x")]
    public void Pairs_are_read_as_browsers_write_them(string text, string expected)
        => string.Join('|', FormDecoder.Decode(text, Limits).Select(v => $"{v.Name}:{v.Value}")).Should().Be(expected);

    [Fact]
    public void It_does_not_matter_where_the_bytes_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes("a=%C3%A9+x&long=" + new string('y', 900) + "&b=%2");
        var whole = FormDecoder.Decode(Encoding.UTF8.GetString(bytes) + "6", Limits);
        for (var size = 1; size < 9; size++)
        {
            var decoder = new FormDecoder(Limits);
            foreach (var chunk in bytes.Append((byte)'6').Chunk(size))
            {
                decoder.Append(chunk);
            }

            decoder.Complete().Should().Equal(whole);
        }
    }

    [Theory]
    [InlineData("a=%", UwsErrorKind.Invalid)]
    [InlineData("a=%4", UwsErrorKind.Invalid)]
    [InlineData("a=%4g", UwsErrorKind.Invalid)]
    [InlineData("a=%C3", UwsErrorKind.Invalid)]
    [InlineData("a=%ED%A0%80", UwsErrorKind.Invalid)]
    [InlineData("=a", UwsErrorKind.Invalid)]
    public void What_is_broken_is_refused(string text, UwsErrorKind kind)
        => FluentActions.Invoking(() => FormDecoder.Decode(text, Limits)).Should().Throw<UwsException>().Which.Kind.Should().Be(kind);
}
