namespace UwsKit;

/// <summary>Records that a manager has taken a job, together with the first event of it, if there is one by then. Thread-safe.</summary>
internal sealed class Acceptance(JobRecords records, JobEvents events, FirstNews news, Managers managers)
{
    // Of this machine's own processes is soon known that they run, or that they have ended.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(15);

    /// <returns>The record as it stands now; null when there is none.</returns>
    public async Task<Job?> RecordAsync(Job job, SubmitOutcome.Accepted accepted, CancellationToken stopping)
    {
        var placement = job.Placement!;
        using var reception = news.Open(job.Id, placement.Attempt);
        var soon = managers.Find(placement.Manager)?.Scope is ManagerScope.Node && managers.Ability<ISlotManager>(placement.Manager) is not null;
        if (await reception.FirstAsync(soon ? Patience : TimeSpan.Zero).ConfigureAwait(false) is { } first)
        {
            try
            {
                var change = await events.JudgeAsync(first, job, stopping).ConfigureAwait(false);
                var both = await events.RecordAsync(first, job, now => change(Accept(now)), CancellationToken.None).ConfigureAwait(false);
                reception.Recorded();
                return both;
            }
            catch (Exception)
            {
                // Results that cannot be read, say, concern this event, which its sender now records, tries again, and tells of: not that the manager has the job.
            }
        }

        // Even while the host stops: it is short, and the record is the truth.
        return await records.ChangeAsync(job.Id, nameof(SubmitOutcome.Accepted), Accept, CancellationToken.None).ConfigureAwait(false);

        Job Accept(Job now)
        {
            if (now.Placement is not { } p || p.Attempt != placement.Attempt)
            {
                return now;
            }

            // An event or an ABORT may have been quicker; then only the back end's id is news.
            var changed = now with
            {
                Placement = p with { State = p.State is PlacementState.Submitting ? PlacementState.Placed : p.State, BackendId = accepted.BackendId ?? p.BackendId },
                Quote = PhaseRules.Final.Contains(now.Phase) ? null : accepted.Quote ?? now.Quote,
            };
            return changed == now ? now : changed;
        }
    }
}
