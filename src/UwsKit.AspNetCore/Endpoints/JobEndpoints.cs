namespace UwsKit;

/// <summary><c>{job}</c>: the job document, at once or after WAIT (UWS 1.1 §2.2.1.2), changes and destruction (§2.2.3).</summary>
internal static class JobEndpoints
{
    public static async Task GetAsync(UwsCall call, JobList list, Job job)
    {
        var wait = WaitQuery.Read(call.Host.Reader.ReadQuery(call.Request));
        if (wait is not null && !call.IsHead && wait.Phases?.Contains(call.Host.Xml.Shown(job.Phase)) != false)
        {
            job = await WaitAsync(call, job, wait).ConfigureAwait(false) ?? throw JobAccess.NoSuchJob(job.Id.Value);
            call.CloseWhenStopping();
        }

        if (Pages.Wanted(call))
        {
            await JobPage.WriteAsync(call, list, job).ConfigureAwait(false);
            return;
        }

        var links = call.Links(list);
        await Answer.DocumentAsync(
            call.Http, xml: body => call.Host.Xml.WriteJobAsync(body, job, links, call.Aborted), json: body => call.Host.Json.WriteJobAsync(body, job, links, call.Aborted)).ConfigureAwait(false);
    }

    /// <summary>ACTION=DELETE; or parameters and control parameters, each as on its own resource: clients in the field post them here.</summary>
    public static async Task PostAsync(UwsCall call, JobList list, Job job)
    {
        var uploads = new Uploads(call.Host.Files, job.Id);
        var form = await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted).ConfigureAwait(false);
        var wish = await uploads.ReadAsync(() => Task.FromResult(JobWish.Read(list, job, form, call.Links(list)))).ConfigureAwait(false);
        if (wish.Delete)
        {
            await uploads.DiscardAsync().ConfigureAwait(false);
            await DeleteAsync(call, list, job).ConfigureAwait(false);
            return;
        }

        call.Did = wish.Change.Run switch { true => "RUN", false => "ABORT", null => null };
        await uploads.CommitAsync(() => call.Host.Jobs.ChangeAsync(job.Id, wish.Change, "POST", call.Aborted)).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
    }

    public static async Task DeleteAsync(UwsCall call, JobList list, Job job)
    {
        call.Did = "DELETE";
        await call.Host.Jobs.DeleteAsync(job.Id, call.Aborted).ConfigureAwait(false);
        // Clients follow: a bounded list, not all of it (UWS 1.1 §2.2.2.1 allows the filter here).
        var last = call.Host.Options.Limits.LastAfterDelete;
        await Answer.SeeOtherAsync(call.Http, string.Create(null, $"{call.Links(list).JobList}?LAST={last}")).ConfigureAwait(false);
    }

    private static async Task<Job?> WaitAsync(UwsCall call, Job job, WaitQuery wait)
    {
        var shown = call.Host.Xml.Shown(job.Phase);
        if (shown == job.Phase || !PhaseRules.Blocking.Contains(shown) || wait.Time == TimeSpan.Zero)
        {
            return await call.Host.Jobs.WaitAsync(job, wait.Time, wait.Phases, call.Aborted).ConfigureAwait(false);
        }

        // Shown as running though it is suspended: the client asks again at once, so it is held back a little.
        await Task.Delay(TimeSpan.FromSeconds(1), call.Host.Time, call.Aborted).ConfigureAwait(false);
        return await call.Host.Jobs.FindAsync(job.Id, call.Aborted).ConfigureAwait(false);
    }
}
