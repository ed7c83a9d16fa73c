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
    private const int MaxEntries = 200, LongestName = 256;

    private static readonly TimeSpan LongestLink = TimeSpan.FromDays(366);

    public static Task GetAsync(UwsCall call, JobList list, Job job)
    {
        var entries = Living(call, job.SharedWith).ToList();
        return Negotiation.Choose(call.Http, "text/plain", Negotiation.Json) == Negotiation.Json
            ? Answer.BytesAsync(call.Http, Negotiation.Json, Json(entries))
            : Answer.TextAsync(call.Http, string.Concat(entries.Select(e => ShareLinks.IdOf(e) is { } id ? $"link:{id} until {UwsTime.Format(ShareLinks.ExpiryOf(e))}\n" : e + "\n")));
    }

    public static async Task PostAsync(UwsCall call, JobList list, Job job)
    {
        var policy = list.Options.Sharing ?? SharingPolicy.Links;
        if (job.OwnerId is null || policy == SharingPolicy.Off)
        {
            throw new UwsException(UwsErrorKind.Forbidden, job.OwnerId is null
                ? "A job without an owner is open to whoever knows its URL; there is nothing to share." : $"Jobs of '{list.Name}' are not shared.");
        }

        var fields = await call.Host.Reader.ReadFieldsAsync(call.Request, MaxBody, call.Aborted).ConfigureAwait(false);
        List<string> added = [];
        (string Entry, string Token)? link = null;
        foreach (var field in fields)
        {
            var value = field.Value ?? "";
            switch (field.Name.ToUpperInvariant())
            {
                case "USER": added.Add($"{Grant.User}:{Name(field.Name, value)}"); break;
                case "GROUP": added.Add($"{Grant.Group}:{Name(field.Name, value)}"); break;
                case "LINK" when link is null: link = Link(call, policy, job, value); break;
                default: throw new UwsException(UwsErrorKind.Invalid, $"'{OneLine.Of(field.Name)}' is not understood here; allowed: USER, GROUP, and once LINK.");
            }
        }

        if (added.Count == 0 && link is null)
        {
            throw new UwsException(UwsErrorKind.Invalid, "Nobody to share with was sent; allowed: USER, GROUP, LINK (how long it is to be good, such as 7d).");
        }

        await call.Host.Jobs.ShareAsync(job.Id, before =>
        {
            List<string> all = [.. Living(call, before).Concat(added).Concat(link is { } l ? [l.Entry] : []).Distinct(StringComparer.Ordinal)];
            return all.Count <= MaxEntries ? all : throw new UwsException(UwsErrorKind.Forbidden, $"A job is shared with at most {MaxEntries} users, groups and links.");
        }, call.Aborted).ConfigureAwait(false);
        call.Did = string.Join(' ', added.Concat(link is { } made ? [made.Entry] : []));
        await AnswerAsync(call, call.Links(list).Job(job.Id), link?.Token).ConfigureAwait(false);
    }

    public static async Task DeleteAllAsync(UwsCall call, JobList list, Job job)
    {
        await call.Host.Jobs.ShareAsync(job.Id, _ => [], call.Aborted).ConfigureAwait(false);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id) + "/sharing").ConfigureAwait(false);
    }

    public static async Task DeleteAsync(UwsCall call, JobList list, Job job)
    {
        var name = call.Segment("entry");
        await call.Host.Jobs.ShareAsync(job.Id, before =>
        {
            List<string> left = [.. before.Where(e => (ShareLinks.IdOf(e) is { } id ? $"link:{id}" : e) != name)];
            return left.Count < before.Count ? left : throw new UwsException(UwsErrorKind.NotFound, $"The job is not shared with '{OneLine.Of(name)}'.");
        }, call.Aborted).ConfigureAwait(false);
        call.Did = OneLine.Of(name);
        await Answer.SeeOtherAsync(call.Http, call.Links(list).Job(job.Id) + "/sharing").ConfigureAwait(false);
    }

    private static (string, string) Link(UwsCall call, SharingPolicy policy, Job job, string text)
    {
        if (policy != SharingPolicy.Links || !call.Host.ShareLinks.IsOffered)
        {
            throw new UwsException(UwsErrorKind.Forbidden, "Links are not offered here" + (policy == SharingPolicy.Links ? ": the service has no Uws:EventKeys to sign them with." : "."));
        }

        return UwsDuration.TryParse(text, out var time) && time > TimeSpan.Zero && time <= LongestLink
            ? call.Host.ShareLinks.Make(job.Id, call.Host.Time.GetUtcNow() + time)
            : throw ControlParameters.Bad("LINK", text, "a time of at most 366d such as 12h or 7d");
    }

    private static async Task AnswerAsync(UwsCall call, string job, string? token)
    {
        if (token is null)
        {
            await Answer.SeeOtherAsync(call.Http, job + "/sharing").ConfigureAwait(false);
            return;
        }

        // Told once: it is kept nowhere.
        var url = $"{job}?{ShareLinks.Parameter}={token}";
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = url;
        await Answer.TextAsync(call.Http, url + "\n").ConfigureAwait(false);
    }

    private static IEnumerable<string> Living(UwsCall call, IEnumerable<string> entries)
    {
        var now = call.Host.Time.GetUtcNow();
        return entries.Where(e => ShareLinks.IdOf(e) is null || ShareLinks.ExpiryOf(e) > now);
    }

    private static string Name(string parameter, string value)
        => value.Length is > 0 and <= LongestName && !value.Any(char.IsControl) ? value
            : throw ControlParameters.Bad(parameter, value, $"a name of 1 to {LongestName} characters");

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
