using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Says that this node is alive, and ends the jobs of nodes that are not: jobs that only their own node can ask for would otherwise stay as they are until
/// it is back. Needs a storage with <see cref="ILeases"/>. Used by one loop.
/// </summary>
internal sealed class GoneNodes(
    IStorage storage, JobRecords records, Managers managers, IOptions<UwsOptions> options, TimeProvider time, ILogger<GoneNodes> log)
{
    // Renewed so often in the time of a lease.
    private const int Beats = 5;
    private static readonly PlacementState[] Alive = [PlacementState.Submitting, PlacementState.Placed];
    private long? _heldSince, _heldLast;
    private Dictionary<string, long> _silent = [];

    /// <summary>Renews this node's lease and looks for others'.</summary>
    /// <returns>When to come back.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken ct)
    {
        var (lease, node) = (options.Value.NodeLease, options.Value.Node);
        if (storage is not ILeases leases)
        {
            return TimeSpan.FromHours(1);
        }

        var held = await leases.TryHoldAsync(NameOf(node), node, lease, ct).ConfigureAwait(false);
        Dictionary<string, long> silent = new(StringComparer.Ordinal);
        if (MayJudge(held, lease))
        {
            foreach (var manager in managers.Names.Where(m => managers.Find(m) is { Scope: ManagerScope.Node }))
            {
                await LookAsync(leases, manager, silent, ct).ConfigureAwait(false);
            }
        }

        _silent = silent;
        return lease / Beats;
    }

    /// <summary>The name that a node holds as long as it lives.</summary>
    public static string NameOf(string node) => "node/" + node;

    // Only who was there without a gap for the time of a lease: after an outage of the storage all leases have run out, and every node needs time to renew its own.
    private bool MayJudge(bool held, TimeSpan lease)
    {
        var now = time.GetTimestamp();
        if (!held || _heldLast is not { } last || time.GetElapsedTime(last, now) > lease / Beats * 2)
        {
            _heldSince = null;
        }

        (_heldSince, _heldLast) = (_heldSince ?? now, now);
        return held && time.GetElapsedTime(_heldSince.Value, now) >= lease;
    }

    private async Task LookAsync(ILeases leases, string manager, Dictionary<string, long> silent, CancellationToken ct)
    {
        var (lease, node) = (options.Value.NodeLease, options.Value.Node);
        List<JobSummary> others = [];
        foreach (var state in Alive)
        {
            var query = new JobQuery { Visibility = Visibility.Everybody, Phases = PhaseSet.All, Placement = new(state, manager), Take = int.MaxValue };
            others.AddRange((await storage.ListAsync(query, ct).ConfigureAwait(false)).Where(j => j.Placement?.Node is { } other && other != node));
        }

        foreach (var jobs in others.GroupBy(j => j.Placement!.Node!, StringComparer.Ordinal))
        {
            // A job that was placed within the time of a lease: its node is just coming.
            var old = jobs.Where(j => time.GetUtcNow() - j.Placement!.Since > lease).ToList();
            if (old.Count > 0 && await leases.TryHoldAsync(NameOf(jobs.Key), node, TimeSpan.Zero, ct).ConfigureAwait(false) && IsSilentForLong(jobs.Key, silent))
            {
                Log.NodeGone(log, jobs.Key, lease, old.Count, manager, old[0].Id);
                foreach (var job in old)
                {
                    await EndAsync(job, ct).ConfigureAwait(false);
                }
            }
        }
    }

    // One look is not enough: the storage's clock may have been set forward, or all machines have stood still together. A node that lives has renewed its
    // lease by the third.
    private bool IsSilentForLong(string node, Dictionary<string, long> silent)
    {
        var now = time.GetTimestamp();
        var since = silent[node] = _silent.GetValueOrDefault(node, now);
        return time.GetElapsedTime(since, now) >= options.Value.NodeLease / Beats * 2;
    }

    // Never run again elsewhere: nobody here knows whether the work has begun, or still goes on. What is left of it the node removes when it is back.
    private ValueTask<Job?> EndAsync(JobSummary job, CancellationToken ct) => records.ChangeAsync(job.Id, "node gone", now =>
        now.Placement is { } p && p.Node == job.Placement!.Node && p.Attempt == job.Placement.Attempt && Alive.Contains(p.State)
            && PhaseRules.CanMove(now.Phase, ExecutionPhase.Error) && !now.Deleted
            ? JobMoves.Fail(now, new(Transient: true, $"the server node '{p.Node}' that ran the job is gone"), time.Now())
            : now, ct);
}
