using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Says once that the database went away, and once that it is back, however many calls met it meanwhile. While it is away one call at a time finds out whether
/// it is back, and the others fail at once instead of each waiting for its own timeout; not in its first second, for connections that break and are made
/// anew are no outage. A database that answers but takes no writes is away for writes alone. Thread-safe.
/// </summary>
internal sealed class Health(string database, ILogger logger)
{
    private const long FirstMilliseconds = 1000;
    private Outage? _outage;
    private int _asking;

    /// <summary>Whether a call may go to the database.</summary>
    /// <param name="writes">Whether it writes.</param>
    /// <param name="asks">Whether it is the one that finds out; to be given to <see cref="End"/>.</param>
    /// <returns>Null, or the exception for a caller that may not.</returns>
    public UwsException? Begin(bool writes, out bool asks)
    {
        asks = false;
        return Volatile.Read(ref _outage) is not { } outage || !outage.Concerns(writes) || Environment.TickCount64 - outage.Since < FirstMilliseconds
            || (asks = Interlocked.Exchange(ref _asking, 1) == 0) ? null : Faults.Unavailable(outage.Why);
    }

    /// <summary>The call is over, however it went.</summary>
    public void End(bool asks)
    {
        if (asks)
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    /// <summary>A call succeeded.</summary>
    /// <param name="wrote">Whether it wrote: a read says nothing of a database that takes no writes.</param>
    public void Worked(bool wrote)
    {
        if (Volatile.Read(ref _outage) is { } outage && outage.Concerns(wrote) && Interlocked.CompareExchange(ref _outage, null, outage) == outage)
        {
            logger.Back(database);
        }
    }

    /// <summary>The exception for the caller.</summary>
    public UwsException Failed(Exception e)
    {
        Outage now = new(e, Environment.TickCount64, Faults.ConcernsAllWrites(e));
        if (Interlocked.CompareExchange(ref _outage, now, null) is not { } before)
        {
            logger.Away(database, Faults.Reason(e));
        }
        else if (before.OfWrites && !now.OfWrites)
        {
            Interlocked.CompareExchange(ref _outage, now, before);
        }

        return Faults.Unavailable(e);
    }

    private sealed record Outage(Exception Why, long Since, bool OfWrites)
    {
        public bool Concerns(bool writes) => writes || !OfWrites;
    }
}
