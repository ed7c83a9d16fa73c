using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary><c>{jobs}</c>: the list of jobs (UWS 1.1 §2.2.2.1) and their creation (§2.2.3.1).</summary>
internal static class JobListEndpoints
{
    public static async Task GetAsync(UwsCall call, JobList list)
    {
        var filter = ListFilter.Read(call.Host.Reader.ReadQuery(call.Request));
        var query = new JobQuery
        {
            JobList = list.Name,
            Visibility = await call.Host.Access.VisibilityOfAsync(call, list).ConfigureAwait(false),
            Phases = Stored(call.Host, filter.Phases ?? PhaseSet.Listed),
            After = filter.After,
        };
        await Answer.XmlAsync(call.Http, body => call.Host.Xml.WriteJobListAsync(
            body, call.Host.Jobs.ListAsync(query, filter.Last, call.Aborted), call.Links(list), call.Aborted)).ConfigureAwait(false);
    }

    public static async Task CreateAsync(UwsCall call, JobList list)
    {
        await call.Host.Access.DemandUseAsync(call, list).ConfigureAwait(false);
        var owner = call.Host.Access.OwnerOf(call.User);
        var id = JobId.New(call.Host.Time);
        var uploads = new Uploads(call.Host.Files, id);
        var document = list.Description.Parameters is [{ MediaType: not null } only] ? only : null;
        var form = await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted, document).ConfigureAwait(false);
        var job = await uploads.CommitAsync(() => call.Host.Jobs.CreateAsync(list, Read(id, owner, form), call.Aborted)).ConfigureAwait(false);
        call.Job = job.Id;
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
    }

    private static NewJob Read(JobId id, string? owner, PostedForm form) => new(id)
    {
        OwnerId = owner,
        RunId = form.Control(ControlParameters.RunId),
        Run = ControlParameters.ReadRun(form.Control(ControlParameters.Phase)),
        ExecutionDuration = form.Control(ControlParameters.ExecutionDuration) is { } duration ? ControlParameters.ReadDuration(duration) : null,
        Destruction = form.Control(ControlParameters.Destruction) is { } destruction ? ControlParameters.ReadDestruction(destruction) : null,
        Posted = form.JobParameters(),
        TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
    };

    // Where SUSPENDED is shown as EXECUTING, a filter for EXECUTING means both.
    private static PhaseSet Stored(UwsHost host, PhaseSet shown)
        => [.. ExecutionPhaseWords.All.Where(p => shown.Contains(host.Xml.Shown(p)))];
}
