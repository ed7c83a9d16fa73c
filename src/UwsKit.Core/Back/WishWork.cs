using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace UwsKit;

/// <summary>
/// Tells managers of changed execution durations and released jobs. What is to be told stands in the record until the manager has taken it, so it
/// outlives a manager that is away, a restart, and the node that was asked. Telling twice is harmless. Thread-safe.
/// </summary>
internal sealed class WishWork(
    IStorage storage, JobRecords records, Managers managers, ManagerPresence presence, JobHints hints, IOptions<UwsOptions> options, ILogger<WishWork> log)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(15);

    /// <summary>Tells one manager all that this node knows of.</summary>
    /// <returns>How long to pause at most.</returns>
    public async Task<TimeSpan> TellAllAsync(string manager, CancellationToken ct)
    {
        if (managers.Find(manager) is { Scope: ManagerScope.Node })
        {
            await FindOwnAsync(manager, ct).ConfigureAwait(false);
        }

        var wishes = hints.Wishes(manager);
        foreach (var id in wishes.Jobs)
        {
            // Taken first: a change from here on is a wish of its own.
            var tries = wishes.Take(id);
            try
            {
                await TellAsync(id, manager, ct).ConfigureAwait(false);
            }
            catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
            {
                // Storage or manager, whichever it was: all others would most likely fail as well. Where it is this job alone, they come before it next time.
                wishes.PutBack(id, tries + 1);
                break;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                wishes.PutBack(id, tries + 1);
                Log.ManagerFailed(log, e, manager, id);
            }
        }

        return Retry;
    }

    // Another node may have taken the request, but only this one can tell the manager: a handful of jobs, so they are looked through.
    private async Task FindOwnAsync(string manager, CancellationToken ct)
    {
        var query = new JobQuery
        {
            Visibility = Visibility.Everybody, Phases = PhaseSet.All, Placement = new(PlacementState.Placed, manager, options.Value.Node),
        };
        foreach (var entry in await storage.ListAsync(query, ct).ConfigureAwait(false))
        {
            if (await storage.GetAsync(entry.Id, ct).ConfigureAwait(false) is { } job)
            {
                hints.Wish(job);
            }
        }
    }

    private async Task TellAsync(JobId id, string manager, CancellationToken ct)
    {
        var job = await storage.GetAsync(id, ct).ConfigureAwait(false);
        if (job?.Placement is not { State: PlacementState.Placed } p || p.Manager != manager
            || (p.Node != options.Value.Node && managers.Find(manager) is { Scope: ManagerScope.Node }))
        {
            return;
        }

        var placed = new PlacedJob(id, p.Attempt, p.Node, p.BackendId);
        if (p.TellDuration)
        {
            await CallAsync<IDurationManager>(id, manager, m => m.SetDurationAsync(placed, job.ExecutionDuration, ct)).ConfigureAwait(false);
            await records.ChangeAsync(id, "told", now => IsSame(now, p) && now.ExecutionDuration == job.ExecutionDuration
                ? now with { Placement = now.Placement! with { TellDuration = false } } : now, ct).ConfigureAwait(false);
        }

        if (p.TellRelease)
        {
            await CallAsync<IHoldingManager>(id, manager, m => m.ReleaseAsync(placed, ct)).ConfigureAwait(false);
            await records.ChangeAsync(id, "told", now => IsSame(now, p)
                ? now with { Placement = now.Placement! with { TellRelease = false } } : now, ct).ConfigureAwait(false);
        }
    }

    private async Task CallAsync<T>(JobId id, string manager, Func<T, ValueTask> call) where T : class
    {
        if (managers.Ability<T>(manager) is not { } able)
        {
            return;
        }

        try
        {
            await call(able).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Unavailable)
        {
            presence.Away(manager, e.Message);
            throw;
        }
        catch (UwsException e)
        {
            // A word that will not change: asking again would not help.
            Log.WishRefused(log, id, manager, e.Message);
        }
    }

    private static bool IsSame(Job now, Placement told) => now.Placement is { State: PlacementState.Placed } p && p.Attempt == told.Attempt;
}
