using System.Collections.Concurrent;
using System.Threading.Channels;

namespace UwsKit;

/// <summary>
/// Wakes whoever may have something to do after a change on this node. Every hint may be lost without harm: the record is the truth and each
/// listener also looks by itself from time to time. Thread-safe.
/// </summary>
internal sealed class JobHints(JobWaiters waiters, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Signal> _submit = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<ManagerWish>> _wishes = new(StringComparer.Ordinal);
    private readonly Lock _dueLock = new();
    private DateTimeOffset _nextDue = DateTimeOffset.MaxValue;

    /// <summary>Something is to be forgotten.</summary>
    public Signal Forget { get; } = new(time);

    /// <summary>A submission's outcome is not known: the back end should be asked soon.</summary>
    public Signal Probe { get; } = new(time);

    /// <summary>The next due instant may be earlier than the one that was announced.</summary>
    public Signal DueEarlier { get; } = new(time);

    /// <summary>A manager has work or room.</summary>
    public Signal Submit(string manager) => _submit.GetOrAdd(manager, _ => new(time));

    /// <summary>A job was stored.</summary>
    public void Changed(JobId id, long version) => waiters.Changed(id, version);

    /// <summary>Another node changed something: it may have left work for all, or something to forget that only this node can.</summary>
    public void ChangedElsewhere()
    {
        foreach (var submit in _submit.Values)
        {
            submit.Set();
        }

        Forget.Set();
    }

    /// <summary>A job's placement entered a state; an end frees a slot.</summary>
    public void Placed(Placement placement)
    {
        if (placement.State == PlacementState.Forgetting)
        {
            Forget.Set();
        }

        Submit(placement.Manager).Set();
    }

    /// <summary>The execution duration of a placed job was changed; the manager is told.</summary>
    public void DurationChanged(JobId id, Placement placement) => Enqueue(placement.Manager, new(id, placement.Attempt, Wish.Duration));

    /// <summary>A held job was run by its owner; the manager is asked to release it.</summary>
    public void Released(JobId id, Placement placement) => Enqueue(placement.Manager, new(id, placement.Attempt, Wish.Release));

    /// <summary>The next wish to pass on to a manager.</summary>
    public bool TryTakeWish(string manager, out ManagerWish wish) => Wishes(manager).TryDequeue(out wish);

    /// <summary>A job falls due at an instant.</summary>
    public void Due(DateTimeOffset due)
    {
        lock (_dueLock)
        {
            if (due >= _nextDue)
            {
                return;
            }

            _nextDue = due;
        }

        DueEarlier.Set();
    }

    private ConcurrentQueue<ManagerWish> Wishes(string manager) => _wishes.GetOrAdd(manager, _ => new());

    private void Enqueue(string manager, ManagerWish wish)
    {
        Wishes(manager).Enqueue(wish);
        Submit(manager).Set();
    }

    /// <summary>The sweeper says until when it sleeps; earlier instants wake it.</summary>
    public void SleepUntil(DateTimeOffset due)
    {
        lock (_dueLock)
        {
            _nextDue = due;
        }
    }
}

/// <summary>Something to tell a manager about a placed job. Lost at a crash without harm: the next probe shows how things stand.</summary>
internal readonly record struct ManagerWish(JobId Job, int Attempt, Wish Wish);

/// <summary>The kinds of <see cref="ManagerWish"/>.</summary>
internal enum Wish
{
    /// <summary>Pass on the execution duration.</summary>
    Duration,
    /// <summary>Release from hold.</summary>
    Release,
}

/// <summary>A flag that one loop waits for; setting it twice is the same as once. Thread-safe.</summary>
internal sealed class Signal(TimeProvider time)
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Sets the flag.</summary>
    public void Set() => _set.Writer.TryWrite(true);

    /// <summary>Waits for the flag (and clears it), at most so long.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (atMost <= TimeSpan.Zero)
        {
            return;
        }

        using var ended = new CancellationTokenSource(atMost < Longest ? atMost : Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, ct);
        try
        {
            await _set.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    // Timers take no more than about 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
}
