namespace UwsKit;

/// <summary>Counts failures in windows of a minute; who has too many waits for the next. Bounded in memory. Thread-safe.</summary>
internal sealed class FailureLimit(int perMinute, TimeProvider time)
{
    private const int MaxKeys = 100_000;

    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private DateTimeOffset _begun = time.GetUtcNow();

    /// <summary>How long the caller has to wait; null = he may try.</summary>
    public TimeSpan? WaitOf(string address, string name)
    {
        lock (_failures)
        {
            var left = Turn();
            return _failures.GetValueOrDefault(Pair(address, name)) >= perMinute || _failures.GetValueOrDefault(address) >= 10 * perMinute ? left : null;
        }
    }

    /// <summary>Notes a failure.</summary>
    public void Add(string address, string name)
    {
        lock (_failures)
        {
            Turn();
            foreach (var key in (string[])[address, Pair(address, name)])
            {
                if (_failures.Count < MaxKeys || _failures.ContainsKey(key))
                {
                    _failures[key] = _failures.GetValueOrDefault(key) + 1;
                }
            }
        }
    }

    private TimeSpan Turn()
    {
        var now = time.GetUtcNow();
        if (now - _begun >= TimeSpan.FromMinutes(1) || now < _begun)
        {
            _failures.Clear();
            _begun = now;
        }

        return _begun + TimeSpan.FromMinutes(1) - now;
    }

    private static string Pair(string address, string name) => $"{address} {name}";
}
