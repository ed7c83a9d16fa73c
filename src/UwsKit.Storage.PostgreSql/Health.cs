using Microsoft.Extensions.Logging;

namespace UwsKit.Storage.PostgreSql;

/// <summary>
/// Says once that the database went away, and once that it is back, however many calls met it meanwhile. While it is away one call at a time finds out whether
/// it is back, and the others fail at once instead of each waiting for its own timeout; not in its first second, for connections that break and are made
/// anew are no outage. Thread-safe.
/// </summary>
internal sealed class Health(string database, ILogger logger)
{
    private const long FirstMilliseconds = 1000;
    private Exception? _why;
    private long _since;
    private int _asking;

    /// <summary>Whether a call may go to the database.</summary>
    /// <param name="asks">Whether it is the one that finds out; to be given to <see cref="End"/>.</param>
    /// <returns>Null, or the exception for a caller that may not.</returns>
    public UwsException? Begin(out bool asks)
    {
        asks = false;
        return Volatile.Read(ref _why) is not { } why || Environment.TickCount64 - Volatile.Read(ref _since) < FirstMilliseconds || (asks = Interlocked.Exchange(ref _asking, 1) == 0) ? null : Faults.Unavailable(why);
    }

    /// <summary>The call is over, however it went.</summary>
    public void End(bool asks)
    {
        if (asks)
        {
            Volatile.Write(ref _asking, 0);
        }
    }

    public void Worked()
    {
        if (Volatile.Read(ref _why) is not null && Interlocked.Exchange(ref _why, null) is not null)
        {
            logger.Back(database);
        }
    }

    /// <summary>The exception for the caller.</summary>
    public UwsException Failed(Exception e)
    {
        if (Volatile.Read(ref _why) is null)
        {
            Volatile.Write(ref _since, Environment.TickCount64);
        }

        if (Interlocked.CompareExchange(ref _why, e, null) is null)
        {
            logger.Away(database, Faults.Reason(e));
        }

        return Faults.Unavailable(e);
    }
}
