using System.Text;
using CtaWorker.Fits;

namespace CtaWorker.Tests;

public sealed class FitsHeaderTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("O'Neill's object")]
    [InlineData("'")]
    [InlineData("slash / inside")]
    [InlineData("  leading blanks stay")]
    [InlineData("a&")]
    public void A_string_reads_back_as_written(string text) => RoundTrip(text).Should().Be(text);

    [Fact]
    public void A_string_longer_than_a_card_is_continued_and_reads_back()
    {
        var text = string.Join("", Enumerable.Range(0, 60).Select(i => $"{i}'s "));
        RoundTrip(text).Should().Be(text.TrimEnd());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1800.0)]
    [InlineData(-29.607499999999998)]
    [InlineData(1e-11)]
    [InlineData(double.MaxValue)]
    public void A_real_reads_back_exactly_and_stays_a_real(double value) => RoundTrip(value).Should().BeOfType<double>().And.Be(value);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    public void An_integer_reads_back_as_an_integer(long value) => RoundTrip(value).Should().BeOfType<long>().And.Be(value);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_logical_reads_back(bool value) => RoundTrip(value).Should().Be(value);

    [Fact]
    public void Characters_that_fits_has_not_become_question_marks() => RoundTrip("Käse\n").Should().Be("K?se?");

    [Theory]
    [InlineData("X       = 1.5D+03 / Fortran", 1500.0)]
    [InlineData("X       =                    T", true)]
    [InlineData("X       = 'abc     '           / text", "abc")]
    [InlineData("X       = 'no end", "no end")]
    [InlineData("X       = 99999999999999999999", 1e20)]
    [InlineData("X       = /only a comment", null)]
    [InlineData("X       = junk", "junk")]
    public void A_card_is_read_for_what_it_is(string card, object? value)
        => FitsCardParser.Parse(Encoding.ASCII.GetBytes(card.PadRight(80))).Value.Should().Be(value);

    [Fact]
    public void Cards_are_80_characters_of_printable_ascii()
    {
        var cards = FitsCardFormatter.Format(new FitsCard("COMMENT", null, new string('ü', 200)))
            .Concat(FitsCardFormatter.Format(new FitsCard("A", 1L, new string('c', 200))));
        cards.Should().OnlyContain(c => c.Length == 80 && c.All(x => x >= ' ' && x <= '~'));
    }

    private static object? RoundTrip(object value)
    {
        using var stream = new MemoryStream();
        new FitsHduWriter(stream, FitsBytes.Primary().Add("TESTED", value)).Complete();
        (stream.Length % 2880).Should().Be(0);
        stream.Position = 0;
        return new FitsReader(stream).Next()!.Value("TESTED");
    }
}
