namespace UwsKit.Storage.Sqlite;

/// <summary>
/// When a batch is large enough to be committed. Callers in flight are those that wait for their answer and those that the last commit answered, who are about to
/// write again. Where flushing the disk is the slow part all of them should share one flush; where it is quick, half of them are better: one half is inserted
/// and flushed while the other half runs elsewhere, and neither the disk nor a processor stands idle. A caller that is alone never waits. For one thread.
/// </summary>
internal sealed class BatchPace(TimeProvider time)
{
    // How long a batch waits for the next write that is likely to come.
    private static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(300);

    private int _taken;
    private int _inFlight;
    private long _started;
    private long _lastTaken;
    private TimeSpan _flush;

    /// <summary>How many writes the batch has.</summary>
    public int Taken => _taken;

    /// <summary>A write joined the batch.</summary>
    public void Take()
    {
        _lastTaken = time.GetTimestamp();
        if (_taken++ == 0)
        {
            _started = _lastTaken;
        }
    }

    /// <summary>Whether to commit now, though more writes may be waiting.</summary>
    public bool IsFull => _taken >= Half && time.GetElapsedTime(_started) >= _flush;

    /// <summary>Whether to wait a moment for another write when none is there.</summary>
    public bool IsWorthWaiting => _taken < _inFlight && !IsFull && time.GetElapsedTime(_lastTaken) < Patience;

    /// <summary>The batch is committed; the next one begins.</summary>
    /// <param name="flush">How long the flush of the disk took.</param>
    /// <param name="waiting">How many writes have queued up meanwhile.</param>
    public void Committed(TimeSpan flush, int waiting)
    {
        (_flush, _inFlight, _taken) = (flush, _taken + waiting, 0);
    }

    private int Half => Math.Max(1, (_inFlight + 1) / 2);
}
