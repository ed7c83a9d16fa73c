namespace CtaWorker.Fits;

/// <summary>
/// Goes through the header-data units of a FITS file from front to back. Memory is bounded whatever a header claims:
/// data are handed out in the caller's buffers, and a header that does not end is given up.
/// </summary>
internal sealed class FitsReader(Stream stream) : IDisposable
{
    // 36,000 cards: ten times the longest headers in use.
    private const int MaxHeaderBlocks = 1000;

    private readonly byte[] _block = new byte[FitsBlock.Size];
    private long _unread;
    private int _padding;
    private bool _started;

    /// <summary>The name of the current unit, for messages.</summary>
    public string Name { get; private set; } = "primary";

    /// <summary>The header of the next unit, or null after the last one. What was not read of the current data is skipped.</summary>
    public FitsHeader? Next()
    {
        SkipData();
        if (!TryReadBlock())
        {
            return null;
        }

        var header = ReadHeader();
        _started = true;
        Name = header.Text("EXTNAME") ?? header.Text("XTENSION") ?? "primary";
        _unread = DataSize(header);
        _padding = FitsBlock.Padding(_unread);
        ThrowIfShort();
        return header;
    }

    /// <summary>Fills the buffer from the current data.</summary>
    public void ReadData(Span<byte> buffer)
    {
        if (buffer.Length > _unread)
        {
            throw new FitsException($"the {Name} data end before what its header describes");
        }

        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        _unread -= read;
        if (read < buffer.Length)
        {
            throw Truncated(_unread);
        }
    }

    public void Dispose() => stream.Dispose();

    private bool TryReadBlock()
    {
        var read = stream.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        var starts = _started ? "XTENSION"u8 : "SIMPLE  "u8;
        if (read >= 8 && _block.AsSpan(0, 8).SequenceEqual(starts))
        {
            return read == _block.Length ? true : throw new FitsException($"the file is cut off in the header after {Name}");
        }

        // Behind the last unit anything may follow (FITS 4.0 §3.5); at the front it must be FITS.
        return _started ? false : throw new FitsException(read == 0 ? "the file is empty" : "this is not a FITS file: it does not start with SIMPLE");
    }

    private FitsHeader ReadHeader()
    {
        var header = new FitsHeader();
        for (var blocks = 1; ; blocks++)
        {
            for (var at = 0; at < _block.Length; at += FitsBlock.CardLength)
            {
                var card = FitsCardParser.Parse(_block.AsSpan(at, FitsBlock.CardLength));
                if (card is { Keyword: "END", Value: null })
                {
                    return header;
                }

                if (card.Keyword == "CONTINUE")
                {
                    header.Continue(card);
                }
                else
                {
                    header.Add(card);
                }
            }

            if (blocks == MaxHeaderBlocks || stream.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false) < _block.Length)
            {
                throw new FitsException($"a header of the file has no END card (searched {blocks * 36} cards)");
            }
        }
    }

    /// <summary>FITS 4.0 eq. 1 and 2. The random groups of old radio files are not for us.</summary>
    private static long DataSize(FitsHeader header)
    {
        var axes = (int)header.Integer("NAXIS", 0, 999);
        var bytes = Math.Abs(header.Integer("BITPIX", -64, 64)) / 8;
        var pcount = header.Value("PCOUNT") is null ? 0 : header.Integer("PCOUNT", 0, long.MaxValue);
        var gcount = header.Value("GCOUNT") is null ? 1 : header.Integer("GCOUNT", 0, long.MaxValue);
        try
        {
            var product = axes == 0 ? 0L : 1L;
            for (var n = 1; n <= axes; n++)
            {
                product = checked(product * header.Integer($"NAXIS{n}", 0, long.MaxValue));
            }

            return checked(bytes * gcount * (pcount + product));
        }
        catch (OverflowException)
        {
            throw new FitsException("a FITS header describes more data than any file can hold");
        }
    }

    private void ThrowIfShort()
    {
        if (stream.CanSeek && stream.Length - stream.Position < _unread)
        {
            throw Truncated(_unread - (stream.Length - stream.Position));
        }
    }

    private void SkipData()
    {
        if (stream.CanSeek)
        {
            // The size was checked against the file's length; only the last padding may be missing.
            stream.Seek(Math.Min(_unread + _padding, stream.Length - stream.Position), SeekOrigin.Current);
            (_unread, _padding) = (0, 0);
            return;
        }

        while (_unread > 0)
        {
            ReadData(_block.AsSpan(0, (int)Math.Min(_unread, _block.Length)));
        }

        stream.ReadAtLeast(_block.AsSpan(0, _padding), _padding, throwOnEndOfStream: false);
        _padding = 0;
    }

    private FitsException Truncated(long missing) => new($"the file is truncated: {missing} bytes of the {Name} data are missing");
}
