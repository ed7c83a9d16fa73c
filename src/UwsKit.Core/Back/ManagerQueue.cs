using System.Runtime.ExceptionServices;

namespace UwsKit;

/// <summary>
/// Hands the waiting jobs of one manager over: lists of a higher priority first, within one priority owners in turn, then in the order of commitment; never more than the manager has free slots, so order
/// and fairness survive restarts and hold for many nodes. Where more owners wait than are looked at together, their turns go round in the order of
/// owners, so that the next job costs the same however many wait. Used by one loop.
/// </summary>
internal sealed class ManagerQueue(string manager, Managers managers, ManagerPresence presence, SubmissionWork work, JobHints hints, TimeProvider time)
{
    private const int AtOnceWithoutSlots = 8;
    private const int OwnersTogether = 64;
    private const int ClaimsTogether = 16;
    private static readonly TimeSpan Beaten = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly BusyJobs _busy = new(time);
    // Jobs claimed that the manager does not count yet; and submissions that have not ended.
    private int _claimed, _submitting;
    private bool _takes;
    private long _turn;
    private readonly Dictionary<int, OwnerCursor?> _last = [];

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

            // A claimed job takes its slot only once the manager has it. This number first: a job on its way from the one to the other may count twice, but is never missed.
            var onTheirWay = Volatile.Read(ref _claimed);
            var slots = managers.Ability<ISlotManager>(manager)?.FreeSlots - onTheirWay;
            var room = slots ?? AtOnceWithoutSlots - Volatile.Read(ref _submitting);
            if (room <= 0)
            {
                return null;
            }

            var (level, heads, areAll) = await NextAsync(ct).ConfigureAwait(false);
            if (heads.Count == 0)
            {
                Trim();
                if (Volatile.Read(ref _submitting) == 0)
                {
                    _busy.AllTried();
                }

                return _busy.Pause is var all && all > TimeSpan.Zero ? all : _busy.Next;
            }

            if (areAll && heads.Count == 1 && slots > 1 && Volatile.Read(ref _takes))
            {
                // Nobody else waits, so nobody's turn is taken; and what the manager took last says that it is not busy.
                var line = await work.LineAsync(manager, level!, heads[0].OwnerId, Math.Min(room, ClaimsTogether), ct).ConfigureAwait(false);
                var aside = _busy.SetAside;
                heads = [heads[0], .. line.Where(j => j.Id != heads[0].Id && !aside.Contains(j.Id))];
            }

            var inTurn = areAll ? heads.OrderBy(h => _served.GetValueOrDefault(h.OwnerId ?? "")).ThenBy(h => h.QueuedAt).ThenBy(h => h.Id) : heads.AsEnumerable();
            var next = inTurn.Take(Math.Min(room, ClaimsTogether)).ToList();
            _last[level!.Number] = areAll ? null : new(next[^1].OwnerId);
            if (await StartAsync(next, ct).ConfigureAwait(false) == 0)
            {
                // Other nodes were quicker with all of them, but perhaps not with those behind.
                return Beaten;
            }
        }
    }

    /// <summary>Claims jobs, together, for each claim is a wait for the storage; and submits those that are this node's now, in this order.</summary>
    /// <returns>How many those are.</returns>
    private async Task<int> StartAsync(List<JobSummary> jobs, CancellationToken ct)
    {
        var (started, fault) = (0, (ExceptionDispatchInfo?)null);
        foreach (var (job, claim) in jobs.Select(job => (job, Claim: work.ClaimAsync(job.Id, manager, ct).AsTask())).ToList())
        {
            try
            {
                if (await claim.ConfigureAwait(false) is { } claimed)
                {
                    started++;
                    Interlocked.Increment(ref _claimed);
                    Interlocked.Increment(ref _submitting);
                    _served[job.OwnerId ?? ""] = ++_turn;
                    _running.Add(SubmitAsync(claimed, ct));
                }
            }
            catch (Exception e)
            {
                // The others may be claimed all the same, and nobody else submits those.
                fault ??= ExceptionDispatchInfo.Capture(e);
            }
        }

        fault?.Throw();
        return started;
    }

    /// <summary>Of each owner the first in line, so a turn is never blocked by another's thousand jobs; of the highest priority that has any.</summary>
    private async ValueTask<(PriorityLevel? Level, IReadOnlyList<JobSummary> Heads, bool AreAll)> NextAsync(CancellationToken ct)
    {
        foreach (var level in work.Levels(manager))
        {
            for (var passed = 0; ;)
            {
                var group = await GroupAsync(level, ct).ConfigureAwait(false);
                var heads = await work.NotSetAsideAsync(manager, level, group, _busy.SetAside, ct).ConfigureAwait(false);
                if (heads.Count > 0)
                {
                    return (level, heads, group.Count < OwnersTogether);
                }

                if (group.Count < OwnersTogether || (passed += group.Count) > _busy.SetAside.Count)
                {
                    break;
                }

                // All of this group are set aside. Each owner passed over has such a job, so there is an end to this.
                _last[level.Number] = new(group[^1].OwnerId);
            }
        }

        return (null, [], true);
    }

    /// <summary>The owners whose turn it is: all who wait, or those that come after the last one served, round and round.</summary>
    private async ValueTask<IReadOnlyList<JobSummary>> GroupAsync(PriorityLevel level, CancellationToken ct)
    {
        var last = _last.GetValueOrDefault(level.Number);
        var heads = await work.FirstWaitingAsync(manager, level, last, OwnersTogether, ct).ConfigureAwait(false);
        if (last is null || heads.Count == OwnersTogether)
        {
            return heads;
        }

        var first = await work.FirstWaitingAsync(manager, level, null, OwnersTogether, ct).ConfigureAwait(false);
        return [.. heads.Concat(first).DistinctBy(h => h.OwnerId).Take(OwnersTogether)];
    }

    /// <summary>Waits for the submissions that are under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_running);

    private async Task SubmitAsync(Job job, CancellationToken ct)
    {
        var counted = true;
        try
        {
            var end = await work.SubmitAsync(job, CountNoMore, ct).ConfigureAwait(false);
            Volatile.Write(ref _takes, end.Accepted);
            _busy.Note(job.Id, end);
        }
        finally
        {
            Interlocked.Decrement(ref _submitting);
            if (counted || managers.Ability<ISlotManager>(manager) is null)
            {
                CountNoMore();
            }
        }

        // The pump is woken each time: there may be room now. Once a slot manager has the job, the next room is a slot that falls free, which the job's end tells.
        void CountNoMore()
        {
            if (counted)
            {
                counted = false;
                Interlocked.Decrement(ref _claimed);
            }

            hints.Submit(manager).Set();
        }
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
