using System.Text;
using CtaWorker.Events;
using CtaWorker.Fits;

namespace CtaWorker.Tests;

public sealed class BadFileTests
{
    private static readonly byte[] Good = FitsBytes.Events((10, 20, 1), (11, 21, 2));

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "empty", [], "the file is empty" },
        { "text", Encoding.ASCII.GetBytes("hello, this is not FITS at all"), "not a FITS file" },
        { "header cut off", Good[..5000], "cut off" },
        { "data cut off", Good[..(Good.Length - 2880 + 5)], "truncated: 19 bytes of the EVENTS data are missing" },
        { "only the primary unit", Good[..2880], "no EVENTS table (it has primary)" },
        { "other table", FitsBytes.File(FitsBytes.Events(0, "GTI"), []), "no EVENTS table (it has primary, GTI)" },
        { "no END", Enumerable.Repeat(Encoding.ASCII.GetBytes("SIMPLE  =".PadRight(80)), 36 * 1200).SelectMany(c => c).ToArray(), "no END card" },
        { "huge NAXIS2", Good.With("NAXIS2", "9223372036854775807"), "more data than any file" },
        { "large NAXIS2", Good.With("NAXIS2", "99999999999"), "truncated" },
        { "negative NAXIS2", Good.With("NAXIS2", "-5"), "NAXIS2 = -5" },
        { "huge NAXIS1", Good.With("NAXIS1", "2000000000").With("NAXIS2", "0"), "NAXIS1 = 2000000000" },
        { "NAXIS1 too small", Good.With("NAXIS1", "8"), "NAXIS1 gives a row" },
        { "PCOUNT overflow", Good.With("PCOUNT", "9223372036854775807").With("GCOUNT", "9223372036854775807"), "more data than any file" },
        { "NAXIS no number", Good.With("NAXIS", "'two'"), "NAXIS = two" },
        { "NAXIS missing", Good.With("NAXIS", ""), "lacks NAXIS" },
        { "BITPIX large", Good.With("BITPIX", "1000000"), "BITPIX = 1000000" },
        { "TFIELDS huge", Good.With("TFIELDS", "2147483647"), "TFIELDS = 2147483647" },
        { "TFIELDS more than there are", Good.With("TFIELDS", "9"), "TFORM4" },
        { "TFORM junk", Good.With("TFORM2", "'1Z'"), "TFORM2 = '1Z'" },
        { "TFORM huge", Good.With("TFORM2", "'99999999999999999999D'"), "TFORM2" },
        { "TFORM overflow", Good.With("TFORM2", "'9223372036854775807D'"), "TFORM2" },
        { "TFORM vector", Good.With("TFORM2", "'4B'"), "column DEC of EVENTS is 4B" },
        { "no RA", Good.With("TTYPE1", "'X'"), "no column RA (it has X, DEC, ENERGY)" },
        { "unit", Good.With("TUNIT3", "'furlong'"), "unit 'furlong'" },
        { "image", Good.With("XTENSION", "'IMAGE'"), "no binary table but IMAGE" },
        { "gzip of nothing", [0x1f, 0x8b, 0x08, 0, 0, 0], "the file is empty" },
        { "gzip with rubbish", [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff], "gzip compression of the file is damaged" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_bad_file_gives_status_65_and_one_clear_line(string name, byte[] bytes, string message)
    {
        using var folder = new WorkFolder();
        var path = folder.Write("list.fits", bytes);

        var run = await folder.RunAsync("skymap", "--events", path);

        run.Status.Should().Be(65, name + ": " + run.Error);
        run.Error.Should().StartWith("skymap: ").And.Contain(message);
        run.Error.TrimEnd('\n').Should().NotContainAny("\n", folder.Root);
        File.Exists(Path.Combine(folder.Output, "skymap.fits")).Should().BeFalse();
        folder.Text("log.txt").Should().Contain("failed: ");
    }

    [Fact]
    public void Whatever_bytes_are_changed_the_reader_gives_events_or_a_plain_message()
    {
        var random = new Random(11);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = (byte[])Good.Clone();
            for (var n = 0; n < 3; n++)
            {
                // In the table's header, where each card matters.
                bytes[random.Next(2880, 2880 + 20 * 80)] = (byte)random.Next(32, 127);
            }

            try
            {
                using var reader = EventListReader.Open(new MemoryStream(bytes));
                reader.Read().Count().Should().BeLessThan(1000);
            }
            catch (FitsException e)
            {
                e.Message.Should().NotBeEmpty();
            }
        }
    }

    [Fact]
    public async Task A_missing_file_is_named_without_its_folder()
    {
        using var folder = new WorkFolder();
        var run = await folder.RunAsync("skymap", "--events", Path.Combine(folder.Root, "nowhere.fits"));
        run.Status.Should().Be(65);
        run.Error.Should().Be("skymap: there is no file 'nowhere.fits'\n");
    }

    [Fact]
    public async Task No_events_and_no_pointing_asks_for_a_centre()
    {
        using var folder = new WorkFolder();
        var path = folder.Write("list.fits", FitsBytes.Events());
        (await folder.RunAsync("skymap", "--events", path)).Error.Should().Contain("give ra and dec");
        (await folder.RunAsync("skymap", "--events", path, "--ra", "1", "--dec", "2")).Status.Should().Be(0);
    }
}
