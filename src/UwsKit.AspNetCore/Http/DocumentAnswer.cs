using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>A document that was made whole, as an answer: with its tag, so that a client that has it is told so (304).</summary>
internal static class DocumentAnswer
{
    /// <summary>Sends it, or 304.</summary>
    /// <param name="call">The request.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="bytes">The document.</param>
    /// <param name="changed">When it changed last; null = not told.</param>
    /// <param name="tag">What tells versions of it apart; null = its digest.</param>
    public static Task WriteAsync(UwsCall call, string contentType, byte[] bytes, DateTimeOffset? changed = null, string? tag = null)
    {
        call.Response.Headers.CacheControl = "no-cache";
        var etag = new EntityTagHeaderValue($"\"{tag ?? Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
        return TypedResults.Bytes(bytes, contentType, fileDownloadName: null, enableRangeProcessing: false, changed, etag).ExecuteAsync(call.Http);
    }
}
