namespace UwsKit;

/// <summary>What a POST to <c>{job}</c> asks for, read whole before anything is changed.</summary>
internal sealed record JobWish
{
    public bool Delete { get; private init; }
    public WantedChange Change { get; private init; } = new();

    /// <summary>Reads the wish; ACTION=DELETE leaves all else aside. Job parameters are refused here by a list that promises DALI (§2.1).</summary>
    public static JobWish Read(JobList list, Job job, PostedForm form, JobLinks links)
    {
        if (ControlParameters.ReadDelete(form.Control(ControlParameters.Action)))
        {
            return new() { Delete = true };
        }

        JobChecks.NotArchived(job);
        var phase = form.Control(ControlParameters.Phase);
        var duration = form.Control(ControlParameters.ExecutionDuration);
        var destruction = form.Control(ControlParameters.Destruction);
        var change = new WantedChange
        {
            Run = phase is null ? null : ControlParameters.ReadRunOrAbort(phase),
            ExecutionDuration = duration is null ? null : ControlParameters.ReadDuration(duration),
            SetsDestruction = destruction is not null,
            Destruction = destruction is null ? null : ControlParameters.ReadDestruction(destruction),
            Posted = form.JobParameters(),
        };
        if (change.Posted.Count > 0 && list.IsDali)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"Parameters are not accepted here; POST them to {links.Job(job.Id)}/parameters.");
        }

        return change is { Run: null, ExecutionDuration: null, SetsDestruction: false, Posted.Count: 0 }
            ? throw new UwsException(
                UwsErrorKind.Invalid, "Nothing to change was sent; allowed: ACTION=DELETE, PHASE, DESTRUCTION, EXECUTIONDURATION or parameters.")
            : new() { Change = change };
    }
}
