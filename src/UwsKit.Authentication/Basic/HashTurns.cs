namespace UwsKit;

/// <summary>
/// Who may hash a password now: half of the processors at once. Of those who wait there are few from one network, and not many in all, so that strangers' guesses keep
/// nobody from logging in for long. Thread-safe.
/// </summary>
internal sealed class HashTurns : IDisposable
{
    /// <summary>How many of one network may wait or hash.</summary>
    public const int MaxOfNetwork = 32;

    private const int MaxInAll = 128;

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Dictionary<string, int> _inside = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Waits for a turn; disposing the result ends it.</summary>
    /// <exception cref="UwsException">Too many wait: <see cref="UwsErrorKind.TooMany"/>, or <see cref="UwsErrorKind.Unavailable"/> where they are of other networks.</exception>
    public async ValueTask<IDisposable> EnterAsync(string network, CancellationToken ct)
    {
        Register(network);
        try
        {
            await _turns.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            Leave(network);
            throw;
        }

        return new Turn(this, network);
    }

    public void Dispose() => _turns.Dispose();

    private void Register(string network)
    {
        lock (_inside)
        {
            var own = _inside.GetValueOrDefault(network);
            if (own >= MaxOfNetwork)
            {
                throw new UwsException(UwsErrorKind.TooMany, "Too many logins from your address are under way; try again in a few seconds.") { RetryAfter = TimeSpan.FromSeconds(3) };
            }

            if (_all >= MaxInAll)
            {
                throw new UwsException(UwsErrorKind.Unavailable, "Too many logins are under way; try again in a few seconds.") { RetryAfter = TimeSpan.FromSeconds(5) };
            }

            _inside[network] = own + 1;
            _all++;
        }
    }

    private void Leave(string network)
    {
        lock (_inside)
        {
            _all--;
            if (--_inside[network] == 0)
            {
                _inside.Remove(network);
            }
        }
    }

    private sealed class Turn(HashTurns turns, string network) : IDisposable
    {
        public void Dispose()
        {
            turns._turns.Release();
            turns.Leave(network);
        }
    }
}
