using CtaWorker.Fits;

namespace CtaWorker.Tests;

public sealed class FitsChecksumTests
{
    // The worked example of FITS 4.0 appendix J.
    [Fact]
    public void The_example_of_the_standard_encodes_as_printed_there()
        => FitsChecksum.Encode(868229149).Should().Be("hcHjjc9ghcEghc9g");

    [Fact]
    public void The_sum_does_not_depend_on_the_pieces_it_is_fed_in()
    {
        var bytes = new byte[2880];
        new Random(3).NextBytes(bytes);
        var whole = new FitsChecksum();
        whole.Add(bytes);
        var pieces = new FitsChecksum();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(1 + at % 13, bytes.Length - at);
            pieces.Add(bytes.AsSpan(at, length));
            at += length;
        }

        pieces.Value.Should().Be(whole.Value);
    }

    [Fact]
    public void A_written_unit_sums_to_minus_zero()
    {
        var extension = FitsBytes.Events((1, 2, 3))[2880..];
        var sum = new FitsChecksum();
        sum.Add(extension);
        sum.Value.Should().Be(uint.MaxValue);
    }
}
