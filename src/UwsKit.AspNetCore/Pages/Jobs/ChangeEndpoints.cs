using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// <c>{job}/change</c> and <c>{jobs}/selected</c>: where the buttons of the pages lead. They do what the resources of the standard do, but take only forms that
/// this service gave to this browser, answer with a page, and ask before anything is deleted.
/// </summary>
internal static class ChangeEndpoints
{
    private const long MaxBody = 256 * 1024;
    private const string Stale = "The page was too old, or was not opened in this browser. Nothing was changed; try once more.";

    public static async Task PostAsync(UwsCall call, JobList list, Job job)
    {
        var sent = new PageForm(await call.Host.Reader.ReadFieldsAsync(call.Request, MaxBody, call.Aborted).ConfigureAwait(false));
        if (!await call.Host.Pages.Tokens.AreGoodAsync(call.Http, sent.Own(PageForm.Token)).ConfigureAwait(false))
        {
            await JobPage.WriteAsync(call, list, job, FormFaults.Whole(Stale), StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        if (sent.Own(PageForm.Action) == "delete" && sent.Own(PageForm.Sure) is null)
        {
            await SurePage.WriteAsync(call, list, [job]).ConfigureAwait(false);
            return;
        }

        call.Did = OneLine.Of(sent.Own(PageForm.Action));
        try
        {
            if (sent.Own(PageForm.Action) == "reproduce")
            {
                await ProvenanceEndpoints.ReproduceAsync(call, job).ConfigureAwait(false);
                return;
            }

            if (sent.Own(PageForm.Action) is "share" or "unshare")
            {
                await ShareAsync(call, list, job, sent).ConfigureAwait(false);
                return;
            }

            await DoAsync(call, job.Id, sent).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Invalid or UwsErrorKind.Forbidden or UwsErrorKind.NotFound or UwsErrorKind.Unavailable)
        {
            // The job may have gone on in the meantime.
            var present = await call.Host.Jobs.FindAsync(job.Id, call.Aborted).ConfigureAwait(false) ?? throw JobAccess.NoSuchJob(job.Id.Value);
            await JobPage.WriteAsync(call, list, present, FormFaults.Read(e.Message), ErrorAnswer.StatusOf(e.Kind)).ConfigureAwait(false);
            return;
        }

        var links = call.Links(list);
        await Answer.SeeOtherAsync(call.Http, sent.Own(PageForm.Action) == "delete" ? links.JobList : links.Job(job.Id)).ConfigureAwait(false);
    }

    /// <summary>Aborts or deletes the jobs that are marked; those that are over already are left as they are by an abort.</summary>
    public static async Task PostSelectedAsync(UwsCall call, JobList list)
    {
        var sent = new PageForm(await call.Host.Reader.ReadFieldsAsync(call.Request, MaxBody, call.Aborted).ConfigureAwait(false));
        if (!await call.Host.Pages.Tokens.AreGoodAsync(call.Http, sent.Own(PageForm.Token)).ConfigureAwait(false))
        {
            throw new UwsException(UwsErrorKind.Invalid, Stale);
        }

        List<Job> jobs = [];
        foreach (var text in sent.All.Where(v => v.Name == "job").Select(v => v.Value).Distinct())
        {
            if (JobId.TryParse(text, out var id) && await call.Host.Jobs.FindAsync(id, call.Aborted).ConfigureAwait(false) is { } job && job.JobList == list.Name)
            {
                await call.Host.Access.DemandAsync(call, list, job, change: true).ConfigureAwait(false);
                jobs.Add(job);
            }
        }

        var delete = sent.Own(PageForm.Action) == "delete";
        if (delete && sent.Own(PageForm.Sure) is null && jobs.Count > 0)
        {
            await SurePage.WriteAsync(call, list, jobs).ConfigureAwait(false);
            return;
        }

        call.Did = $"{(delete ? "DELETE" : "ABORT")} {string.Join(' ', jobs.Select(j => j.Id.Value))}";
        foreach (var job in jobs.Where(j => delete || !PhaseRules.Final.Contains(j.Phase)))
        {
            try
            {
                await DoAsync(call, job.Id, sent).ConfigureAwait(false);
            }
            catch (UwsException e) when (e.Kind is UwsErrorKind.Forbidden or UwsErrorKind.NotFound)
            {
                // It ended, or was deleted, while this was under way: what was wished has come by itself.
            }
        }

        await Answer.SeeOtherAsync(call.Http, call.Links(list).JobList).ConfigureAwait(false);
    }

    private static async Task ShareAsync(UwsCall call, JobList list, Job job, PageForm sent)
    {
        string? link = null;
        if (sent.Own(PageForm.Action) == "unshare")
        {
            await JobSharing.RemoveAsync(call, job, sent.Text("entry") ?? "").ConfigureAwait(false);
        }
        else
        {
            JobSharing.Demand(list, job);
            link = await JobSharing.AddAsync(call, list, job, sent.Values).ConfigureAwait(false);
        }

        if (link is null)
        {
            await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
            return;
        }

        var present = await call.Host.Jobs.FindAsync(job.Id, call.Aborted).ConfigureAwait(false) ?? throw JobAccess.NoSuchJob(job.Id.Value);
        await JobPage.WriteAsync(call, list, present, link: link).ConfigureAwait(false);
    }

    private static Task DoAsync(UwsCall call, JobId id, PageForm sent) => sent.Own(PageForm.Action) switch
    {
        "run" => call.Host.Jobs.RunAsync(id, call.Aborted),
        "abort" => call.Host.Jobs.AbortAsync(id, call.Aborted),
        "delete" => call.Host.Jobs.DeleteAsync(id, call.Aborted),
        "duration" => call.Host.Jobs.SetExecutionDurationAsync(id, sent.Duration() ?? TimeSpan.Zero, call.Aborted),
        "destruction" => call.Host.Jobs.SetDestructionAsync(id, sent.Destruction(), call.Aborted),
        var other => throw new UwsException(UwsErrorKind.Invalid, $"'{OneLine.Of(other)}' is nothing that can be done; allowed: run, abort, delete, reproduce, share, unshare, duration, destruction."),
    };
}
