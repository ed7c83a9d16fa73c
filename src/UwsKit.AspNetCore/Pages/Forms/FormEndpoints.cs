using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// <c>{jobs}/new</c>: the form for a new job, and its creation. What is wrong is shown in the same form, with all that was filled in. No job can be called
/// <c>new</c>: ids have 31 characters.
/// </summary>
internal static class FormEndpoints
{
    private const string Stale = "This form is too old, or was not sent from this page in this browser. Look through it and send it again.";

    public static async Task GetAsync(UwsCall call, JobList list)
    {
        var query = call.Host.Reader.ReadQuery(call.Request);
        var from = query.LastOrDefault(v => v.Name == PageForm.From)?.Value;
        var form = await CloneAsync(call, list, from).ConfigureAwait(false) is { } job ? JobForm.FromJob(list, job, edit: false) : JobForm.FromQuery(list, query);
        await FormPage.WriteAsync(call, form).ConfigureAwait(false);
    }

    public static async Task PostAsync(UwsCall call, JobList list)
    {
        await call.Host.Access.DemandCreationAsync(call, list).ConfigureAwait(false);
        var owner = call.Host.Access.OwnerOf(call.User);
        var id = JobId.New(call.Host.Time);
        var uploads = new Uploads(call.Host.Files, id);
        var sent = new PageForm((await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted).ConfigureAwait(false)).Body);
        var cloned = await uploads.ReadAsync(() => CloneAsync(call, list, sent.Own(PageForm.From)).AsTask()).ConfigureAwait(false);
        var form = cloned is null ? JobForm.FromQuery(list, []) : JobForm.FromJob(list, cloned, edit: false);
        await SendAsync(call, form, sent, uploads, async () =>
        {
            var kept = cloned is null ? [] : await KeptAsync(call, cloned, sent, uploads).ConfigureAwait(false);
            return await call.Host.Jobs.CreateAsync(list, new(id)
            {
                OwnerId = owner,
                RunId = sent.Text(ControlParameters.RunId),
                Run = sent.Own(PageForm.Action) == "run",
                ExecutionDuration = sent.Duration(),
                Destruction = sent.Destruction(),
                Posted = [.. sent.Parameters(), .. kept],
                TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
            }, call.Aborted).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    public static Task GetEditAsync(UwsCall call, JobList list, Job job)
    {
        JobChecks.Pending(job);
        return FormPage.WriteAsync(call, JobForm.FromJob(list, job, edit: true));
    }

    public static async Task PostEditAsync(UwsCall call, JobList list, Job job)
    {
        JobChecks.Pending(job);
        var uploads = new Uploads(call.Host.Files, job.Id);
        var sent = new PageForm((await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted).ConfigureAwait(false)).Body);
        await SendAsync(call, JobForm.FromJob(list, job, edit: true), sent, uploads, async () =>
        {
            // Judged before anything is changed.
            var (duration, destruction) = (sent.Duration(), sent.Destruction());
            var changed = await call.Host.Jobs.SetParametersAsync(job.Id, [.. sent.Parameters(), .. Emptied(list, job, sent)], call.Aborted).ConfigureAwait(false);
            await call.Host.Jobs.SetExecutionDurationAsync(job.Id, duration ?? list.DefaultExecutionDuration ?? TimeSpan.Zero, call.Aborted).ConfigureAwait(false);
            if (destruction is not null && destruction != job.Destruction)
            {
                await call.Host.Jobs.SetDestructionAsync(job.Id, destruction, call.Aborted).ConfigureAwait(false);
            }

            return sent.Own(PageForm.Action) == "run" ? await call.Host.Jobs.RunAsync(job.Id, call.Aborted).ConfigureAwait(false) : changed;
        }).ConfigureAwait(false);
    }

    private static async Task SendAsync(UwsCall call, JobForm form, PageForm sent, Uploads uploads, Func<Task<Job>> send)
    {
        if (!await call.Host.Pages.Tokens.AreGoodAsync(call.Http, sent.Own(PageForm.Token)).ConfigureAwait(false))
        {
            await uploads.DiscardAsync().ConfigureAwait(false);
            await FormPage.WriteAsync(call, form.Again(sent.All, FormFaults.Whole(Stale)), StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        Job job;
        try
        {
            job = await uploads.CommitAsync(send).ConfigureAwait(false);
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Invalid or UwsErrorKind.Forbidden or UwsErrorKind.TooLarge or UwsErrorKind.TooMany or UwsErrorKind.Unavailable)
        {
            await FormPage.WriteAsync(call, form.Again(sent.All, FormFaults.Read(e.Message)), ErrorAnswer.StatusOf(e.Kind)).ConfigureAwait(false);
            return;
        }

        await Answer.SeeOtherAsync(call.Http, call.Links(form.List).Job(job.Id)).ConfigureAwait(false);
    }

    // A job that its reader may not see is as good as none.
    private static async ValueTask<Job?> CloneAsync(UwsCall call, JobList list, string? from)
    {
        if (!JobId.TryParse(from, out var id) || await call.Host.Jobs.FindAsync(id, call.Aborted).ConfigureAwait(false) is not { } job || job.JobList != list.Name)
        {
            return null;
        }

        await call.Host.Access.DemandAsync(call, list, job, change: false).ConfigureAwait(false);
        return job;
    }

    // Copies of the files that the cloned job had; one that was chosen anew goes before.
    private static async Task<IReadOnlyList<PostedValue>> KeptAsync(UwsCall call, Job cloned, PageForm sent, Uploads uploads)
    {
        List<PostedValue> kept = [];
        var wanted = sent.All.Where(v => v.Name == PageForm.Keep).Select(v => v.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in cloned.Parameters.Where(p => p is { File: not null, ByReference: false } && wanted.Contains(p.Name) && !sent.Values.Any(v => v.Name.Equals(p.Name, StringComparison.OrdinalIgnoreCase))))
        {
            var content = await call.Host.Files.OpenReadAsync(cloned.Id, JobFileArea.Input, parameter.File!.Name, call.Aborted).ConfigureAwait(false)
                ?? throw new UwsException(UwsErrorKind.Invalid, $"parameter '{parameter.Name}': the file of the cloned job is no longer there; choose it anew");
            await using (content.ConfigureAwait(false))
            {
                var stream = content.Stream ?? throw new UwsException(UwsErrorKind.Invalid, $"parameter '{parameter.Name}': the file is kept elsewhere; choose it anew");
                kept.Add(new(parameter.Name, null, await uploads.StoreAsync(parameter.Name, parameter.File.MediaType, parameter.File.OriginalName, stream, call.Aborted).ConfigureAwait(false)));
            }
        }

        return kept;
    }

    // An emptied field goes back to its default, and one without is taken back; only a free text stays, as the empty text that it shows.
    private static IEnumerable<PostedValue> Emptied(JobList list, Job job, PageForm sent)
    {
        foreach (var d in list.Description.Parameters.Where(d => d.Type is not ParameterType.File
            && sent.Text(d.Name) is null && job.Parameters.Any(p => p.Name.Equals(d.Name, StringComparison.OrdinalIgnoreCase) && p.Value is { Length: > 0 })))
        {
            foreach (var value in d.AllDefaults.Count > 0 ? d.AllDefaults : [""])
            {
                yield return new(d.Name, value);
            }
        }
    }
}
