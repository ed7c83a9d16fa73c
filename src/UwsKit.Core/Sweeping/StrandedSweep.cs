using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Says which jobs nobody here takes care of: those of a manager that is no longer configured, and those that only another node can ask for. They would
/// otherwise stay as they are without a word.
/// </summary>
internal sealed class StrandedSweep(IStorage storage, Managers managers, IOptions<UwsOptions> options, ILogger<StrandedSweep> log)
{
    /// <summary>One look at everything that is placed.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var node = options.Value.Node;
        foreach (var state in Enum.GetValues<PlacementState>())
        {
            var query = new JobQuery
            {
                Visibility = Visibility.Everybody, Phases = PhaseSet.All, IncludeDeleted = true, Take = int.MaxValue, Placement = new(state),
            };
            foreach (var jobs in (await storage.ListAsync(query, ct).ConfigureAwait(false)).GroupBy(j => (j.Placement!.Manager, j.Placement.Node)))
            {
                var (name, other) = jobs.Key;
                if (!managers.Has(name))
                {
                    if (state is not PlacementState.Forgetting)
                    {
                        Log.ManagerGone(log, jobs.Count(), state, jobs.First().Id, name);
                    }
                }
                else if (other is not null && other != node && managers.Find(name) is { Scope: ManagerScope.Node } && !await IsAliveAsync(other, ct).ConfigureAwait(false))
                {
                    Log.NodeElsewhere(log, jobs.Count(), state, name, jobs.First().Id, other, node);
                }
            }
        }
    }

    private async ValueTask<bool> IsAliveAsync(string other, CancellationToken ct)
        => storage is ILeases leases && !await leases.TryHoldAsync(GoneNodes.NameOf(other), options.Value.Node, TimeSpan.Zero, ct).ConfigureAwait(false);
}
