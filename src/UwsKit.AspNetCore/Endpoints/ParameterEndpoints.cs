using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary><c>{job}/parameters</c> and the single parameters below it (UWS 1.1 §2.1.11, §2.2.2.4).</summary>
internal static class ParameterEndpoints
{
    public static Task GetAllAsync(UwsCall call, JobList list, Job job)
    {
        var links = call.Links(list);
        return Answer.DocumentAsync(
            call.Http, xml: body => call.Host.Xml.WriteParametersAsync(body, job, links, call.Aborted), json: body => call.Host.Json.WriteParametersAsync(body, job, links, call.Aborted));
    }

    public static async Task PostAsync(UwsCall call, JobList list, Job job)
    {
        JobChecks.Pending(job);
        var uploads = new Uploads(call.Host.Files, job.Id);
        var form = await call.Host.Reader.ReadAsync(call.Request, list.MaxBody, uploads, call.Aborted).ConfigureAwait(false);
        await uploads.CommitAsync(() => call.Host.Jobs.SetParametersAsync(job.Id, form.JobParameters(), call.Aborted)).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
    }

    /// <summary>The stored content of a file, or the text; of several values one a line, of which files are given by their URLs.</summary>
    public static async Task GetAsync(UwsCall call, JobList list, Job job)
    {
        var (name, place) = (call.Segment("name"), Place(call));
        var found = ParameterPlaces.Find(job.Parameters, name, place);
        if (found.Count == 0)
        {
            throw NoSuchParameter(name, place);
        }

        if (found is not [{ Parameter.File: { } file }])
        {
            FileAnswer.Protect(call.Response);
            await Answer.TextAsync(call.Http, string.Join('\n', found.Select(f => f.Parameter.File is null ? f.Parameter.Value : call.Links(list).Parameter(job.Id, f.Parameter.Name, f.Place)))).ConfigureAwait(false);
            return;
        }

        var content = job.Phase == ExecutionPhase.Archived ? null
            : await call.Host.Files.OpenReadAsync(job.Id, JobFileArea.Input, file.Name, call.Aborted).ConfigureAwait(false);
        await FileAnswer.WriteAsync(call, content ?? throw NoSuchParameter(name, place), file.MediaType, file.OriginalName ?? name, file.Sha256).ConfigureAwait(false);
    }

    /// <summary>Sets one parameter: the body is its value, or the file itself.</summary>
    public static async Task PutAsync(UwsCall call, JobList list, Job job)
    {
        JobChecks.Pending(job);
        var name = call.Segment("name");
        var declared = list.Description.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (declared is null && !list.Description.AllowUndescribedParameters && !name.Equals(ControlParameters.RunId, StringComparison.OrdinalIgnoreCase))
        {
            throw NoSuchParameter(name);
        }

        var uploads = new Uploads(call.Host.Files, job.Id);
        var value = await uploads.ReadAsync(() => ReadAsync(call, list, name, declared?.Type, uploads)).ConfigureAwait(false);
        await uploads.CommitAsync(() => call.Host.Jobs.SetParametersAsync(job.Id, [value], call.Aborted)).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id)).ConfigureAwait(false);
    }

    private static async Task<PostedValue> ReadAsync(UwsCall call, JobList list, string name, ParameterType? type, Uploads uploads)
    {
        _ = MediaTypeHeaderValue.TryParse(call.Request.ContentType, out var mediaType);
        if (mediaType?.MediaType.Value?.ToUpperInvariant() is "APPLICATION/X-WWW-FORM-URLENCODED" or "MULTIPART/FORM-DATA")
        {
            throw new UwsException(
                UwsErrorKind.UnsupportedMediaType, $"Content-Type '{mediaType.MediaType}' is not read here: the body of a PUT is the value itself, or the file.");
        }

        var body = RequestReader.Open(call.Request, list.MaxBody);
        if (type == ParameterType.File)
        {
            return new(name, null, await uploads.StoreAsync(name, mediaType?.ToString(), null, body, call.Aborted).ConfigureAwait(false));
        }

        return new(name, await MultipartForm.ReadTextAsync(name, mediaType, body, call.Host.Options.Limits, call.Aborted).ConfigureAwait(false));
    }

    private static string? Place(UwsCall call) => call.Segment("place") is { Length: > 0 } place ? place : null;

    private static UwsException NoSuchParameter(string name, string? place = null)
        => new(UwsErrorKind.NotFound, $"The job has no parameter '{OneLine.Of(place is null ? name : $"{name}/{place}")}'.");
}
