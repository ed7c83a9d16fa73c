using System.Net;

namespace UwsKit;

/// <summary>
/// Keeps refusals from filling the trail, and so from driving out what it is for. Of each caller (owner, or network of an address) some a minute are told one by one,
/// 429 once; the others are counted. Bounded in memory and in entries, however many callers there are. Thread-safe.
/// </summary>
internal sealed class RefusalTally(string node, TimeProvider time)
{
    private const int Each = 20, All = 2_000, MaxCallers = 1_000;
    private const int TooMany = 429;

    private readonly Dictionary<(string? Who, string? From, int Status), (int Told, long Counted)> _callers = [];
    private DateTimeOffset _since = time.Now();
    private int _told;

    /// <summary>Whether a refusal is to be told by an entry of its own; otherwise it is counted.</summary>
    public bool IsTold(AuditEntry refusal)
    {
        // One who is known is the same from wherever he comes.
        var from = refusal.Who is not null ? null : ClientNetwork.Of(IPAddress.TryParse(refusal.From, out var address) ? address : null);
        lock (_callers)
        {
            var key = (refusal.Who, from, refusal.Status);
            if (_callers.Count >= MaxCallers && !_callers.ContainsKey(key))
            {
                key = (null, null, refusal.Status);
            }

            var (told, counted) = _callers.GetValueOrDefault(key);
            var isTold = _told < All && key is not (null, null, _) && told < (refusal.Status == TooMany ? 1 : Each);
            _callers[key] = isTold ? (told + 1, counted) : (told, counted + 1);
            _told += isTold ? 1 : 0;
            return isTold;
        }
    }

    /// <summary>Begins a new minute.</summary>
    /// <returns>What was counted in the one that is over, an entry for each caller and status.</returns>
    public IReadOnlyList<AuditEntry> Turn()
    {
        lock (_callers)
        {
            var (now, since) = (time.Now(), _since);
            List<AuditEntry> counted =
            [
                .. _callers.Where(c => c.Value.Counted > 0)
                    .Select(c => new AuditEntry(now, node, "*", "*", c.Key.Status) { Who = c.Key.Who, From = c.Key.From, Times = c.Value.Counted, Since = since }),
            ];
            _callers.Clear();
            (_since, _told) = (now, 0);
            return counted;
        }
    }
}
