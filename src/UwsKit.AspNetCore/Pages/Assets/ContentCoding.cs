using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>Which compression an answer may have (RFC 9110 §12.5.3).</summary>
internal static class ContentCoding
{
    /// <summary><c>br</c>, <c>gzip</c>, or null = none; tells caches that the answer depends on it.</summary>
    public static string? Choose(HttpContext http)
    {
        http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var accepted = http.Request.GetTypedHeaders().AcceptEncoding;
        return Accepts("br") ? "br" : Accepts("gzip") ? "gzip" : null;

        bool Accepts(string coding) => accepted.Any(a => a.Quality is not 0 && a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A page in a coding, quickly rather than small.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> bytes, string coding)
    {
        using var buffer = new MemoryStream(bytes.Length / 4);
        using (Stream stream = coding == "br" ? new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return buffer.ToArray();
    }
}
