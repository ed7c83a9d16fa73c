using System.Text;

namespace CtaWorker.Fits;

/// <summary>
/// Writes one header-data unit to a stream that can seek: the header, then data of any length piece by piece;
/// <see cref="Complete"/> goes back to write the sizes and checksums that only the end knows.
/// </summary>
internal sealed class FitsHduWriter
{
    private readonly Stream _stream;
    private readonly FitsHeader _header;
    private readonly FitsChecksum _dataSum = new();
    private readonly long _start;
    private readonly int _headerBytes;
    private long _dataBytes;

    public FitsHduWriter(Stream stream, FitsHeader header)
    {
        (_stream, _header, _start) = (stream, header, stream.Position);
        header.Add("CHECKSUM", new string('0', 16), "HDU checksum");
        header.Add("DATASUM", "0", "data unit checksum");
        var placeholder = HeaderBytes();
        _headerBytes = placeholder.Length;
        stream.Write(placeholder);
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        _stream.Write(data);
        _dataSum.Add(data);
        _dataBytes += data.Length;
    }

    public void Complete()
    {
        Write(new byte[FitsBlock.Padding(_dataBytes)]);
        _header.Set("DATASUM", _dataSum.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _dataSum.Add(HeaderBytes());
        _header.Set("CHECKSUM", FitsChecksum.Encode(_dataSum.Value));

        var final = HeaderBytes();
        if (final.Length != _headerBytes)
        {
            throw new InvalidOperationException("The FITS header grew after its data were written.");
        }

        var end = _stream.Position;
        _stream.Position = _start;
        _stream.Write(final);
        _stream.Position = end;
    }

    private byte[] HeaderBytes()
    {
        var text = new StringBuilder();
        if (_header.Cards.Any(FitsCardFormatter.NeedsContinue) && _header.Value("LONGSTRN") is null)
        {
            _header.Add("LONGSTRN", "OGIP 1.0", "the CONTINUE convention is used");
        }

        foreach (var card in _header.Cards)
        {
            text.AppendJoin("", FitsCardFormatter.Format(card));
        }

        text.Append("END".PadRight(FitsBlock.CardLength));
        text.Append(' ', FitsBlock.Padding(text.Length));
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
