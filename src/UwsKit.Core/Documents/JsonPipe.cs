using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UwsKit;

/// <summary>JSON into a pipe: what <see cref="PipeTarget"/> is to XML. Its writer is flushed, never disposed, so that a cut document stays visibly cut.</summary>
internal sealed class JsonPipe(PipeWriter pipe)
{
    private const int Enough = 32 * 1024;

    /// <summary>Names and values stay readable: none of this is embedded into pages.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private long _handedOver;

    public Utf8JsonWriter Writer { get; } = new(pipe, Options);

    /// <summary>Hands over what has piled up, when it is much; waits while the reader is slow.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public ValueTask DrainAsync(CancellationToken ct) => Writer.BytesCommitted + Writer.BytesPending - _handedOver < Enough ? default : HandOverAsync(ct);

    private async ValueTask HandOverAsync(CancellationToken ct)
    {
        await Writer.FlushAsync(ct).ConfigureAwait(false);
        _handedOver = Writer.BytesCommitted;
        var result = await pipe.FlushAsync(ct).ConfigureAwait(false);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException("The reader of the document has gone.");
        }
    }
}
