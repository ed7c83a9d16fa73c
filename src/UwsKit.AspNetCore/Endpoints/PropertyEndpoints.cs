using System.Globalization;

namespace UwsKit;

/// <summary>The atomic properties of a job, each as text/plain with the bare value (UWS 1.1 §2.2.2), and their changes (§2.2.3.3 to 2.2.3.6).</summary>
internal static class PropertyEndpoints
{
    public static Task GetPhaseAsync(UwsCall call, JobList list, Job job) => Answer.TextAsync(call.Http, call.Host.Xml.Shown(job.Phase).ToWord());

    public static Task GetDurationAsync(UwsCall call, JobList list, Job job)
        => Answer.TextAsync(call.Http, UwsXmlWriter.Seconds(job.ExecutionDuration).ToString(CultureInfo.InvariantCulture));

    public static Task GetDestructionAsync(UwsCall call, JobList list, Job job) => InstantAsync(call, job.Destruction);

    public static Task GetQuoteAsync(UwsCall call, JobList list, Job job) => InstantAsync(call, job.Quote);

    public static Task GetOwnerAsync(UwsCall call, JobList list, Job job) => Answer.TextAsync(call.Http, job.OwnerId ?? "");

    public static Task PostPhaseAsync(UwsCall call, JobList list, Job job) => ChangeAsync(call, list, job, form =>
    {
        var run = ControlParameters.ReadRunOrAbort(form.Control(ControlParameters.Phase));
        call.Did = run ? "RUN" : "ABORT";
        return run ? call.Host.Jobs.RunAsync(job.Id, call.Aborted) : call.Host.Jobs.AbortAsync(job.Id, call.Aborted);
    });

    public static Task PostDurationAsync(UwsCall call, JobList list, Job job) => ChangeAsync(call, list, job, form =>
        call.Host.Jobs.SetExecutionDurationAsync(
            job.Id, ControlParameters.ReadDuration(form.Control(ControlParameters.ExecutionDuration)), call.Aborted));

    public static Task PostDestructionAsync(UwsCall call, JobList list, Job job) => ChangeAsync(call, list, job, form =>
        call.Host.Jobs.SetDestructionAsync(
            job.Id, ControlParameters.ReadDestruction(form.Control(ControlParameters.Destruction)), call.Aborted));

    private static async Task ChangeAsync(UwsCall call, JobList list, Job job, Func<PostedForm, Task<Job>> change)
    {
        JobChecks.NotArchived(job);
        var uploads = new Uploads(call.Host.Files, job.Id);
        try
        {
            var form = await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted).ConfigureAwait(false);
            await change(form).ConfigureAwait(false);
        }
        finally
        {
            // Files have no business here; should some have come, they are nobody's.
            await uploads.DiscardAsync().ConfigureAwait(false);
        }

        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
    }

    private static Task InstantAsync(UwsCall call, DateTimeOffset? instant)
        => Answer.TextAsync(call.Http, instant is { } i ? UwsTime.Format(i) : "");
}
