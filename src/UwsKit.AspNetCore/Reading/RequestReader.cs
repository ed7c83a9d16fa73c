using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>Reads the parameters of a request, whatever their encoding, without ever holding a body in memory (UWS 1.1 §2.2.3.1).</summary>
internal sealed class RequestReader(LimitOptions limits)
{
    /// <summary>The values of the query string.</summary>
    public IReadOnlyList<PostedValue> ReadQuery(HttpRequest request)
        => request.QueryString.Value is { Length: > 1 } text ? FormDecoder.Decode(text[1..], limits) : [];

    /// <summary>
    /// The values of body and query string; files go to <paramref name="uploads"/>. Where a job is described by one document, a body of that
    /// document's media type is the value of this one parameter (UWS 1.1 §2.1.11).
    /// </summary>
    public Task<PostedForm> ReadAsync(HttpRequest request, long maxBody, Uploads uploads, CancellationToken ct, ParameterDescription? document = null) => uploads.ReadAsync(async () =>
    {
        var query = ReadQuery(request);
        return new PostedForm(await ReadBodyAsync(request, maxBody, uploads, document, ct).ConfigureAwait(false), query);
    });

    /// <summary>The values of an urlencoded body; nothing of it is stored, and no other form is read.</summary>
    public Task<IReadOnlyList<PostedValue>> ReadFieldsAsync(HttpRequest request, long maxBody, CancellationToken ct)
        => ReadBodyAsync(request, maxBody, null, null, ct);

    /// <summary>The body as one stream of limited length, for content that is no form.</summary>
    public static Stream Open(HttpRequest request, long maxBody)
    {
        if (request.ContentLength > maxBody)
        {
            throw new UwsException(UwsErrorKind.TooLarge, $"The request body of {request.ContentLength} bytes is larger than the {maxBody} bytes allowed.");
        }

        // The server's own limit counts for the whole host; the list's is the one that counts here.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = maxBody;
        }

        return new RequestStream(request.Body, maxBody, "The request body");
    }

    private async Task<IReadOnlyList<PostedValue>> ReadBodyAsync(
        HttpRequest request, long maxBody, Uploads? uploads, ParameterDescription? document, CancellationToken ct)
    {
        if (request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            return [];
        }

        var body = Open(request, maxBody);
        _ = MediaTypeHeaderValue.TryParse(request.ContentType, out var type);
        if (type is not null && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadUrlEncodedAsync(type, body, ct).ConfigureAwait(false);
        }

        if (uploads is not null && type is not null && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } b ? b
                : throw new UwsException(UwsErrorKind.Invalid, "The multipart Content-Type has no boundary, or one longer than 200 characters.");
            return await MultipartForm.ReadAsync(boundary, body, uploads, limits, ct).ConfigureAwait(false);
        }

        if (uploads is not null && document is not null && type is not null && type.MediaType.Equals(document.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            return document.Type is ParameterType.File
                ? [new(document.Name, null, await uploads.StoreAsync(document.Name, type.ToString(), null, body, ct).ConfigureAwait(false))]
                : [new(document.Name, await MultipartForm.ReadTextAsync(document.Name, type, body, limits, ct).ConfigureAwait(false))];
        }

        return await body.ReadAsync(new byte[1], ct).ConfigureAwait(false) == 0 ? [] : throw new UwsException(
            UwsErrorKind.UnsupportedMediaType,
            $"Content-Type '{OneLine.Of(request.ContentType)}' is not read here; allowed: application/x-www-form-urlencoded{(uploads is null ? "" : ", multipart/form-data")}.");
    }

    private async Task<IReadOnlyList<PostedValue>> ReadUrlEncodedAsync(MediaTypeHeaderValue type, Stream body, CancellationToken ct)
    {
        if (MultipartForm.EncodingOf(type) is not System.Text.UTF8Encoding)
        {
            throw new UwsException(UwsErrorKind.UnsupportedMediaType, $"Charset '{OneLine.Of(type.Charset.Value)}' is not read here; allowed: UTF-8.");
        }

        var decoder = new FormDecoder(limits);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            for (int count; (count = await body.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0;)
            {
                decoder.Append(buffer.AsSpan(0, count));
            }

            return decoder.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
