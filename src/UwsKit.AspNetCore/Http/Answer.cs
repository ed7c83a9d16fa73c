using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>The forms of an answer. HEAD gets the headers of each without its body.</summary>
internal static class Answer
{
    /// <summary>JSON, which is UTF-8 always (RFC 8259 §11).</summary>
    public const string JsonType = "application/json";

    /// <summary>text/plain: the value alone, no byte order mark, no line end (UWS 1.1 §2.2.2).</summary>
    public static Task TextAsync(HttpContext http, string text)
        => BytesAsync(http, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    /// <summary>303 to an absolute URL with an empty body: the answer to every change (UWS 1.1 §2.2.3).</summary>
    public static Task SeeOtherAsync(HttpContext http, string url)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = url;
        http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>A document of UWS in the form that the client prefers: XML, or JSON for who asks for it.</summary>
    public static Task DocumentAsync(HttpContext http, Func<PipeWriter, Task> xml, Func<PipeWriter, Task> json)
        => Negotiation.Choose(http, Negotiation.Xml, Negotiation.Json) == Negotiation.Json ? StreamAsync(http, JsonType, json) : StreamAsync(http, XmlType(http.Request), xml);

    /// <summary>A document, streamed: a reader that is slow holds back its writer. One that is complete before anything was sent goes with its length.</summary>
    public static async Task StreamAsync(HttpContext http, string contentType, Func<PipeWriter, Task> write)
    {
        http.Response.ContentType = contentType;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var body = http.Response.BodyWriter;
        await write(body).ConfigureAwait(false);
        if (!http.Response.HasStarted && body.CanGetUnflushedBytes)
        {
            http.Response.ContentLength = body.UnflushedBytes;
        }

        await body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>text/xml, or application/xml for a client that names only this one.</summary>
    public static string XmlType(HttpRequest request)
    {
        // Most clients send */* or nothing: no need to take the header apart.
        if (!request.Headers.Accept.Any(a => a?.Contains("application/xml", StringComparison.OrdinalIgnoreCase) == true))
        {
            return "text/xml; charset=utf-8";
        }

        var named = request.GetTypedHeaders().Accept.Where(a => a.Quality is not 0).Select(a => a.MediaType.Value).ToList();
        var application = named.Contains("application/xml", StringComparer.OrdinalIgnoreCase) && !named.Contains("text/xml", StringComparer.OrdinalIgnoreCase);
        return application ? "application/xml; charset=utf-8" : "text/xml; charset=utf-8";
    }

    /// <summary>Bytes of a known type.</summary>
    public static async Task BytesAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> bytes)
    {
        http.Response.Headers[HeaderNames.ContentType] = contentType;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
        }
    }
}
