using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CtaWorker.Picture;

namespace CtaWorker.Tests;

public sealed class PngTests
{
    [Fact]
    public void The_pixels_and_texts_come_back()
    {
        var canvas = new Canvas(37, 11);
        new Random(5).NextBytes(canvas.Rgb);
        using var stream = new MemoryStream();
        PngWriter.Write(stream, canvas, [KeyValuePair.Create("JobId", "j1")]);

        var chunks = Chunks(stream.ToArray());
        chunks.Select(c => c.Type).Should().Equal("IHDR", "tEXt", "IDAT", "IEND");
        BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data).Should().Be(37);
        BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data.AsSpan(4)).Should().Be(11);
        Encoding.Latin1.GetString(chunks[1].Data).Should().Be("JobId\0j1");
        Unfilter(chunks[2].Data, 37, 11).Should().Equal(canvas.Rgb);
    }

    [Fact]
    public async Task The_preview_is_a_png_with_the_job_in_it()
    {
        using var folder = new WorkFolder();
        await folder.RunAsync(new() { ["UWS_JOB_ID"] = "j0123" }, TimeProvider.System, default, "skymap", "--width", "2");
        var chunks = Chunks(folder.Bytes("preview.png"));
        chunks.Where(c => c.Type == "tEXt").Select(c => Encoding.Latin1.GetString(c.Data)).Should().Contain("JobId\0j0123");
        BinaryPrimitives.ReadInt32BigEndian(chunks[0].Data).Should().BeInRange(600, 850);
    }

    [Fact]
    public void The_colours_grow_brighter_all_the_way()
        => Enumerable.Range(0, 101).Select(i => Inferno.At(i / 100.0)).Select(c => 0.21 * c.Red + 0.72 * c.Green + 0.07 * c.Blue)
            .Should().BeInAscendingOrder();

    [Theory]
    [InlineData(' ', 0)]
    [InlineData('-', 5)]
    [InlineData('|', 7)]
    public void Letters_have_their_dots(char letter, int dots)
        => Enumerable.Range(0, 35).Count(bit => Font.IsSet(letter, bit % 5, bit / 5)).Should().Be(dots);

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        png[..8].Should().Equal(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var crc = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length));
            crc.Should().Be(SlowCrc(png.AsSpan(at + 4, length + 4)));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += length + 12;
        }

        return chunks;
    }

    /// <summary>CRC-32 bit by bit, independent of the table under test.</summary>
    private static uint SlowCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
            }
        }

        return ~crc;
    }

    private static byte[] Unfilter(byte[] data, int width, int height)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            zlib.ReadByte().Should().Be(2);
            zlib.ReadExactly(rgb, y * width * 3, width * 3);
            for (var i = y * width * 3; y > 0 && i < (y + 1) * width * 3; i++)
            {
                rgb[i] += rgb[i - width * 3];
            }
        }

        return rgb;
    }
}
