using System.Buffers.Binary;
using System.IO.Compression;
using CtaWorker.Events;
using CtaWorker.Fits;

namespace CtaWorker.Tests;

public sealed class BinaryTableTests
{
    [Fact]
    public void Columns_are_found_by_name_scaled_and_brought_to_degrees_and_TeV()
    {
        var header = new FitsHeader()
            .Add("XTENSION", "BINTABLE").Add("BITPIX", 8L).Add("NAXIS", 2L).Add("NAXIS1", 22L).Add("NAXIS2", 2L)
            .Add("PCOUNT", 0L).Add("GCOUNT", 1L).Add("TFIELDS", 4L)
            .Add("TTYPE1", "flags").Add("TFORM1", "9X")
            .Add("TTYPE2", "energy").Add("TFORM2", "1J").Add("TUNIT2", "GeV").Add("TSCAL2", 0.5).Add("TZERO2", 100L).Add("TNULL2", -1L)
            .Add("TTYPE3", "Ra").Add("TFORM3", "D").Add("TUNIT3", "rad")
            .Add("TTYPE4", "DEC").Add("TFORM4", "1D").Add("EXTNAME", "EVENTS");
        var data = new byte[44];
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(2), 800);
        BinaryPrimitives.WriteDoubleBigEndian(data.AsSpan(6), Math.PI / 2);
        BinaryPrimitives.WriteDoubleBigEndian(data.AsSpan(14), -45.5);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(24), -1);

        using var reader = EventListReader.Open(new MemoryStream(FitsBytes.File(header, data)));
        var events = reader.Read().ToList();

        events.Should().ContainSingle("the second row has no energy");
        events[0].Position.RightAscension.Should().BeApproximately(90, 1e-12);
        events[0].Position.Declination.Should().Be(-45.5);
        events[0].Energy.Should().BeApproximately(0.5, 1e-12);
        reader.Skipped.Should().Be(1);
    }

    [Fact]
    public void Rows_without_a_position_or_energy_are_counted_and_left_out()
    {
        var file = FitsBytes.Events((1, 2, 3), (float.NaN, 2, 3), (1, 91, 3), (1, 2, float.PositiveInfinity), (4, 5, 6));
        using var reader = EventListReader.Open(new MemoryStream(file));
        reader.Read().Select(e => e.Energy).Should().Equal(3, 6);
        reader.Skipped.Should().Be(3);
    }

    [Fact]
    public void Many_rows_come_in_order_whatever_the_chunks()
    {
        var rows = Enumerable.Range(0, 70_000).Select(i => (Ra: 1f, Dec: 2f, Energy: (float)i)).ToArray();
        using var reader = EventListReader.Open(new MemoryStream(FitsBytes.Events(rows)));
        reader.Read().Select(e => (int)e.Energy).Should().BeEquivalentTo(Enumerable.Range(0, 70_000), o => o.WithStrictOrdering());
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_as_well()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(FitsBytes.Events((1, 2, 3)));
        }

        packed.Position = 0;
        using var reader = EventListReader.Open(new GZipStream(packed, CompressionMode.Decompress));
        reader.Read().Should().ContainSingle();
    }

    [Fact]
    public void A_missing_last_padding_does_no_harm()
    {
        var file = FitsBytes.Events((1, 2, 3));
        using var reader = EventListReader.Open(new MemoryStream(file[..(file.Length - 2880 + 12)]));
        reader.Read().Should().ContainSingle();
    }
}
