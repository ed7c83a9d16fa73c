using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace UwsKit;

/// <summary>Reads <c>multipart/form-data</c> as it arrives: text parts become values, file parts go straight to the file storage (UWS 1.1 §2.2.3.1.1).</summary>
internal static class MultipartForm
{
    private const int MaxHeaders = 32;
    private const int MaxHeaderBytes = 16 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads all parts, in order.</summary>
    public static async Task<IReadOnlyList<PostedValue>> ReadAsync(string boundary, Stream body, Uploads uploads, LimitOptions limits, CancellationToken ct)
    {
        var reader = new MultipartReader(boundary, body) { HeadersCountLimit = MaxHeaders, HeadersLengthLimit = MaxHeaderBytes };
        List<PostedValue> values = [];
        for (var parts = 1; await NextAsync(reader, ct).ConfigureAwait(false) is { } section; parts++)
        {
            // Parts, not values: one that gives no value costs a file all the same.
            PostedForm.CheckCount(parts, limits);
            if (await ReadPartAsync(section, uploads, limits, ct).ConfigureAwait(false) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken ct)
    {
        try
        {
            return await reader.ReadNextSectionAsync(ct).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not Microsoft.AspNetCore.Http.BadHttpRequestException)
        {
            throw RequestStream.Broken(e);
        }
        catch (InvalidDataException e)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"A part of the multipart body has broken headers, or more than {MaxHeaderBytes} bytes of them.", e);
        }
    }

    private static async Task<PostedValue?> ReadPartAsync(MultipartSection section, Uploads uploads, LimitOptions limits, CancellationToken ct)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new UwsException(UwsErrorKind.Invalid, "A part of the multipart body has no 'Content-Disposition: form-data; name=…' header.");
        }

        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
        PostedForm.CheckName(name);
        var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        _ = MediaTypeHeaderValue.TryParse(section.ContentType, out var mediaType);
        var isText = mediaType is null || mediaType.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase);
        if (fileName is null && isText)
        {
            return new(name!, await ReadTextAsync(name!, mediaType, section.Body, limits, ct).ConfigureAwait(false));
        }

        var content = new RequestStream(section.Body, long.MaxValue, "The part");
        var file = await uploads.StoreAsync(name!, mediaType?.ToString(), fileName, content, ct).ConfigureAwait(false);
        if (fileName is "" && file.Size == 0)
        {
            // A form field for a file in which the user chose none: browsers send it with an empty name.
            await uploads.DropAsync(file).ConfigureAwait(false);
            return null;
        }

        return new(name!, null, file);
    }

    /// <summary>Reads one value of limited length.</summary>
    public static async Task<string> ReadTextAsync(string name, MediaTypeHeaderValue? mediaType, Stream body, LimitOptions limits, CancellationToken ct)
    {
        var limited = new RequestStream(body, limits.MaxValueBytes, $"The value of parameter '{OneLine.Of(name)}'");
        using var buffer = new MemoryStream();
        await limited.CopyToAsync(buffer, ct).ConfigureAwait(false);
        try
        {
            return EncodingOf(mediaType).GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException e)
        {
            throw new UwsException(UwsErrorKind.Invalid, $"The value of parameter '{OneLine.Of(name)}' is not valid UTF-8.", e);
        }
    }

    /// <summary>The encoding that a media type names: UTF-8 unless it says Latin 1.</summary>
    public static Encoding EncodingOf(MediaTypeHeaderValue? mediaType)
        => HeaderUtilities.RemoveQuotes(mediaType?.Charset ?? default).Value?.ToUpperInvariant() switch
        {
            null or "" or "UTF-8" or "UTF8" or "US-ASCII" => Strict,
            "ISO-8859-1" => Encoding.Latin1,
            var other => throw new UwsException(UwsErrorKind.UnsupportedMediaType, $"Charset '{OneLine.Of(other)}' is not read here; allowed: UTF-8, ISO-8859-1."),
        };
}
