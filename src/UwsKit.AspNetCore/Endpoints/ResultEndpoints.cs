using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>What a job leaves behind: <c>{job}/results</c> (UWS 1.1 §2.1.10), <c>{job}/error</c> (§2.2.2.5), and its standard output and error.</summary>
internal static class ResultEndpoints
{
    public static Task GetAllAsync(UwsCall call, JobList list, Job job)
    {
        var links = call.Links(list);
        return Answer.DocumentAsync(
            call.Http, xml: body => call.Host.Xml.WriteResultsAsync(body, job, links, call.Aborted), json: body => UwsJsonWriter.WriteResultsAsync(body, job, links, call.Aborted));
    }

    public static async Task GetAsync(UwsCall call, JobList list, Job job)
    {
        var id = call.Segment("result");
        await WriteAsync(call, job, job.Phase == ExecutionPhase.Archived ? null : JobResults.Find(job, id), id).ConfigureAwait(false);
    }

    /// <summary>The bytes of a result, or where they are.</summary>
    public static async Task WriteAsync(UwsCall call, Job job, JobResult? result, string id)
    {
        if (result?.Href is { } href && JobLinks.IsHttp(href))
        {
            await Answer.SeeOtherAsync(call.Http, href.AbsoluteUri).ConfigureAwait(false);
            return;
        }

        var content = result?.FileName is { } name
            ? await call.Host.Files.OpenReadAsync(job.Id, JobFileArea.Output, name, call.Aborted).ConfigureAwait(false) : null;
        if (content is null || result is null)
        {
            throw new UwsException(UwsErrorKind.NotFound, $"The job has no result '{OneLine.Of(id)}'.");
        }

        // The digest of the record belongs to the finished file; while the job runs, size and time of the file tell versions apart.
        var digest = PhaseRules.Final.Contains(job.Phase) ? result.Sha256 : null;
        await FileAnswer.WriteAsync(call, content, result.MediaType, result.FileName!, digest).ConfigureAwait(false);
    }

    /// <summary>200 exactly where the document says <c>hasDetail="true"</c>, 404 otherwise.</summary>
    public static Task GetErrorAsync(UwsCall call, JobList list, Job job)
    {
        var text = ErrorText(job) ?? throw new UwsException(UwsErrorKind.NotFound, "The job has no error.");
        FileAnswer.Protect(call.Response);
        const string table = "application/x-votable+xml";
        var own = list.ErrorFormat == ErrorFormat.VOTable ? table : Negotiation.Plain;
        if (Negotiation.Choose(call.Http, own, Negotiation.Json) == Negotiation.Json)
        {
            return Answer.BytesAsync(call.Http, Answer.JsonType, UwsJsonWriter.Error(job));
        }

        return own == table ? Answer.BytesAsync(call.Http, VoTableError.ContentType, VoTableError.Write(text)) : Answer.TextAsync(call.Http, text);
    }

    /// <summary>Message and detail; null = the job has not failed.</summary>
    public static string? ErrorText(Job job)
    {
        var message = UwsXmlWriter.MessageOf(job);
        // The last line of standard error is often all of it: it is not told twice.
        return !UwsXmlWriter.ShowsError(job) ? null : job.Error?.Detail is { Length: > 0 } detail && detail.Trim() != message ? $"{message}\n\n{detail}" : message;
    }

    public static Task GetStdoutAsync(UwsCall call, JobList list, Job job) => LogAsync(call, job, "stdout");

    public static Task GetStderrAsync(UwsCall call, JobList list, Job job) => LogAsync(call, job, "stderr");

    // Not kept by any cache and without a length: the job may be writing it.
    private static async Task LogAsync(UwsCall call, Job job, string name)
    {
        var content = await call.Host.Files.OpenReadAsync(job.Id, JobFileArea.Log, name, call.Aborted).ConfigureAwait(false)
            ?? throw new UwsException(UwsErrorKind.NotFound, $"The job has no {name} (yet).");
        await using (content.ConfigureAwait(false))
        {
            FileAnswer.Protect(call.Response);
            call.Response.ContentType = "text/plain; charset=utf-8";
            if (content.Redirect is { } elsewhere)
            {
                await Answer.SeeOtherAsync(call.Http, elsewhere.AbsoluteUri).ConfigureAwait(false);
            }
            else if (!call.IsHead && content.Stream is { } stream)
            {
                await stream.CopyToAsync(call.Response.Body, call.Aborted).ConfigureAwait(false);
            }
        }
    }
}
