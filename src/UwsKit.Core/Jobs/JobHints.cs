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
    private readonly ConcurrentDictionary<string, WishList> _wishes = new(StringComparer.Ordinal);
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

    /// <summary>A job was stored or seen; if its back end is to be told something, its manager's teller is woken.</summary>
    public void Wish(Job job)
    {
        if (job.Placement is { State: PlacementState.Placed } placement && (placement.TellDuration || placement.TellRelease))
        {
            Wishes(placement.Manager).Add(job.Id);
        }
    }

    /// <summary>The jobs whose back end is to be told something, as far as this node has heard.</summary>
    public WishList Wishes(string manager) => _wishes.GetOrAdd(manager, _ => new(time));

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

    /// <summary>The sweeper says until when it sleeps; earlier instants wake it.</summary>
    public void SleepUntil(DateTimeOffset due)
    {
        lock (_dueLock)
        {
            _nextDue = due;
        }
    }
}

/// <summary>Jobs whose back end is to be told something. Only a hint: the records say what, and the next probe finds those that were lost here. Thread-safe.</summary>
internal sealed class WishList(TimeProvider time)
{
    private readonly ConcurrentDictionary<JobId, int> _jobs = new();

    /// <summary>There is a job more.</summary>
    public Signal News { get; } = new(time);

    /// <summary>The jobs, those that failed least often first.</summary>
    public IReadOnlyList<JobId> Jobs => [.. _jobs.ToArray().OrderBy(j => j.Value).Select(j => j.Key)];

    public void Add(JobId job)
    {
        if (_jobs.TryAdd(job, 0))
        {
            News.Set();
        }
    }

    /// <summary>Takes a job out.</summary>
    /// <returns>How often it could not be told.</returns>
    public int Take(JobId job) => _jobs.TryRemove(job, out var failures) ? failures : 0;

    /// <summary>It could not be told now: left for the next round.</summary>
    public void PutBack(JobId job, int failures) => _jobs.AddOrUpdate(job, failures, (_, more) => Math.Max(more, failures));
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
