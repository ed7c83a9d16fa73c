using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// <c>{list}-sync</c> (DALI 1.1 §2.2): makes a job, waits for its end and answers its main result. The job is one like any other: it has an owner, limits, a
/// URL (header <c>Link</c>, rel="status"), and goes on when the client goes away.
/// </summary>
internal static class SyncEndpoints
{
    private const string Turn = "TURN";

    /// <summary>What comes before every verb: the form of errors, and 404 where the list has no synchronous form.</summary>
    public static void Demand(UwsCall call, JobList list)
    {
        call.ErrorForm = (status, text) => SyncErrorForm.WriteAsync(call, list, status, text);
        if (list.Options.Sync == false)
        {
            throw new UwsException(UwsErrorKind.NotFound, $"'{list.Name}' has no synchronous form; create jobs at {call.Links(list).JobList}.");
        }
    }

    public static async Task GetAsync(UwsCall call, JobList list)
    {
        if (call.IsHead)
        {
            // Whoever only looks wants no job.
            return;
        }

        if (Callers.IsAuthenticated(call.User))
        {
            // A link or a picture of another page makes no job in the name of who looks at it.
            CrossSite.DemandOwn(call.Http, call.Host.Address, call.Host.TrustedOrigins);
        }

        await CreateAsync(call, list, uploads => uploads.ReadAsync(() => Task.FromResult(new PostedForm([], call.Host.Reader.ReadQuery(call.Request))))).ConfigureAwait(false);
    }

    public static Task PostAsync(UwsCall call, JobList list)
        => CreateAsync(call, list, uploads => call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted, JobListEndpoints.DocumentOf(list)));

    /// <summary><c>{list}-sync/{job}</c>: waits on. Where a job takes longer than a request may, its client is sent here, again and again.</summary>
    public static async Task FollowAsync(UwsCall call, JobList list, Job job)
    {
        var query = new PostedForm([], call.Host.Reader.ReadQuery(call.Request));
        var turn = ControlParameters.ReadDigits(query.Control(Turn)) ?? 0;
        using var place = call.IsHead ? null : Enter(call, job.OwnerId);
        await AnswerAsync(call, list, job, query.Control(ResponseFormats.Parameter), turn, place).ConfigureAwait(false);
    }

    private static async Task CreateAsync(UwsCall call, JobList list, Func<Uploads, Task<PostedForm>> read)
    {
        await call.Host.Access.DemandCreationAsync(call, list).ConfigureAwait(false);
        var owner = call.Host.Access.OwnerOf(call.User);
        var id = JobId.New(call.Host.Time);
        var uploads = new Uploads(call.Host.Files, id);
        var form = await read(uploads).ConfigureAwait(false);

        // The place comes first: a request that cannot wait makes no job.
        var (wish, format, place) = await uploads.ReadAsync(() => Task.FromResult((JobListEndpoints.Read(id, owner, form) with { Run = true }, FormatOf(list, form), Enter(call, owner)))).ConfigureAwait(false);
        using (place)
        {
            var job = await uploads.CommitAsync(() => call.Host.Jobs.CreateAsync(list, wish, call.Aborted)).ConfigureAwait(false);
            await AnswerAsync(call, list, job, format, 0, place).ConfigureAwait(false);
        }
    }

    // Declared, it is the work's; else it chooses among the results.
    private static string? FormatOf(JobList list, PostedForm form) => ResponseFormats.IsDeclared(list.Description) ? null : form.Control(ResponseFormats.Parameter);

    private static IDisposable Enter(UwsCall call, string? owner) => call.Host.Jobs.TryEnterWait(owner)
        ?? throw new UwsException(UwsErrorKind.Unavailable, "Too many requests are waiting for their jobs; try again later, or create the job in its list.");

    private static async Task AnswerAsync(UwsCall call, JobList list, Job job, string? format, int turn, IDisposable? place)
    {
        var url = call.Links(list).Job(job.Id);
        call.Response.Headers.Link = $"<{url}>; rel=\"status\"";
        var now = call.IsHead ? job : await call.Host.Jobs.WaitUntilOverAsync(job, Timeout.InfiniteTimeSpan, call.Aborted).ConfigureAwait(false);
        place?.Dispose();
        call.CloseWhenStopping();
        if (now is null)
        {
            throw new UwsException(UwsErrorKind.NotFound, "The job was deleted before it ended.");
        }

        if (!PhaseRules.Final.Contains(now.Phase))
        {
            await SendOnAsync(call, list, now, format, turn).ConfigureAwait(false);
        }
        else if (now.Phase == ExecutionPhase.Completed)
        {
            await SyncResult.WriteAsync(call, list, now, format).ConfigureAwait(false);
        }
        else
        {
            await SyncErrorForm.WriteAsync(call, list, now).ConfigureAwait(false);
        }
    }

    // Each time another URL: clients take a second redirect to the same one for a circle.
    private static async Task SendOnAsync(UwsCall call, JobList list, Job job, string? format, int turn)
    {
        var links = call.Links(list);
        var wanted = format is null ? "" : $"&{ResponseFormats.Parameter}={Uri.EscapeDataString(format)}";
        await Answer.SeeOtherAsync(call.Http, string.Create(CultureInfo.InvariantCulture, $"{links.JobList}-sync/{job.Id.Value}?{Turn}={turn + 1}{wanted}")).ConfigureAwait(false);

        // For people whose client does not follow.
        var text = Encoding.UTF8.GetBytes($"The job is {call.Host.Xml.Shown(job.Phase).ToWord()} and goes on: {links.Job(job.Id)}\n");
        call.Response.ContentType = "text/plain; charset=utf-8";
        call.Response.ContentLength = text.Length;
        if (!call.IsHead)
        {
            await call.Response.Body.WriteAsync(text, call.Aborted).ConfigureAwait(false);
        }
    }
}
