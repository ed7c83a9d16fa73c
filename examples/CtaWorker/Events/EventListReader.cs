using CtaWorker.Fits;
using CtaWorker.Sky;

namespace CtaWorker.Events;

/// <summary>The EVENTS table of a GADF DL3 file (https://gamma-astro-data-formats.readthedocs.io), read as a stream.</summary>
internal sealed class EventListReader : IDisposable
{
    private readonly FitsReader _reader;
    private readonly BinaryTable _table;
    private readonly EventColumn _ra;
    private readonly EventColumn _dec;
    private readonly EventColumn _energy;

    private EventListReader(FitsReader reader, FitsHeader header)
    {
        (_reader, Header) = (reader, header);
        _table = new BinaryTable(reader, header);
        _ra = EventColumn.Angle(_table.Column("RA"));
        _dec = EventColumn.Angle(_table.Column("DEC"));
        _energy = EventColumn.Energy(_table.Column("ENERGY"));
    }

    public FitsHeader Header { get; }

    public long RowCount => _table.RowCount;

    /// <summary>Rows without a usable position or energy, so far.</summary>
    public long Skipped { get; private set; }

    /// <summary>Takes over the stream, also when it is no event list.</summary>
    public static EventListReader Open(Stream stream)
    {
        var reader = new FitsReader(stream);
        try
        {
            var names = new List<string>();
            while (reader.Next() is { } header)
            {
                if (reader.Name.Equals("EVENTS", StringComparison.OrdinalIgnoreCase))
                {
                    return new EventListReader(reader, header);
                }

                // The first few say what kind of file it is.
                names.AddRange(names.Count < 8 ? [reader.Name] : []);
            }

            throw new FitsException($"the file has no EVENTS table (it has {string.Join(", ", names)})");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>All usable events, once.</summary>
    public IEnumerable<GammaEvent> Read()
    {
        foreach (var row in _table.Rows())
        {
            var bytes = row.Span;
            var position = new SkyPosition(_ra.Read(bytes), _dec.Read(bytes));
            var energy = _energy.Read(bytes);
            var usable = double.IsFinite(position.RightAscension) && Math.Abs(position.Declination) <= 90 && double.IsFinite(energy);
            if (usable)
            {
                yield return new GammaEvent(position, energy);
            }
            else
            {
                Skipped++;
            }
        }
    }

    public void Dispose() => _reader.Dispose();
}
