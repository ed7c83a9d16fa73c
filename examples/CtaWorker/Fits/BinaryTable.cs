using System.Globalization;

namespace CtaWorker.Fits;

/// <summary>A BINTABLE extension read row by row: memory does not grow with the number of rows.</summary>
internal sealed class BinaryTable
{
    // Far above any event list, far below what a hostile header could ask for.
    private const int MaxRowBytes = 1 << 20;
    private const int ChunkBytes = 1 << 18;

    private readonly FitsReader _reader;
    private readonly int _rowBytes;
    private readonly List<TableColumn> _columns = [];

    /// <summary>Understands the header that <paramref name="reader"/> has just read.</summary>
    public BinaryTable(FitsReader reader, FitsHeader header)
    {
        _reader = reader;
        if (header.Text("XTENSION") is not ("BINTABLE" or "A3DTABLE"))
        {
            throw new FitsException($"the {reader.Name} extension is no binary table but {header.Text("XTENSION") ?? "an image"}");
        }

        header.Integer("BITPIX", 8, 8);
        header.Integer("NAXIS", 2, 2);
        _rowBytes = (int)header.Integer("NAXIS1", 0, MaxRowBytes);
        RowCount = header.Integer("NAXIS2", 0, long.MaxValue);
        ReadColumns(header);
    }

    public long RowCount { get; }

    /// <summary>The column of this name (FITS compares names without case) if it holds one number a row.</summary>
    public TableColumn Column(string name)
    {
        var column = _columns.Find(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new FitsException($"the {_reader.Name} table has no column {name} (it has {string.Join(", ", _columns.Select(c => c.Name))})");
        return column.IsNumber
            ? column
            : throw new FitsException($"column {name} of {_reader.Name} is {column.Repeat}{column.Type}: one number a row is needed");
    }

    /// <summary>Each row's bytes in turn, once. A row is valid until the next one is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Rows()
    {
        if (_rowBytes == 0)
        {
            yield break;
        }

        var rowsAtOnce = Math.Max(1, ChunkBytes / _rowBytes);
        var chunk = new byte[rowsAtOnce * _rowBytes];
        for (var left = RowCount; left > 0;)
        {
            var rows = (int)Math.Min(left, rowsAtOnce);
            _reader.ReadData(chunk.AsSpan(0, rows * _rowBytes));
            for (var row = 0; row < rows; row++)
            {
                yield return chunk.AsMemory(row * _rowBytes, _rowBytes);
            }

            left -= rows;
        }
    }

    private void ReadColumns(FitsHeader header)
    {
        var fields = header.Integer("TFIELDS", 0, 999);
        var offset = 0L;
        for (var n = 1; n <= fields; n++)
        {
            var (repeat, type) = ParseForm(header.Text($"TFORM{n}"), n);
            var bytes = type == 'X' ? (repeat + 7) / 8 : repeat * TableColumn.SizeOf(type);
            if (offset + bytes > _rowBytes)
            {
                throw new FitsException($"the columns of {_reader.Name} need more than the {_rowBytes} bytes that NAXIS1 gives a row");
            }

            _columns.Add(new TableColumn(
                header.Text($"TTYPE{n}") ?? $"column {n}", type, (int)offset, repeat, header.Text($"TUNIT{n}"),
                header.Real($"TSCAL{n}") ?? 1, header.Real($"TZERO{n}") ?? 0, header.Value($"TNULL{n}") as long?));
            offset += bytes;
        }
    }

    /// <summary>TFORM: an optional repeat count, a letter, and anything behind it.</summary>
    private (long Repeat, char Type) ParseForm(string? form, int field)
    {
        var digits = (form ?? "").TakeWhile(char.IsAsciiDigit).Count();
        var repeat = 1L;
        var known = form is not null && digits < form.Length && (form[digits] == 'X' || TableColumn.SizeOf(form[digits]) > 0)
            && (digits == 0 || long.TryParse(form.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out repeat))
            // No more than a row can hold, so that the sum of the widths cannot overflow.
            && repeat <= MaxRowBytes * 8L;
        return known ? (repeat, form![digits]) : throw new FitsException($"TFORM{field} = '{form}' of {_reader.Name} is no column format");
    }
}
