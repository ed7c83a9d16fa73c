using System.Buffers.Binary;
using CtaWorker.Fits;
using CtaWorker.Simulation;

namespace CtaWorker.Events;

/// <summary>
/// Writes a simulated observation as a GADF DL3 file: EVENTS and GTI. No card depends on the clock: the same observation
/// gives the same bytes.
/// </summary>
internal sealed class EventListWriter
{
    private const int RowBytes = 28;

    private readonly Stream _stream;
    private readonly Observation _observation;
    private readonly FitsHeader _header;
    private readonly FitsHduWriter _events;
    private readonly byte[] _row = new byte[RowBytes];
    private long _rows;

    public EventListWriter(Stream stream, Observation observation)
    {
        (_stream, _observation) = (stream, observation);
        new FitsHduWriter(stream, GadfHeaders.Primary()).Complete();
        _header = GadfHeaders.Events(observation, RowBytes);
        _events = new FitsHduWriter(stream, _header);
    }

    public void Write(SimulatedEvent simulated)
    {
        BinaryPrimitives.WriteInt64BigEndian(_row, ++_rows);
        BinaryPrimitives.WriteDoubleBigEndian(_row.AsSpan(8), simulated.Time);
        BinaryPrimitives.WriteSingleBigEndian(_row.AsSpan(16), (float)simulated.Event.Position.RightAscension);
        BinaryPrimitives.WriteSingleBigEndian(_row.AsSpan(20), (float)simulated.Event.Position.Declination);
        BinaryPrimitives.WriteSingleBigEndian(_row.AsSpan(24), (float)simulated.Event.Energy);
        _events.Write(_row);
    }

    /// <summary>Completes the table and adds the good time interval.</summary>
    public void Complete()
    {
        _header.Set("NAXIS2", _rows);
        _events.Complete();

        var interval = new FitsHduWriter(_stream, GadfHeaders.GoodTime());
        BinaryPrimitives.WriteDoubleBigEndian(_row, Observation.Start);
        BinaryPrimitives.WriteDoubleBigEndian(_row.AsSpan(8), _observation.Stop);
        interval.Write(_row.AsSpan(0, 16));
        interval.Complete();
    }
}
