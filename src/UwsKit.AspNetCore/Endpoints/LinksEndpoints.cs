using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// DataLink 1.1 {links} resources: <c>{job}/links</c> gives what a job used and left behind; <c>/links</c> and <c>/links/{list}</c>, beside the job lists, do so
/// for the jobs that ID names, and describe how jobs are created.
/// </summary>
internal static class LinksEndpoints
{
    /// <summary>IDs answered at once; what is left out is told as an overflow (DataLink 1.1 §3.2).</summary>
    private const int MostIds = 100;

    /// <summary>The links of one job, which need no ID.</summary>
    public static Task GetJobAsync(UwsCall call, JobList list, Job job) => AnswerAsync(call, [list], job, [job.Id.Value]);

    /// <summary>The links of jobs of any list.</summary>
    public static Task GetAsync(UwsCall call) => AnswerAsync(call, [.. call.Host.Lists.All], null, []);

    /// <summary>The links of jobs of one list.</summary>
    public static Task GetListAsync(UwsCall call)
    {
        var name = call.Segment("list");
        var list = call.Host.Lists.Find(name) ?? throw new UwsException(UwsErrorKind.NotFound, $"There is no job list '{OneLine.Of(name)}'.");
        return AnswerAsync(call, [list], null, []);
    }

    private static async Task AnswerAsync(UwsCall call, IReadOnlyList<JobList> lists, Job? only, IReadOnlyList<string> implied)
    {
        LinkQuery query;
        try
        {
            var posted = HttpMethods.IsPost(call.Request.Method)
                ? await call.Host.Reader.ReadFieldsAsync(call.Request, call.Host.Options.Limits.MaxValueBytes, call.Aborted).ConfigureAwait(false) : [];
            query = LinkQuery.Read([.. posted, .. call.Host.Reader.ReadQuery(call.Request)]);
        }
        catch (UwsException e) when (e.Kind == UwsErrorKind.Invalid)
        {
            call.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Answer.BytesAsync(call.Http, VoTableError.ContentType, VoTableError.Write(e.Message)).ConfigureAwait(false);
            return;
        }

        var ids = query.Ids.Count > 0 ? query.Ids : implied;
        await Answer.StreamAsync(call.Http, query.ContentType, async body =>
        {
            var pipe = new PipeTarget(body);
            var w = new VoTableWriter(pipe);
            LinkTable.Start(w, ids.Count > MostIds);
            foreach (var id in ids.Take(MostIds))
            {
                foreach (var row in await RowsAsync(call, lists, only, id).ConfigureAwait(false))
                {
                    LinkTable.Row(w, row);
                    await pipe.DrainAsync(call.Aborted).ConfigureAwait(false);
                }
            }

            LinkTable.End(w);
            foreach (var list in lists.Where(l => call.Host.Lists.Find(l.Name) is not null))
            {
                ServiceDescriptor.Write(w, list, call.Links(list).JobList);
                await pipe.DrainAsync(call.Aborted).ConfigureAwait(false);
            }

            w.Complete();
        }).ConfigureAwait(false);
    }

    private static async ValueTask<IEnumerable<LinkRow>> RowsAsync(UwsCall call, IReadOnlyList<JobList> lists, Job? only, string id)
    {
        // An ID is a job's id, or its URL here.
        var text = lists.Select(l => call.Links(l).JobList + "/").FirstOrDefault(u => id.StartsWith(u, StringComparison.Ordinal)) is { } root ? id[root.Length..] : id;
        var job = only?.Id.Value == text ? only : await FindAsync(call, lists, text, only).ConfigureAwait(false);
        if (job is null)
        {
            return [new(id, "#this") { Error = $"NotFoundFault: '{OneLine.Of(id)}' is no job here that you may see" }];
        }

        var list = await call.Host.Descriptions.ListOfAsync(job, call.Host.Options.Defaults, call.Aborted).ConfigureAwait(false);
        var logs = job.Phase is ExecutionPhase.Archived ? [] : await call.Host.Files.ListAsync(job.Id, JobFileArea.Log, call.Aborted).ConfigureAwait(false);
        return new LinkRows(call.Links(list), list.Description, job.OwnerId is not null).Of(job, id, logs);
    }

    // The job of somebody else is told like one that is not there.
    private static async ValueTask<Job?> FindAsync(UwsCall call, IReadOnlyList<JobList> lists, string text, Job? only)
    {
        var job = only is null && JobId.TryParse(text, out var id) ? await call.Host.Jobs.FindAsync(id, call.Aborted).ConfigureAwait(false) : null;
        if (job is null || lists.All(l => l.Name != job.JobList))
        {
            return null;
        }

        try
        {
            await call.Host.Access.DemandAsync(call, lists.First(l => l.Name == job.JobList), job, change: false).ConfigureAwait(false);
            return job;
        }
        catch (UwsException e) when (e.Kind is UwsErrorKind.Forbidden or UwsErrorKind.Unauthorized or UwsErrorKind.NotFound)
        {
            return null;
        }
    }
}
