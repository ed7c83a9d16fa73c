namespace UwsKit.Storage;

/// <summary>
/// Says once that a database went away, and once that it is back, however many calls met it meanwhile. While it is away one call at a time finds out whether
/// it is back, and the others fail at once instead of each waiting for its own timeout; not in its first second, for connections that break and are made
/// anew are no outage. A database that answers but takes no writes is away for writes alone; one whose connections are all in use is not away. Thread-safe.
/// </summary>
internal abstract class OutageGate
{
    private const long FirstMilliseconds = 1000, CrowdedMilliseconds = 60_000;
    private static readonly TimeSpan CrowdedPause = TimeSpan.FromSeconds(5);
    private Outage? _outage;
    private int _asking;
    private long _crowded = long.MinValue;

    /// <summary>Makes a call of which nothing is lost when it fails.</summary>
    /// <param name="call">The call.</param>
    /// <param name="writes">Whether it writes.</param>
    /// <param name="ct">The caller's: when it ends the call, that is no fault.</param>
    /// <exception cref="UwsException">The database is away, or has no connection free.</exception>
    public async Task<T> CallAsync<T>(Func<Task<T>> call, bool writes, CancellationToken ct)
    {
        if (Begin(writes, out var asks) is { } away)
        {
            throw away;
        }

        try
        {
            var answer = await call().ConfigureAwait(false);
            Worked(writes);
            return answer;
        }
        catch (ObjectDisposedException e)
        {
            throw new UwsException(UwsErrorKind.Unavailable, "The job database is closed: the server is shutting down.", e);
        }
        catch (Exception e) when (IsFault(e) && !ct.IsCancellationRequested)
        {
            throw Failed(e, writes);
        }
        finally
        {
            End(asks);
        }
    }

    /// <summary>Whether a call may go to the database.</summary>
    /// <param name="writes">Whether it writes.</param>
    /// <param name="asks">Whether it is the one that finds out; to be given to <see cref="End"/>.</param>
    /// <returns>Null, or the exception for a caller that may not.</returns>
    public UwsException? Begin(bool writes, out bool asks)
    {
        asks = false;
        return Volatile.Read(ref _outage) is not { } outage || !outage.Concerns(writes) || Environment.TickCount64 - outage.Since < FirstMilliseconds
            || (asks = Interlocked.Exchange(ref _asking, 1) == 0) ? null : Unavailable(outage.Why);
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
            SayBack();
        }
    }

    /// <summary>The exception for the caller.</summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="writes">Whether the call writes.</param>
    public UwsException Failed(Exception e, bool writes)
    {
        if (IsCrowded(e))
        {
            return Crowded(e);
        }

        Outage now = new(e, Environment.TickCount64, writes && ConcernsWritesOnly(e));
        if (Interlocked.CompareExchange(ref _outage, now, null) is not { } before)
        {
            SayAway(Reason(e));
        }
        else if (before.OfWrites && !now.OfWrites)
        {
            Interlocked.CompareExchange(ref _outage, now, before);
        }

        return Unavailable(e);
    }

    /// <summary>Whether an error says that the database, or the way to it, does not work.</summary>
    protected abstract bool IsFault(Exception e);

    /// <summary>Whether the database is there, but every connection to it is in use.</summary>
    protected abstract bool IsCrowded(Exception e);

    /// <summary>Whether the error of a write says nothing of reads: a standby, a full disk.</summary>
    protected abstract bool ConcernsWritesOnly(Exception e);

    /// <summary>An error in a few words, without host, account or value.</summary>
    protected abstract string Reason(Exception e);

    protected abstract void SayAway(string reason);

    protected abstract void SayBack();

    protected abstract void SayCrowded(string reason);

    private UwsException Unavailable(Exception e) => new(UwsErrorKind.Unavailable, $"The job database is not available: {Reason(e)}.", e);

    private UwsException Crowded(Exception e)
    {
        // Said again only after a while: every request of a rush meets it.
        var (last, now) = (Volatile.Read(ref _crowded), Environment.TickCount64);
        if ((last == long.MinValue || now - last >= CrowdedMilliseconds) && Interlocked.CompareExchange(ref _crowded, now, last) == last)
        {
            SayCrowded(Reason(e));
        }

        return new(UwsErrorKind.Unavailable, $"The job database is busy: {Reason(e)}.", e) { RetryAfter = CrowdedPause, IsBusy = true };
    }

    private sealed record Outage(Exception Why, long Since, bool OfWrites)
    {
        public bool Concerns(bool writes) => writes || !OfWrites;
    }
}
