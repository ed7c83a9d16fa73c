using System.Buffers.Binary;
using System.Text;
using CtaWorker.Fits;

namespace CtaWorker.Tests;

/// <summary>Makes FITS files, good ones and bad ones.</summary>
internal static class FitsBytes
{
    public static FitsHeader Primary() => new FitsHeader().Add("SIMPLE", true).Add("BITPIX", 8L).Add("NAXIS", 0L);

    /// <summary>An EVENTS table header of float columns RA, DEC, ENERGY.</summary>
    public static FitsHeader Events(long rows, string name = "EVENTS") => new FitsHeader()
        .Add("XTENSION", "BINTABLE").Add("BITPIX", 8L).Add("NAXIS", 2L).Add("NAXIS1", 12L).Add("NAXIS2", rows)
        .Add("PCOUNT", 0L).Add("GCOUNT", 1L).Add("TFIELDS", 3L)
        .Add("TTYPE1", "RA").Add("TFORM1", "1E").Add("TUNIT1", "deg")
        .Add("TTYPE2", "DEC").Add("TFORM2", "1E").Add("TUNIT2", "deg")
        .Add("TTYPE3", "ENERGY").Add("TFORM3", "1E").Add("TUNIT3", "TeV")
        .Add("EXTNAME", name);

    public static byte[] File(FitsHeader extension, byte[] data)
    {
        using var stream = new MemoryStream();
        new FitsHduWriter(stream, Primary()).Complete();
        var hdu = new FitsHduWriter(stream, extension);
        hdu.Write(data);
        hdu.Complete();
        return stream.ToArray();
    }

    public static byte[] Events(params (float Ra, float Dec, float Energy)[] rows) => File(Events(rows.Length), Rows(rows));

    public static byte[] Rows(params (float Ra, float Dec, float Energy)[] rows)
    {
        var data = new byte[rows.Length * 12];
        for (var i = 0; i < rows.Length; i++)
        {
            BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(i * 12), rows[i].Ra);
            BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(i * 12 + 4), rows[i].Dec);
            BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(i * 12 + 8), rows[i].Energy);
        }

        return data;
    }

    /// <summary>Replaces the value of one card, keeping the file's length.</summary>
    public static byte[] With(this byte[] file, string keyword, string value)
    {
        var text = Encoding.Latin1.GetString(file);
        var at = text.LastIndexOf($"{keyword,-8}= ", StringComparison.Ordinal);
        at.Should().BeGreaterThan(0, keyword);
        return Encoding.Latin1.GetBytes(text[..at] + $"{keyword,-8}= {value}".PadRight(80) + text[(at + 80)..]);
    }
}
