using System.Diagnostics;

namespace UwsKit.Testing;

/// <summary>Keeps what was told and lets a test wait for it. Thread-safe.</summary>
internal sealed class Recorder<T>
{
    private readonly Lock _lock = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _next = MakeSource();

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    public void Add(T item)
    {
        TaskCompletionSource told;
        lock (_lock)
        {
            _items.Add(item);
            told = _next;
            _next = MakeSource();
        }

        told.SetResult();
    }

    /// <summary>The first item that is wanted, told already or yet to come.</summary>
    public async Task<T> FirstAsync(Func<T, bool> wanted, string what, TimeSpan timeout, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        for (var seen = 0; ;)
        {
            List<T> fresh;
            Task next;
            lock (_lock)
            {
                (fresh, next) = (_items[seen..], _next.Task);
            }

            seen += fresh.Count;
            if (fresh.FindIndex(i => wanted(i)) is var index and >= 0)
            {
                return fresh[index];
            }

            var left = timeout - watch.Elapsed;
            try
            {
                await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, ct).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Within {timeout.TotalSeconds} s there was no {what}. There were: {string.Join("; ", Items)}");
            }
        }
    }

    private static TaskCompletionSource MakeSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
