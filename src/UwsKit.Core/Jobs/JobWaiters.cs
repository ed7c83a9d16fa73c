using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// The blocked requests of this node: who waits for which job. Signals come from this node's own changes and from the storage's change feed; a
/// waiter always reads the record again after a signal. Thread-safe.
/// </summary>
internal sealed class JobWaiters(IOptions<UwsOptions> options, UwsMeter meter) : IDisposable
{
    private readonly ConcurrentDictionary<JobId, Waited> _jobs = new();
    private readonly ConcurrentDictionary<string, int> _owners = new(StringComparer.Ordinal);
    private readonly StopSignal _stop = new();
    private int _count;

    /// <summary>Set when the host stops: every wait ends.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Jobs that are waited for, with the newest version that a signal told of.</summary>
    public IReadOnlyList<(JobId Id, long Version)> Watched => [.. _jobs.Select(j => (j.Key, j.Value.Version))];

    /// <summary>Takes a place for a waiter; null when the node or the owner has too many. Disposing gives it back.</summary>
    public IDisposable? TryEnter(string? owner)
    {
        var limits = options.Value.Limits;
        var key = owner ?? "";
        var all = Interlocked.Increment(ref _count);
        var own = _owners.AddOrUpdate(key, 1, (_, n) => n + 1);
        if (all > limits.MaxWaiters || own > limits.MaxWaitersPerOwner)
        {
            Leave(key);
            return null;
        }

        meter.Waiters(1);
        return new Place(() =>
        {
            Leave(key);
            meter.Waiters(-1);
        });
    }

    /// <summary>A task that ends with the next change of a job after this call. Take it before reading the record.</summary>
    public (Task Changed, IDisposable Ticket) Register(JobId id)
    {
        while (true)
        {
            var waited = _jobs.GetOrAdd(id, _ => new Waited());
            lock (waited)
            {
                if (waited.Closed)
                {
                    continue;
                }

                waited.Count++;
                return (waited.Next.Task, new Place(() => Unregister(id, waited)));
            }
        }
    }

    /// <summary>A job was stored with a version.</summary>
    public void Changed(JobId id, long version)
    {
        if (_jobs.TryGetValue(id, out var waited))
        {
            Wake(waited, version);
        }
    }

    /// <summary>Changes may have been missed.</summary>
    public void WakeAll()
    {
        foreach (var waited in _jobs.Values)
        {
            Wake(waited, waited.Version);
        }
    }

    /// <summary>The host stops: ends every wait, now and later.</summary>
    public void Stop() => _stop.Source.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Source.Dispose();

    private static void Wake(Waited waited, long version)
    {
        TaskCompletionSource next;
        lock (waited)
        {
            waited.Version = Math.Max(waited.Version, version);
            next = waited.Next;
            waited.Next = NewSource();
        }

        next.TrySetResult();
    }

    private void Unregister(JobId id, Waited waited)
    {
        lock (waited)
        {
            if (--waited.Count == 0)
            {
                waited.Closed = true;
                _jobs.TryRemove(new(id, waited));
            }
        }
    }

    private void Leave(string key)
    {
        Interlocked.Decrement(ref _count);
        if (_owners.AddOrUpdate(key, 0, (_, n) => n - 1) <= 0)
        {
            // Only when it is still zero: somebody may have come in between.
            _owners.TryRemove(new(key, 0));
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The token is kept beside its source: a wait may look at it when the host has disposed the source already.
    private sealed class StopSignal
    {
        public StopSignal() => Token = Source.Token;

        public CancellationTokenSource Source { get; } = new();
        public CancellationToken Token { get; }
    }

    private sealed class Waited
    {
        public TaskCompletionSource Next { get; set; } = NewSource();
        public int Count { get; set; }
        public bool Closed { get; set; }
        public long Version { get; set; }
    }

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
