namespace UwsKit;

/// <summary>
/// Hands the waiting jobs of one manager over: owners in turn, then in the order of commitment; never more than the manager has free slots, so order
/// and fairness survive restarts and hold for many nodes. Used by one loop.
/// </summary>
internal sealed class ManagerQueue(string manager, Managers managers, ManagerPresence presence, SubmissionWork work, JobHints hints, TimeProvider time)
{
    private const int AtOnceWithoutSlots = 8;
    private readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly BusyJobs _busy = new(time);
    private long _turn;

    /// <summary>The manager's name.</summary>
    public string Manager => manager;

    /// <summary>Starts as many submissions as there is room for.</summary>
    /// <returns>How long to pause at most; null = the usual time.</returns>
    public async Task<TimeSpan?> PumpAsync(CancellationToken ct)
    {
        while (true)
        {
            _running.RemoveWhere(t => t.IsCompleted);
            if (_busy.Pause is var paused && paused > TimeSpan.Zero)
            {
                return paused;
            }

            if (!await presence.AnswersAsync(manager, ct).ConfigureAwait(false))
            {
                // However many jobs come meanwhile, it is not asked more often.
                _busy.LeaveManager(SubmissionWork.AwayPause);
                return SubmissionWork.AwayPause;
            }

            // A claimed job takes its slot only once the manager has it.
            var room = (managers.Ability<ISlotManager>(manager)?.FreeSlots ?? AtOnceWithoutSlots) - _running.Count;
            if (room <= 0)
            {
                return null;
            }

            // Of every owner the first in line: as many as there are owners, so a turn is never blocked by another's thousand jobs.
            var heads = await work.FirstWaitingAsync(manager, _busy.SetAside, ct).ConfigureAwait(false);
            if (heads.Count == 0)
            {
                Trim();
                if (_running.Count == 0)
                {
                    _busy.AllTried();
                }

                return _busy.Pause is var all && all > TimeSpan.Zero ? all : _busy.Next;
            }

            var claims = 0;
            foreach (var head in heads.OrderBy(h => _served.GetValueOrDefault(h.OwnerId ?? "")).Take(room))
            {
                if (await work.ClaimAsync(head.Id, manager, ct).ConfigureAwait(false) is { } claimed)
                {
                    claims++;
                    _served[head.OwnerId ?? ""] = ++_turn;
                    _running.Add(SubmitAsync(claimed, ct));
                }
            }

            if (claims == 0)
            {
                // Other nodes were quicker with all of them: their hints or the next look tell when to come back.
                return null;
            }
        }
    }

    /// <summary>Waits for the submissions that are under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_running);

    private async Task SubmitAsync(Job job, CancellationToken ct)
    {
        _busy.Note(job.Id, await work.SubmitAsync(job, ct).ConfigureAwait(false));
        hints.Submit(manager).Set();
    }

    // Turns of owners who have nothing waiting any more need not be remembered for ever.
    private void Trim()
    {
        if (_served.Count > 10_000)
        {
            _served.Clear();
        }
    }
}
