using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>A stored file as an answer: ranges, conditional requests, HEAD, and headers that keep a user's content from acting in a browser.</summary>
internal static class FileAnswer
{
    // What a browser shows without running anything; the rest, HTML, SVG and XML first of all, is offered for saving.
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "text/plain", "text/csv", "text/tab-separated-values", "application/x-votable+xml", "application/json",
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/fits", "application/fits",
    };

    /// <summary>Content of users never acts in the service's name.</summary>
    public static void Protect(HttpResponse response) => response.Headers.ContentSecurityPolicy = "sandbox";

    /// <summary>Sends the file, or the part of it that was asked for; disposes the content.</summary>
    public static async Task WriteAsync(UwsCall call, JobFileContent content, string? mediaType, string fileName, string? sha256)
    {
        await using var _ = content.ConfigureAwait(false);
        if (content.Redirect is { } elsewhere)
        {
            await Answer.SeeOtherAsync(call.Http, elsewhere.AbsoluteUri).ConfigureAwait(false);
            return;
        }

        // It was said by who uploaded or made the file; what no header can carry must not make it unreadable.
        var said = mediaType ?? content.File.MediaType ?? "";
        var type = Ascii.IsValid(said) && MediaTypeHeaderValue.TryParse(said, out var parsed) ? parsed : new MediaTypeHeaderValue("application/octet-stream");
        var headers = call.Response.Headers;
        Protect(call.Response);
        headers.CacheControl = "private, no-cache";
        headers.ContentDisposition = Disposition(type, fileName);
        if ((content.File.Sha256 ?? sha256) is { Length: 64 } digest)
        {
            // Of the whole, also where a part is sent (RFC 9530).
            headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(digest))}:";
        }

        var stream = content.Stream ?? Stream.Null;
        if (!stream.CanSeek)
        {
            call.Response.ContentLength = content.File.Size;
        }

        var answer = TypedResults.Stream(
            stream, type.ToString(), fileDownloadName: null, content.File.LastModified, Tag(content.File, sha256), enableRangeProcessing: stream.CanSeek);
        await answer.ExecuteAsync(call.Http).ConfigureAwait(false);
    }

    private static string Disposition(MediaTypeHeaderValue type, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue(Inline.Contains(type.MediaType.Value ?? "") ? "inline" : "attachment");
        disposition.SetHttpFileName(fileName);
        return disposition.ToString();
    }

    private static EntityTagHeaderValue Tag(JobFile file, string? sha256) => new((file.Sha256 ?? sha256) is { } digest
        ? $"\"{digest}\""
        : string.Create(CultureInfo.InvariantCulture, $"\"{file.Size:x}-{file.LastModified?.UtcTicks ?? 0:x}\""));
}
