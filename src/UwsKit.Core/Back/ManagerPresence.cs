using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>Finds out whether managers' back ends are there, where <see cref="ManagerStatus"/> only knows what was seen last. Thread-safe.</summary>
internal sealed class ManagerPresence(Managers managers, ManagerStatus status, JobHints hints, TimeProvider time, ILogger<ManagerPresence> log)
{
    private static readonly TimeSpan AskPause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, long> _asked = new(StringComparer.Ordinal);
    private readonly Lock _turning = new();

    /// <summary>Whether the manager did not answer when it was last asked.</summary>
    public bool IsAway(string manager) => status.Find(manager) is not null;

    /// <summary>Whether a manager answers, as far as known; one that did not is asked first, for a submission in vain costs an attempt.</summary>
    public async ValueTask<bool> AnswersAsync(string manager, CancellationToken ct)
    {
        if (!IsAway(manager))
        {
            return true;
        }

        try
        {
            await managers.Find(manager)!.ProbeAsync([], ct).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            Away(manager, e.Message);
            return false;
        }

        Answered(manager);
        return true;
    }

    /// <summary>After a busy answer, which may also mean that the back end is away: users and operators should see that. At most once a minute.</summary>
    public async Task FindOutAsync(string manager, CancellationToken ct)
    {
        if (IsAway(manager) || (_asked.TryGetValue(manager, out var at) && time.GetElapsedTime(at) < AskPause))
        {
            return;
        }

        _asked[manager] = time.GetTimestamp();
        try
        {
            await managers.Find(manager)!.ProbeAsync([], ct).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            Away(manager, e.Message);
        }
    }

    /// <summary>The manager does not answer. Logged when that is new, however many calls fail.</summary>
    public void Away(string manager, string message)
    {
        lock (_turning)
        {
            var isNew = !IsAway(manager);
            status.Failed(manager, message);
            if (isNew)
            {
                Log.ManagerAway(log, manager, message);
            }
        }
    }

    /// <summary>The manager answered.</summary>
    public void Answered(string manager)
    {
        lock (_turning)
        {
            if (status.Find(manager) is not { } fault)
            {
                return;
            }

            status.Answered(manager);
            Log.ManagerBack(log, manager, UwsTime.Format(fault.Since));
            // What was in doubt when it went away, and what ended meanwhile, need not wait for the usual probe.
            hints.Probe.Set();
        }
    }
}
