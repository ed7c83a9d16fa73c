using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace UwsKit;

/// <summary>
/// <c>{job}/sharing</c>: with whom the owner shares his job, to read only. POST <c>USER</c>, <c>GROUP</c> (both repeatable) or <c>LINK=7d</c>; DELETE takes all
/// back, or one entry below. Open to owner and administrators.
/// </summary>
internal static class SharingEndpoints
{
    private const long MaxBody = 64 * 1024;

    public static Task GetAsync(UwsCall call, JobList list, Job job)
    {
        var entries = JobSharing.Living(call, job.SharedWith).ToList();
        return Negotiation.Choose(call.Http, "text/plain", Negotiation.Json) == Negotiation.Json
            ? Answer.BytesAsync(call.Http, Negotiation.Json, Json(entries))
            : Answer.TextAsync(call.Http, string.Concat(entries.Select(e => ShareLinks.IdOf(e) is { } id ? $"link:{id} until {UwsTime.Format(ShareLinks.ExpiryOf(e))}\n" : e + "\n")));
    }

    public static async Task PostAsync(UwsCall call, JobList list, Job job)
    {
        JobSharing.Demand(list, job);
        var fields = await call.Host.Reader.ReadFieldsAsync(call.Request, MaxBody, call.Aborted).ConfigureAwait(false);
        var link = await JobSharing.AddAsync(call, list, job, fields).ConfigureAwait(false);
        if (link is null)
        {
            await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id) + "/sharing").ConfigureAwait(false);
            return;
        }

        // Told once: it is kept nowhere.
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = link;
        await Answer.TextAsync(call.Http, link + "\n").ConfigureAwait(false);
    }

    public static async Task DeleteAllAsync(UwsCall call, JobList list, Job job)
    {
        await call.Host.Jobs.ShareAsync(job.Id, _ => [], call.Aborted).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id) + "/sharing").ConfigureAwait(false);
    }

    public static async Task DeleteAsync(UwsCall call, JobList list, Job job)
    {
        await JobSharing.RemoveAsync(call, job, call.Segment("entry")).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id) + "/sharing").ConfigureAwait(false);
    }

    private static byte[] Json(List<string> entries)
    {
        using var buffer = new MemoryStream();
        using (var w = new Utf8JsonWriter(buffer))
        {
            w.WriteStartObject();
            w.WriteStartArray("sharedWith");
            entries.Where(e => ShareLinks.IdOf(e) is null).ToList().ForEach(w.WriteStringValue);
            w.WriteEndArray();
            w.WriteStartArray("links");
            foreach (var link in entries.Where(e => ShareLinks.IdOf(e) is not null))
            {
                w.WriteStartObject();
                w.WriteString("id", ShareLinks.IdOf(link));
                w.WriteString("expires", UwsTime.Format(ShareLinks.ExpiryOf(link)));
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
