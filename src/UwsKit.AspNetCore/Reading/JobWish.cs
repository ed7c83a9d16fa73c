namespace UwsKit;

/// <summary>What a POST to <c>{job}</c> asks for, read whole before anything is changed.</summary>
internal sealed record JobWish
{
    public bool Delete { get; private init; }
    public bool? Run { get; private init; }
    public TimeSpan? Duration { get; private init; }
    public bool SetsDestruction { get; private init; }
    public DateTimeOffset? Destruction { get; private init; }
    public IReadOnlyList<PostedValue> Parameters { get; private init; } = [];

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
        var wish = new JobWish
        {
            Run = phase is null ? null : ControlParameters.ReadRunOrAbort(phase),
            Duration = duration is null ? null : ControlParameters.ReadDuration(duration),
            SetsDestruction = destruction is not null,
            Destruction = destruction is null ? null : ControlParameters.ReadDestruction(destruction),
            Parameters = form.JobParameters(),
        };
        if (wish.Parameters.Count > 0 && list.Options.Dali == true)
        {
            throw new UwsException(UwsErrorKind.Forbidden, $"Parameters are not accepted here; POST them to {links.Job(job.Id)}/parameters.");
        }

        return wish is { Run: null, Duration: null, SetsDestruction: false, Parameters.Count: 0 }
            ? throw new UwsException(
                UwsErrorKind.Invalid, "Nothing to change was sent; allowed: ACTION=DELETE, PHASE, DESTRUCTION, EXECUTIONDURATION or parameters.")
            : wish;
    }
}
