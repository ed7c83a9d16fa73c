using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary><c>{jobs}</c>: the list of jobs (UWS 1.1 §2.2.2.1) and their creation (§2.2.3.1).</summary>
internal static class JobListEndpoints
{
    public static async Task GetAsync(UwsCall call, JobList list)
    {
        if (Pages.Wanted(call))
        {
            await JobListPage.WriteAsync(call, list).ConfigureAwait(false);
            return;
        }

        var filter = ListFilter.Read(call.Host.Reader.ReadQuery(call.Request));
        var query = new JobQuery
        {
            JobList = list.Name,
            Visibility = await call.Host.Access.VisibilityOfAsync(call, list, filter.Shared).ConfigureAwait(false),
            Phases = Stored(call.Host, filter.Phases ?? PhaseSet.Listed),
            After = filter.After,
        };
        var (jobs, links) = (call.Host.Jobs.ListAsync(query, filter.Last, call.Aborted), call.Links(list));
        await Answer.DocumentAsync(
            call.Http, xml: body => call.Host.Xml.WriteJobListAsync(body, jobs, links, call.Aborted), json: body => call.Host.Json.WriteJobListAsync(body, jobs, links, call.Aborted)).ConfigureAwait(false);
    }

    public static async Task CreateAsync(UwsCall call, JobList list)
    {
        await call.Host.Access.DemandCreationAsync(call, list).ConfigureAwait(false);
        var owner = call.Host.Access.OwnerOf(call.User);
        var id = JobId.New(call.Host.Time);
        var uploads = new Uploads(call.Host.Files, id);
        var form = await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted, DocumentOf(list)).ConfigureAwait(false);
        var job = await uploads.CommitAsync(() => call.Host.Jobs.CreateAsync(list, Read(id, owner, form), call.Aborted)).ConfigureAwait(false);
        call.Job = job.Id;
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
    }

    /// <summary>The parameter whose value is the whole body, where a job is described by one document (UWS 1.1 §2.1.11).</summary>
    public static ParameterDescription? DocumentOf(JobList list) => list.Description.Parameters is [{ MediaType: not null } only] ? only : null;

    /// <summary>The job that a form asks for.</summary>
    public static NewJob Read(JobId id, string? owner, PostedForm form) => new(id)
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
