using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Which node probes a manager that any node can ask: the one that holds its lease, so that a batch system is asked once however many nodes there are. Losing it
/// costs a probe more, or one later, never correctness. Thread-safe.
/// </summary>
internal sealed class ProbeTurn(IStorage storage, IOptions<UwsOptions> options)
{
    /// <summary>Whether this node is to probe; renews the lease.</summary>
    public async ValueTask<bool> IsOursAsync(string name, IManager manager, CancellationToken ct)
        => manager.Scope is ManagerScope.Node || storage is not ILeases leases
            // Two rounds: a node that is gone is missed for no longer.
            || await leases.TryHoldAsync(NameOf(name), options.Value.Node, options.Value.ProbeInterval * 2, ct).ConfigureAwait(false);

    /// <summary>This node could not probe: perhaps only its own way to the back end is broken, so the turn is anybody's.</summary>
    public async ValueTask GiveUpAsync(string name, IManager manager, CancellationToken ct)
    {
        if (manager.Scope is not ManagerScope.Node && storage is ILeases leases)
        {
            await leases.TryHoldAsync(NameOf(name), options.Value.Node, TimeSpan.Zero, ct).ConfigureAwait(false);
        }
    }

    private static string NameOf(string manager) => "probe/" + manager;
}
